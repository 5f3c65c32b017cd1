import LockstepChannels
import LockstepCore
import LockstepFleet
import LockstepForges
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// Messages as issues of a dependent's own repository, and who sees what is recorded.
@Suite(.enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"))
struct IssueChannelTests {
  private static func with(
    _ service: String, ledger: String = "",
    _ body: @Sendable (ContractServer, Workspace) async throws -> Void
  ) async throws {
    try await ContractServer.session("people-issues") { server in
      try await server.makeRepository(ProposalStand.repository)
      let remote = ledger.isEmpty ? "" : "[ledger]\nremote = \"\(server.git(ledger))\""
      try await ProposalStand.with(
        server, service, dependent: "maintainers = [\"issues:billing\"]",
        more: "[[contact]]\nname = \"lost\"\nchannel = \"issues:biling\"\n\(remote)"
      ) { stand in
        try await body(server, stand.workspace)
      }
    }
  }

  @Test(arguments: ["github", "gitea"])
  func `an incident is an issue of the dependent, its news are comments, and its end closes it`(
    service: String
  ) async throws {
    try await Self.with(service) { _, workspace in
      let directory = ChannelDirectory(
        workspace.configuration, host: workspace.host, directory: workspace.directory,
        repositories: [
          "billing": workspace.configuration.fleet.dependents[0].address?.text ?? ""
        ], print: { _ in })
      let channel = directory.channel(named: "issues:billing")
      #expect(channel.name == "issues:billing")
      let time = workspace.host.clock.now()
      func message(_ kind: Message.Kind, _ key: String, closes: Bool = false) -> Message {
        Message(
          kind: kind, key: key, thread: "incident/1/open", title: "@everyone: \(key)",
          body: MessageBody([.text("it <b>loses</b> data")]), closesThread: closes, writtenAt: time)
      }
      let root = try await channel.deliver(message(.incident, "incident/1/open"), answering: nil)
      _ = try await channel.deliver(message(.update, "incident/1/2"), answering: root)
      _ = try await channel.deliver(
        message(.allClear, "incident/1/3", closes: true), answering: root)
      // A process that died behind the delivery is followed by one that finds it.
      let again = try await channel.observe(message(.incident, "incident/1/open"), answering: nil)
      #expect(again == .delivered(root))
      let place = try #require(
        try ForgeDesk(services: workspace.configuration.services, host: workspace.host)
          .place(of: workspace.configuration.fleet.dependents[0].address?.text ?? ""))
      let issues = try await place.forge.forge.issues(
        .init(includesClosed: true), in: place.path)
      #expect(issues.map(\.isOpen) == [false])
      let comments = try await place.forge.forge.comments(
        on: .issue(issues.first?.number ?? 0), in: place.path)
      #expect(comments.count == 2)
      #expect(!comments.contains { $0.text.contains("@everyone") })
    }
  }

  @Test func `a name that is no dependent's is found by the check`() async throws {
    try await Self.with("github") { _, workspace in
      let finding = try #require(CheckStory.people(workspace).first)
      #expect(finding.verdict == .missing)
      #expect(finding.hints == ["did you mean `issues:billing`?"])
    }
  }

  @Test(arguments: [true, false])
  func `the forge says who reads the record`(isPrivate: Bool) async throws {
    try await Self.with("github", ledger: "acme/billing") { server, workspace in
      try await server.set(["private": .boolean(isPrivate)], of: "acme/billing")
      let exposure = await workspace.ledgerExposure()
      #expect(exposure == (isPrivate ? .apart : .everybody(address: "acme/billing")))
      #expect((exposure.remark == nil) == isPrivate)
    }
  }

  @Test func `a folder tells nothing`() async throws {
    try await Self.with("github") { _, workspace in
      #expect(await workspace.ledgerExposure() == .folder)
    }
  }
}
