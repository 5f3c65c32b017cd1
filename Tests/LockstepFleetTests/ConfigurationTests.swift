import LockstepCore
import LockstepGit
import LockstepSystem
import Testing

@testable import LockstepFleet

struct ConfigurationTests {
  static let full = """
    [foundation]
    package = "core-types"
    packages = ["core-derive"]
    branches = ["main", "2.0.x"]
    remote = "upstream"
    tag = "core-{version}"
    hotfix-tag = "core-{version}-hotfix"
    publish = "../registry"
    guide = "guides/to-{version}.md"

    [fleet]
    search = ["../*", "../../other/*"]
    github = { organization = "acme" }

    [[fleet.dependent]]
    name = "data-store"
    url = "https://git.example/data-store.git"
    maintainers = ["data"]
    wave = 2
    delivery = "pull-request"

    [policy]
    notice = { major = "3 weeks" }
    window = { minor = "10 days" }
    approvals = { major = 2 }
    yank = "at-once"
    raise = "always"

    [gates]
    coverage = 80.5
    benchmark-regression = "15%"
    documented = 99
    features = [[], ["v3-preview", "enhanced-errors"], "all", "each", "powerset:3"]
    benchmarks = ["cargo bench", ["ci/bench", "--short"]]
    contract = ["contracts/*"]
    integration = [["ci/integration", "--all"], "make check"]
    may-skip = ["coverage", "benchmarks"]
    emergency = ["features", "contract"]

    [triggers]
    benchmark-regression = 30
    regressed-dependents = 3
    compile-errors = "10%"
    automatic = ["pin"]

    [ledger]
    remote = "git@git.example:acme/core-incidents.git"

    [services]
    github = { rest = "https://ghe.example/api/v3", graphql = "https://ghe.example/api/graphql" }
    acknowledge = "https://lockstep.acme.example/acknowledge"

    [[contact]]
    name = "Lead"
    quiet = "22:00-07:00"
    zone = "Europe/Berlin"
    level = "on-call"
    acknowledge-within = "5 minutes"
    channel = "slack:#core"
    rotation = { every = "1 week", from = 2026-01-05T09:00:00Z, people = ["ada", "grace"] }
    """

  @Test
  func `every key is read`() throws {
    let configuration = try Configuration(parsing: Array(Self.full.utf8), path: "lockstep.toml")
    var foundation = Configuration.Foundation(package: "core-types")
    foundation.packages = ["core-derive"]
    foundation.branches = ["main", "2.0.x"]
    foundation.remote = "upstream"
    foundation.tag = TagTemplate(prefix: "core-")
    foundation.hotfixTag = TagTemplate(prefix: "core-", suffix: "-hotfix")
    foundation.publish = .folder("../registry")
    foundation.guide = try GuideTemplate(parsing: "guides/to-{version}.md")
    #expect(configuration.foundation == foundation)
    let dependent = Configuration.DependentSettings(
      name: try RepositoryName("data-store"),
      address: try RemoteAddress(parsing: "https://git.example/data-store.git"),
      maintainers: ["data"], wave: 2, delivery: .pullRequest)
    #expect(
      configuration.fleet
        == Configuration.FleetSettings(
          search: ["../*", "../../other/*"],
          forges: ["github": Configuration.ForgeDiscovery(organization: "acme")],
          dependents: [dependent]))
    #expect(
      configuration.policy
        == Configuration.Policy(
          notice: .init(major: .weeks(3), minor: .weeks(1), patch: .days(0)),
          window: .init(major: .weeks(8), minor: .days(10), patch: .days(2)),
          approvals: .init(major: 2, minor: 0, patch: 0), yank: .atOnce, raise: .always))
    #expect(
      configuration.gates
        == Configuration.Gates(
          coverage: 80.5, benchmarkRegression: 15, documented: 99,
          features: [
            .of([]), .of(["v3-preview", "enhanced-errors"]), .all, .each, .powerset(depth: 3),
          ],
          benchmarks: [["cargo", "bench"], ["ci/bench", "--short"]],
          contract: ["contracts/*"],
          integration: [["ci/integration", "--all"], ["make", "check"]],
          maySkip: [.coverage, .benchmarks], emergency: [.features, .contract]))
    #expect(
      configuration.triggers
        == Configuration.Triggers(
          benchmarkRegression: 30, regressedDependents: .count(3), compileErrors: .percent(10),
          automatic: [.pin]))
    #expect(configuration.ledger.remote == "git@git.example:acme/core-incidents.git")
    #expect(configuration.services["github"]?.rest == "https://ghe.example/api/v3")
    let contact = try #require(configuration.contacts.first)
    #expect(contact.level == .onCall && contact.acknowledgeWithin == .minutes(5))
    #expect(contact.channel.description == "slack:#core")
    #expect(contact.quiet?.description == "22:00-07:00" && contact.clock.zone == "Europe/Berlin")
    #expect(configuration.acknowledgeAddress == "https://lockstep.acme.example/acknowledge")
    #expect(contact.rotation?.people == ["ada", "grace"])
    #expect(contact.rotation?.from.description == "2026-01-05T09:00:00Z")
    #expect(configuration.states("gates.coverage") && !configuration.states("gates.nothing"))
    #expect(configuration.states("policy") && configuration.bytes == Array(Self.full.utf8))
  }

  /// The file that the documentation shows.
  static let documented = """
    [foundation]
    package = "nodespace-core-types"
    branches = ["main"]                # one for each line that is still released, e.g. "2.0.x"
    # remote = "origin"                # "upstream", from a fork
    tag = "v{version}"
    hotfix-tag = "v{version}-hotfix"
    publish = "crates-io"              # a registry's name; a folder, for a file registry (local-registry, or a directory source); or "none"

    [fleet]
    search = ["../*"]                  # local checkouts; nested manifests are found too
    # github = { organization = "nodespace" }

    [[fleet.dependent]]
    name = "nodespace-data-store"
    url = "https://github.com/malibio/nodespace-data-store.git"
    maintainers = ["data"]
    wave = 1
    delivery = "pull-request"

    [policy]
    notice = { major = "2 weeks", minor = "1 week", patch = "0 days" }
    window = { major = "8 weeks", minor = "2 weeks", patch = "2 days" }
    approvals = { major = 2 }
    yank = "after-replacement"         # or "at-once", "never"
    raise = "when-needed"              # requirements in a rollout; or "always"

    [gates]
    coverage = 90
    benchmark-regression = 10
    documented = 100
    features = [[], ["v3-preview", "enhanced-errors"], ["deprecated-v1"], "all"]
    contract = ["contracts/*"]         # mock dependents: small crates in this repository, built and tested on the candidate
    integration = []                   # commands that test several repositories together, given the fleet's worktrees

    [triggers]
    benchmark-regression = 20
    regressed-dependents = 1
    compile-errors = "25%"
    automatic = []                     # e.g. ["pin"]

    [ledger]
    # remote = "git@github.com:acme/core-incidents.git"   # where the record must not stand beside a public foundation

    [services]                         # base addresses, where they are not the public ones
    # github = { rest = "https://ghe.example/api/v3", graphql = "https://ghe.example/api/graphql" }

    [[contact]]
    name = "Core types team lead"
    level = "primary"                  # primary, secondary, escalation, on-call
    acknowledge-within = "15 minutes"
    channel = "slack:#core-types"
    # rotation = { every = "1 week", from = "2026-01-05T09:00:00Z", people = ["…", "…"] }
    """

  @Test
  func `the documented example is read, with its comments in place as well`() throws {
    let configuration = try Configuration(
      parsing: Array(Self.documented.utf8), path: "lockstep.toml")
    #expect(configuration.foundation.package == "nodespace-core-types")
    #expect(configuration.fleet.dependents.map(\.wave) == [1])
    #expect(configuration.policy.approvals.major == 2)
    #expect(configuration.triggers.compileErrors == .percent(25))
    #expect(configuration.contacts.map(\.name) == ["Core types team lead"])
    // What stands in comments is meant to be taken out of them.
    let lines = Self.documented.split(separator: "\n", omittingEmptySubsequences: false)
    let stated = lines.map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0 }.joined(separator: "\n")
    let whole = try Configuration(
      parsing: Array(stated.replacing("\"…\"", with: "\"ada\"").utf8), path: "lockstep.toml")
    #expect(whole.fleet.forges["github"]?.organization == "nodespace")
    #expect(whole.ledger.remote == "git@github.com:acme/core-incidents.git")
    #expect(whole.services["github"]?.graphql == "https://ghe.example/api/graphql")
    #expect(whole.contacts.first?.rotation?.people.count == 2)
  }

  @Test
  func `a file with a package alone has every default`() throws {
    let text = "[foundation]\npackage = \"core\"\n"
    let configuration = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    #expect(configuration.decidesLike(Configuration(foundation: .init(package: "core"))))
    #expect(configuration.policy.notice.major == .weeks(2))
    #expect(configuration.foundation.tag.name(for: Version(2, 0, 5)) == "v2.0.5")
    #expect(configuration.foundation.version(ofTag: "v2.0.6-hotfix")?.isHotfix == true)
    #expect(configuration.foundation.version(ofTag: "v2.0.6")?.isHotfix == false)
    #expect(configuration.foundation.version(ofTag: "v2") == nil)
    #expect(configuration.foundation.publish == .registry("crates-io"))
  }

  @Test
  func `the template states what differs and comments every default`() throws {
    let given = try Configuration(parsing: Array(Self.full.utf8), path: "lockstep.toml")
    for configuration in [given, Configuration(foundation: .init(package: "core"))] {
      let text = configuration.template()
      let read = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
      #expect(read.decidesLike(configuration))
      #expect(read.template() == text)
    }
    let plain = Configuration(foundation: .init(package: "core")).template()
    #expect(plain.contains("package = \"core\""))
    #expect(plain.contains("# coverage = 90"))
    #expect(plain.contains("# yank = \"after-replacement\""))
  }

  @Test
  func `the defaults that the template shows are the defaults`() throws {
    // Every commented key of a section, taken at its word, changes nothing.
    let usual = Configuration(foundation: .init(package: "core"))
    var text = ""
    for line in usual.template().split(separator: "\n") {
      let isDefault =
        line.hasPrefix("# ") && line.contains(" = ") && !line.contains("(an example)")
        && !line.hasPrefix("# [[")
      if isDefault { text += line.dropFirst(2) + "\n" } else { text += line + "\n" }
      if line.hasPrefix("# [[") { break }
    }
    let read = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    #expect(read.stated.contains("foundation.hotfix-tag"))
    #expect(read.decidesLike(usual))
    let rest = usual.template().split(separator: "\n")
    for key in ["notice", "window", "approvals", "coverage", "features", "compile-errors"] {
      let line = try #require(rest.first { $0.hasPrefix("# \(key) = ") })
      let section =
        ["notice", "window", "approvals"].contains(key)
        ? "policy" : key == "compile-errors" ? "triggers" : "gates"
      let stated = "[foundation]\npackage = \"core\"\n[\(section)]\n\(line.dropFirst(2))\n"
      #expect(
        try Configuration(parsing: Array(stated.utf8), path: "lockstep.toml").decidesLike(usual))
    }
  }

  @Test(
    arguments: [
      (3_600 * 24 * 6, "ada"), (3_600 * 24 * 8, "grace"), (3_600 * 24 * 15, "ada"), (-5, "ada"),
    ] as [(Int64, String)])
  func `a rotation says who has the duty`(after: Int64, person: String) throws {
    let start = try Timestamp(parsing: "2026-01-05T09:00:00Z")
    let rotation = Configuration.Rotation(every: .weeks(1), from: start, people: ["ada", "grace"])
    #expect(rotation.onDuty(at: start.adding(.seconds(after))) == person)
  }
}
