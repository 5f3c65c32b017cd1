import LockstepCore
import LockstepFleet
import LockstepForges
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// A dependent whose maintainers want to be asked gets a pull request, one.
struct ProposalTests {
  @Test(
    arguments: [
      ("https://github.com/acme/billing.git", "GitHub acme/billing"),
      ("git@github.com:acme/billing.git", "GitHub acme/billing"),
      ("https://gitlab.com/acme/team/billing", "GitLab acme/team/billing"),
      ("ssh://git@codeberg.org/acme/billing", "Gitea acme/billing"),
      ("https://ghe.acme.example/acme/billing", "GitHub acme/billing"),
      ("https://git.acme.example/scm/acme/billing.git", "Gitea acme/billing"),
      ("https://github.com.evil.example/acme/billing", nil),
      ("/srv/git/acme/billing.git", nil), ("https://github.com/billing", nil),
    ] as [(String, String?)])
  func `the forge follows from the address`(address: String, place: String?) throws {
    let desk = ForgeDesk(
      services: [
        "github": .init(rest: "https://ghe.acme.example/api/v3"),
        "gitea": .init(rest: "https://git.acme.example/api/v1"),
      ], host: .live(environment: [:]), http: HTTP { _ in throw CancellationError() })
    let found = try desk.place(of: address)
    #expect(found.map { "\($0.forge.forge.name) \($0.path)" } == place)
  }

  @Test(
    arguments: [
      ("https://github.com/acme/", 10, nil), ("https://gitlab.com/acme/", 600, nil),
      // 500 in the first hour, the rest at the beginning of the second.
      ("https://github.com/acme/", 600, "64 minutes"),
    ] as [(String, Int, String?)])
  func `a plan says how long its pull requests take`(
    base: String, count: Int, said: String?
  ) throws {
    let entries = (1...count).map { number in
      "[[fleet.dependent]]\nname = \"r\(number)\"\nurl = \"\(base)r\(number).git\"\n"
        + "delivery = \"pull-request\"\n"
    }
    let text = "[foundation]\npackage = \"core\"\n[fleet]\nsearch = []\n" + entries.joined()
    let configuration = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    let names = try (1...count).map { try RepositoryName("r\($0)") }
    let remarks = DeliveryForecast.remarks(for: names, configuration)
    #expect(remarks.count == (said == nil ? 0 : 1))
    if let said { #expect(remarks.first?.contains("takes at least \(said)") == true, "\(remarks)") }
  }

  @Test(
    .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(30)),
    // The server serves git below a folder that GitLab would take for a group.
    arguments: ["github", "gitea"])
  func `a pull request is opened once, and a closed one is said to be`(
    service: String
  ) async throws {
    try await ContractServer.session("kit-forges") { server in
      try await server.makeRepository("acme/billing", files: ["Cargo.toml": "core = \"2.0\"\n"])
      try await withWorkspace(server, service) { workspace in
        let name = try RepositoryName("billing")
        let pushed = try await push(to: name, of: server, from: workspace)
        let performer = StoryPerformer(workspace: workspace)
        for _ in 0..<2 {
          let result = try await performer.propose([pushed], in: StepContext())
          #expect(result.map(\.delivered) == [true])
          #expect(result.first?.pullRequest != nil)
        }
        let opened = try await server.state()["repos"]?[0]?[service]?["pulls"]?.array ?? []
        #expect(opened.map { $0["title"]?.string } == ["Update core to 2.1.0"])
        #expect(opened.map { $0["head"]?.string } == ["lockstep/update"])
        try await server.setPull(
          Int(opened.first?["number"]?.integer ?? 0), of: "acme/billing", service: service,
          to: ["state": "closed"])
        let refused = try await performer.propose([pushed], in: StepContext())
        #expect(refused.map(\.delivered) == [false])
        #expect(refused.first?.reason?.contains("closed the pull request") == true)
      }
    }
  }

  private func withWorkspace(
    _ server: ContractServer, _ service: String, _ body: (Workspace) async throws -> Void
  ) async throws {
    let addresses =
      switch service {
      case "github": "rest = \"\(server.github)\", graphql = \"\(server.githubGraphQL)\""
      default: "rest = \"\(server.gitea)\""
      }
    try await ScratchGit.with(settings: ["LOCKSTEP_\(service.uppercased())_TOKEN": "canary"]) {
      scratch in
      let settings = """
        [foundation]
        package = "core"
        publish = "none"
        [fleet]
        search = []
        [[fleet.dependent]]
        name = "billing"
        url = "\(server.git("acme/billing"))"
        delivery = "pull-request"
        [services]
        \(service) = { \(addresses) }

        """
      let origin = try await scratch.origin("core", files: ["lockstep.toml": settings])
      var host = scratch.host
      host.workingDirectory = try await scratch.clone(origin, as: "core")
      try await body(try await Workspace.open(host: host, command: ["lockstep"]))
    }
  }

  /// Fetches a dependent, makes a commit on its tip and pushes that to a branch beside it.
  private func push(
    to name: RepositoryName, of server: ContractServer, from workspace: Workspace
  ) async throws -> DeliveredDependent {
    let address = try RemoteAddress(
      parsing: server.git("acme/billing").split(separator: "//", maxSplits: 1)
        .joined(separator: "//user:password@"))
    _ = await workspace.store.fetch(
      [FleetSource(name: name, address: address)], width: 1, timeout: .seconds(30))
    let tip = try #require(try await workspace.store.tips()[name])
    let signature = workspace.signature()
    let commits = try await workspace.store.objects.write([
      CommitDraft(
        parents: [tip.commit], tree: .firstParent,
        changes: [
          FileChange(
            path: "Cargo.toml", content: .bytes(Array("core = \"2.1\"\n".utf8), executable: false))
        ], message: "Update core to 2.1.0\n", author: signature, committer: signature)
    ])
    let commit = try #require(commits.first)
    let ref = try RefName.branch("lockstep/update")
    let outcomes = await workspace.store.push(
      [name: [RefUpdate(ref: ref, old: nil, new: commit)]], width: 1)
    #expect(outcomes[name]?[ref] == .done)
    return DeliveredDependent(name: name, ref: ref, commit: commit, delivered: true)
  }
}
