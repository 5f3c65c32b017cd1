import LockstepChannels
import LockstepCore
import LockstepFleet
import LockstepForges
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// Messages become issues of a repository on its forge, and are found again; the forges lie below folders of
/// their servers, and the repository in a group of groups where there are such.
@Suite(.timeLimit(.minutes(10)))
struct ForgeIssuesTests {
  private static let places = [
    ("github", "http://loopback/github", "http://loopback/acme/billing.git", "acme/billing"),
    (
      "gitlab", "http://loopback/gitlab/api/v4", "http://loopback/gitlab/acme/team/billing.git",
      "acme/team/billing"
    ),
    (
      "gitea", "http://loopback/gitea/api/v1", "http://loopback/gitea/acme/billing.git",
      "acme/billing"
    ),
  ]

  @Test(arguments: places)
  func `a thread of messages is an issue with a label, comments and an end`(
    service: String, rest: String, address: String, repository: String
  ) async throws {
    let world = LoopbackForge()
    try world.makeRepository(repository)
    let desk = ForgeDesk(
      services: [service: .init(rest: rest)],
      host: .live(environment: ["LOCKSTEP_\(service.uppercased())_TOKEN": "canary"]),
      http: world.http)
    let tracker = try #require(try desk.issueTracker(of: address))
    let channel = ForgeIssueChannel(repository: repository, tracker: tracker)
    let opening = message("one", .incident, title: "core 2.1.0 is bad")
    #expect(try await channel.observe(opening, answering: nil) == .absent)
    let issue = try await channel.deliver(opening, answering: nil)
    #expect(try await channel.observe(opening, answering: nil) == .delivered(issue))
    let place = try #require(try desk.place(of: address))
    let query = IssueQuery(labels: ["incident"])
    let open = try await place.forge.forge.issues(query, in: place.path)
    #expect(open.map(\.title) == ["core 2.1.0 is bad"])

    let end = message("two", .allClear, title: "All clear", closing: "one")
    #expect(try await channel.observe(end, answering: issue) == .absent)
    let comment = try await channel.deliver(end, answering: issue)
    #expect(try await channel.observe(end, answering: issue) == .delivered(comment))
    #expect(try await place.forge.forge.issues(query, in: place.path).isEmpty)
    #expect(try await channel.observe(opening, answering: nil) == .delivered(issue))
    let closed = try await place.forge.forge.issues(
      IssueQuery(labels: ["incident"], includesClosed: true), in: place.path)
    #expect(closed.map(\.isOpen) == [false])
    #expect(world.journal.allSatisfy { $0.status < 300 }, "\(world.journal)")
  }

  @Test(arguments: [true, false])
  func `an issue of Gitea has its label where the token may make it, and is opened in any case`(
    mayMake: Bool
  ) async throws {
    let world = LoopbackForge()
    try world.makeRepository("acme/billing")
    if !mayMake {
      world.inject(.init(.forbidden, service: "gitea", method: "POST", path: "/labels", times: 9))
    }
    let (service, rest, address, _) = Self.places[2]
    let desk = ForgeDesk(
      services: [service: .init(rest: rest)],
      host: .live(environment: ["LOCKSTEP_GITEA_TOKEN": "canary"]), http: world.http)
    let place = try #require(try desk.place(of: address))
    for number in 1...2 {
      let issue = try await place.forge.forge.createIssue(
        IssueDraft(
          title: "\(number)", body: "", labels: ["incident"],
          marker: try ForgeMarker("message/\(number)")), in: place.path)
      #expect(issue.labels == (mayMake ? ["incident"] : []))
    }
    // The second issue finds the label that the first one needed.
    let made = world.journal.count { $0.method == "POST" && $0.path.hasSuffix("/labels") }
    #expect(made == (mayMake ? 1 : 2))
  }

  private func message(
    _ key: String, _ kind: Message.Kind, title: String, closing thread: String? = nil
  ) -> Message {
    Message(
      kind: kind, key: key, thread: thread, title: title, body: MessageBody([.text("Look.")]),
      labels: ["incident"], closesThread: thread != nil,
      writtenAt: Timestamp(secondsSince1970: 1_800_000_000))
  }
}
