import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// A foundation and its dependents as one of the forges has them: `alpha` and `beta` take pull requests,
/// `gamma` and `delta` take pushes.
struct ForgeFleet: Sendable {
  /// `github`, `gitlab` or `gitea`.
  let service: String
  let forges: any StoryForges
  let scratch: ScratchGit
  let environment: [String: String]

  static let services = ["github", "gitlab", "gitea"]
  static let dependents = ["alpha", "beta", "gamma"]
  /// Those that take pull requests.
  private static let proposed = ["alpha", "beta"]

  /// The dependents that it has.
  let dependents: [String]

  /// Makes the fleet on forges that nobody else uses meanwhile, and runs `body`.
  ///
  /// - Parameters:
  ///   - dependents: The names of those that it has.
  ///   - released: Tags the second commit as 1.1.0, as a release would.
  ///   - checked: The branches of those that take pull requests have a green check, so that theirs
  ///     will have one.
  ///   - rollout: Lines of `[rollout]`.
  static func with<Result: Sendable>(
    _ service: String, on kind: StoryForgesKind = .strictest,
    dependents: [String] = Self.dependents, released: Bool = false, checked: Bool = true,
    rollout: String = "wait = \"0 seconds\"\nmerge = \"lockstep\"",
    _ body: (ForgeFleet) async throws -> Result
  ) async throws -> Result {
    try await ScratchGit.with { scratch in
      try await kind.run(service, in: scratch) { forges in
        let fleet = ForgeFleet(
          service: service, dependents: dependents, forges: forges, scratch: scratch)
        try await fleet.make(released: released, rollout: rollout)
        if checked {
          for name in dependents where proposed.contains(name) {
            try await fleet.checkBranch(of: name)
          }
        }
        return try await body(fleet)
      }
    }
  }

  private init(
    service: String, dependents: [String], forges: any StoryForges, scratch: ScratchGit
  ) {
    self.service = service
    self.dependents = dependents
    self.forges = forges
    self.scratch = scratch
    var environment = scratch.commandEnvironment
    environment["CARGO_BUILD_JOBS"] = "1"
    environment["LOCKSTEP_\(service.uppercased())_TOKEN"] = "canary"
    self.environment = environment
  }

  private func make(released: Bool, rollout: String) async throws {
    // A push wants a user and any password; git takes them from here.
    try scratch.file(
      "home/.netrc", "machine 127.0.0.1 login somebody password canary\n", mode: 0o600)
    try await forges.make(
      "acme/core",
      [
        "Cargo.toml": Self.core("1.0.0"),
        "Cargo.lock": lockFile(of: "core-types", "1.0.0"),
        ".gitignore": "/target\n", "src/lib.rs": "pub fn one() -> u8 { 1 }\n",
        "lockstep.toml": configuration(rollout: rollout),
      ])
    let core = forges.gitDirectory("acme/core")
    try await git("tag", "-m", "First", "v1.0.0", "main", in: core)
    try await forges.push(
      ["src/lib.rs": "pub fn one() -> u8 { 1 }\npub fn two() -> u8 { 2 }\n"], to: "acme/core",
      saying: "Two")
    if released {
      try await forges.push(
        ["Cargo.toml": Self.core("1.1.0")], to: "acme/core", saying: "Release 1.1.0")
      try await git("tag", "-m", "Second", "v1.1.0", "main", in: core)
    }
    for name in dependents {
      try await forges.make(
        "acme/\(name)",
        [
          "Cargo.toml": """
          [package]
          name = "\(name)"
          version = "0.1.0"
          edition = "2021"

          [dependencies]
          core-types = { git = "\(forges.git("acme/core"))", tag = "v1.0.0" }

          """,
          ".gitignore": "/target\nCargo.lock\n",
          "src/lib.rs": "pub fn one() -> u8 { core_types::one() }\n",
        ])
    }
    try await git("clone", "-q", forges.git("acme/core"), foundation, in: scratch.directory)
  }

  private static func core(_ version: String) -> String {
    """
    [package]
    name = "core-types"
    version = "\(version)"
    edition = "2021"
    description = "What the fleet stands on"
    license = "MIT"

    """
  }

  private func configuration(rollout: String) -> String {
    let entries = dependents.map { name in
      let delivery = Self.proposed.contains(name) ? "pull-request" : "push"
      return """

        [[fleet.dependent]]
        name = "\(name)"
        url = "\(forges.git("acme/\(name)"))"
        delivery = "\(delivery)"

        """
    }
    return """
      [foundation]
      package = "core-types"
      publish = "none"

      [fleet]
      search = []
      \(entries.joined())
      [rollout]
      \(rollout)

      [services]
      \(forges.entry)

      """
  }

  var foundation: String { "\(scratch.directory)/clones/core" }

  @discardableResult
  func git(_ arguments: String..., in folder: String) async throws -> String {
    try await scratch.git(arguments, in: folder)
  }

  /// Runs the command in the foundation's clone.
  func lockstep(
    _ arguments: String..., with settings: [String: String] = [:]
  ) async throws -> Answer {
    try await run(arguments, with: settings)
  }

  func run(_ arguments: [String], with settings: [String: String] = [:]) async throws -> Answer {
    let program = try #require(Binary.path)
    return Answer(
      try await scratch.host.processes.run(
        Invocation(
          program: program, arguments: arguments,
          environment: environment.merging(settings) { _, new in new }, directory: foundation,
          timeout: .seconds(600))))
  }

  // MARK: - What the forge has

  /// A pull request as the forge keeps it.
  struct Pull: Equatable {
    var number: Int
    var title: String
    var body: String
    var head: String
    /// `open`, `merged` or `closed`.
    var state: String
  }

  /// The pull requests of a dependent, by their numbers.
  func pulls(of name: String) async throws -> [Pull] {
    let all = try await repository(name)["pulls"]?.array ?? []
    return all.map { pull in
      let isMerged = pull["merged"]?.boolean == true || pull["state"]?.string == "merged"
      return Pull(
        number: Int(pull["number"]?.integer ?? 0), title: pull["title"]?.string ?? "",
        body: pull["body"]?.string ?? "", head: pull["head"]?.string ?? "",
        state: isMerged ? "merged" : pull["state"]?.string ?? "")
    }.sorted { $0.number < $1.number }
  }

  /// What the forge of this fleet knows of a repository.
  func repository(_ name: String) async throws -> JSONValue {
    try await forges.records(of: "acme/\(name)")
  }

  /// The manifest on a dependent's branch.
  func manifest(of name: String) async throws -> String {
    try await git("show", "main:Cargo.toml", in: forges.gitDirectory("acme/\(name)"))
  }

  /// The tag of the foundation that a dependent's branch names.
  func tag(of name: String) async throws -> String {
    let manifest = try await manifest(of: name)
    guard let start = manifest.firstRange(of: "tag = \"")?.upperBound else { return manifest }
    return String(manifest[start...].prefix { $0 != "\"" })
  }

  /// The check of a dependent's branch is green.
  func checkBranch(of name: String) async throws {
    try await forges.report("success", on: "main", of: "acme/\(name)")
  }

  /// A check of the newest pull request of a dependent says so; it runs where `conclusion` is `nil`.
  func check(_ name: String, _ conclusion: String?) async throws {
    let pull = try #require(try await pulls(of: name).last)
    try await forges.report(conclusion, on: pull.head, of: "acme/\(name)")
  }
}

// MARK: - What others do

extension ForgeFleet {
  /// Merges a pull request as one of its maintainers does.
  func merge(_ number: Int, of name: String) async throws {
    switch service {
    case "gitlab": try await ask("PUT", "merge_requests/\(number)/merge", of: name, [:])
    case "gitea": try await ask("POST", "pulls/\(number)/merge", of: name, ["Do": "merge"])
    default: try await ask("PUT", "pulls/\(number)/merge", of: name, [:])
    }
  }

  /// Closes a pull request as one of its maintainers does.
  func close(_ number: Int, of name: String) async throws {
    try await forges.close(number, of: "acme/\(name)")
  }

  /// Makes the page of a version, with a text of people's own.
  func publish(_ tag: String) async throws {
    let text = service == "gitlab" ? "description" : "body"
    try await ask(
      "POST", "releases", of: "core",
      ["tag_name": .string(tag), "name": .string(tag), text: "What is new."])
  }

  /// Lets the branch of a dependent refuse every push, in the words of the service.
  func protect(_ name: String) throws {
    let words =
      switch service {
      case "github": "error: GH006: Protected branch update failed for refs/heads/main."
      case "gitlab": "GitLab: You are not allowed to push code to protected branches."
      default: "Gitea: Not allowed to push to protected branch main"
      }
    let hook = "\(forges.gitDirectory("acme/\(name)"))/hooks/pre-receive"
    try Files.createDirectories(Files.parent(of: hook))
    let script = """
      #!/bin/sh
      while read old new ref; do
        if test "$ref" = refs/heads/main; then echo "\(words)" >&2; exit 1; fi
      done

      """
    try Files.write(Array(script.utf8), to: hook, mode: 0o755)
  }

  /// Sends a change to a repository's interface, with another token than the command's.
  private func ask(
    _ method: String, _ path: String, of name: String, _ body: JSONValue
  ) async throws {
    let base = "\(forges.rest)/" + (service == "gitlab" ? "projects/acme%2F" : "repos/acme/") + name
    var headers = [
      "Authorization": "Bearer maintainer", "User-Agent": "somebody",
      "Accept": "application/json", "Content-Type": "application/json",
    ]
    if service == "github" {
      headers["Accept"] = "application/vnd.github+json"
      headers["X-GitHub-Api-Version"] = "2022-11-28"
    }
    let answer = try await HTTP.live.send(
      HTTPRequest(method: method, url: "\(base)/\(path)", headers: headers, body: body.bytes()))
    try #require(
      (200..<300).contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
  }
}
