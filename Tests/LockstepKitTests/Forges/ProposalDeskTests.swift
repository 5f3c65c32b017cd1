import LockstepCore
import LockstepGit
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// How a pull request stands follows from its own checks and from what its maintainers do with it.
@Suite(
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(30)))
struct ProposalDeskTests {
  typealias Case = ([ProposalStand.Event], String, ProposalStanding.Standing, String?)

  private static let cases: [Case] = [
    ([], "lockstep", .merged, nil),
    ([], "maintainers", .waiting, "waits for its maintainers to merge it"),
    ([.checkBefore("success")], "lockstep", .waiting, "waits for its checks to begin"),
    ([.check(nil)], "lockstep", .waiting, "waits for the check `ci`"),
    ([.check("success")], "lockstep", .merged, nil),
    ([.check("success")], "auto", .waiting, "waits for its maintainers to merge it"),
    ([.check("failure")], "lockstep", .regressed, "the check `ci`"),
    ([.checkBefore("failure"), .check("failure")], "lockstep", .brokenBefore, "was red before"),
    ([.closed], "lockstep", .declined, "its maintainers closed the pull request"),
    ([.pushed], "lockstep", .changed, "its maintainers changed its branch"),
    ([.movedOn], "lockstep", .conflicting, "conflicts with what its branch has"),
    ([.protected, .check(nil)], "lockstep", .waiting, "waits for the check `ci`"),
    ([.protected, .check("success")], "lockstep", .merged, nil),
  ]

  @Test(arguments: ["github", "gitlab", "gitea"])
  func `the standing follows from the checks and from the maintainers`(
    service: String
  ) async throws {
    try await ContractServer.session("kit-forges") { server in
      for (events, merge, standing, reason) in Self.cases {
        try await server.reset()
        try await server.makeRepository(
          ProposalStand.repository, files: ["Cargo.toml": "core = \"2.0\"\n"])
        try await ProposalStand.with(server, service, rollout: "merge = \"\(merge)\"") { stand in
          let performer = StoryPerformer(workspace: stand.workspace)
          let opened = try await performer.propose([try await stand.push()], in: StepContext())
          let tip = try await stand.workspace.store.tips().values.first
          let proposal = try #require(opened.first?.proposal(on: tip?.commit), "\(opened)")
          for event in events { try await stand.happen(event, to: proposal) }
          let desk = ProposalDesk(workspace: stand.workspace, forges: performer.forges)
          let found = try #require(try await desk.look(at: [proposal], acting: true).first)
          #expect(found.standing == standing, "\(service) \(events) \(merge): \(found)")
          if let reason { #expect(found.reason?.contains(reason) == true, "\(found)") }
          let violations = try await server.violations()
          #expect(violations.isEmpty, "\(violations)")
        }
      }
    }
  }

  @Test(arguments: ["github", "gitlab", "gitea"])
  func `a withdrawn pull request says why, once`(service: String) async throws {
    try await ContractServer.session("kit-forges") { server in
      try await server.makeRepository(
        ProposalStand.repository, files: ["Cargo.toml": "core = \"2.0\"\n"])
      try await ProposalStand.with(server, service) { stand in
        let performer = StoryPerformer(workspace: stand.workspace)
        let opened = try await performer.propose([try await stand.push()], in: StepContext())
        let proposal = try #require(opened.first?.proposal(on: nil))
        let withdrawal = Withdrawal(proposals: [proposal], because: "core 2.1.0 was taken back.")
        for _ in 0..<2 {
          let performance = try await performer.perform(withdrawal, in: StepContext())
          guard case .done(let evidence) = performance else {
            Issue.record("\(performance)")
            continue
          }
          #expect(evidence.summary == "1 withdrawn")
        }
        let state = try await server.state()["repos"]?[0]?[service]
        let pulls = state?["pulls"]?.array ?? []
        #expect(pulls.map { $0["state"]?.string } == ["closed"])
        #expect(pulls.first?["body"]?.string?.hasPrefix("**Withdrawn.** core 2.1.0") == true)
        let comments = state?["comments"]?.array ?? []
        #expect(comments.count == (service == "gitlab" ? 0 : 1), "\(comments)")
      }
    }
  }
}
