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
      ("ssh://git@codeberg.org/acme/billing", "Gitea acme/billing"),
      ("https://ghe.acme.example/acme/billing", "GitHub acme/billing"),
      ("https://git.acme.example/scm/acme/billing.git", "Gitea acme/billing"),
      ("https://code.acme.example/gitlab/acme/team/billing.git", "GitLab acme/team/billing"),
      ("git@code.acme.example:acme/team/billing.git", "GitLab acme/team/billing"),
      ("https://github.com.evil.example/acme/billing", nil),
      ("/srv/git/acme/billing.git", nil), ("https://github.com/billing", nil),
    ] as [(String, String?)])
  func `the forge follows from the address`(address: String, place: String?) throws {
    let desk = ForgeDesk(
      services: [
        "github": .init(rest: "https://ghe.acme.example/api/v3"),
        "gitea": .init(rest: "https://git.acme.example/api/v1"),
        "gitlab": .init(rest: "https://code.acme.example/gitlab/api/v4"),
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
    arguments: ["github", "gitlab", "gitea"])
  func `a pull request is opened once, and a closed one is said to be`(
    service: String
  ) async throws {
    try await ContractServer.session("kit-forges") { server in
      try await server.makeRepository("acme/billing", files: ["Cargo.toml": "core = \"2.0\"\n"])
      try await ProposalStand.with(server, service) { stand in
        let workspace = stand.workspace
        let pushed = try await stand.push()
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
}
