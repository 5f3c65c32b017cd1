import LockstepChannels
import LockstepCore
import LockstepFleet
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// Messages become issues of a repository on its forge, and are found again.
@Suite(
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(10)))
struct ForgeIssuesTests {
  // GitLab's published contract has neither comments nor changes of issues, and the server knows the labels
  // of Gitea by their numbers alone.
  @Test(arguments: ["github"])
  func `a thread of messages is an issue with comments`(service: String) async throws {
    try await ContractServer.session("kit-forges") { server in
      try await server.makeRepository(ProposalStand.repository)
      try await ProposalStand.with(server, service) { stand in
        let desk = ForgeDesk(
          services: stand.workspace.configuration.services, host: stand.workspace.host)
        let tracker = try #require(
          try desk.issueTracker(of: server.git(ProposalStand.repository)))
        let channel = ForgeIssueChannel(
          repository: ProposalStand.repository, tracker: tracker)
        let opening = message("one", .incident, title: "core 2.1.0 is bad")
        #expect(try await channel.observe(opening, answering: nil) == .absent)
        let issue = try await channel.deliver(opening, answering: nil)
        #expect(try await channel.observe(opening, answering: nil) == .delivered(issue))
        let end = message("two", .allClear, title: "All clear", closing: "one")
        #expect(try await channel.observe(end, answering: issue) == .absent)
        let comment = try await channel.deliver(end, answering: issue)
        #expect(try await channel.observe(end, answering: issue) == .delivered(comment))
        let issues = try await server.state()["repos"]?[0]?[service]?["issues"]?.array ?? []
        #expect(issues.map { $0["state"]?.string } == ["closed"])
        #expect(try await channel.observe(opening, answering: nil) == .delivered(issue))
      }
    }
  }

  private func message(
    _ key: String, _ kind: Message.Kind, title: String, closing thread: String? = nil
  ) -> Message {
    Message(
      kind: kind, key: key, thread: thread, title: title, body: MessageBody([.text("Look.")]),
      closesThread: thread != nil, writtenAt: Timestamp(secondsSince1970: 1_800_000_000))
  }
}
