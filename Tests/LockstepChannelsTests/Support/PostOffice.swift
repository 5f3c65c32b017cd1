import LockstepChannels
import LockstepCore
import LockstepSystem
import Synchronization

/// A clock that stands still but for waiting, which takes no time.
final class StandingClock: Sendable {
  private let time: Mutex<Timestamp>

  init(at time: Timestamp = PostOffice.noon) {
    self.time = Mutex(time)
  }

  var clock: Clock {
    Clock(
      now: { self.time.withLock { $0 } },
      elapsed: { .seconds(self.time.withLock { $0.secondsSince1970 }) },
      sleep: { duration in
        try Task.checkCancellation()
        let seconds = duration.components.seconds + (duration.components.attoseconds > 0 ? 1 : 0)
        self.time.withLock { $0 = $0.adding(.seconds(seconds)) }
      })
  }
}

/// An outbox with a postman, and everything that was written down.
final class PostOffice: Sendable {
  static let noon = Timestamp(secondsSince1970: 1_767_614_400)

  let time = StandingClock()
  private let record = Mutex<[OutboxEvent]>([])

  var events: [OutboxEvent] { record.withLock { $0 } }

  func postman(_ channels: [any Channel], recording: Bool = true) -> Postman {
    Postman(channels: channels, clock: time.clock) { events in
      if recording { self.record.withLock { $0 += events } }
    }
  }

  /// Queues `messages` for every channel and delivers with as much patience as it takes.
  func send(
    _ messages: [Message], over channels: [any Channel], patience: Span = .days(3)
  ) async throws -> Outbox {
    var outbox = Outbox()
    var fresh: Set<OutboxEntry.Identity> = []
    for message in messages {
      for channel in channels {
        outbox.take(.queued(message, channel: channel.name, at: time.clock.now()))
        fresh.insert(OutboxEntry.Identity(key: message.key, channel: channel.name))
      }
    }
    return try await postman(channels).deliver(outbox, fresh: fresh, patience: patience)
  }
}

extension Message {
  /// A message for tests.
  static func sample(
    _ key: String = "notice/2.0.0/billing", kind: Kind = .notice, thread: String? = nil,
    title: String = "core 2.0.0 is coming", body: [MessageBody.Block] = [.text("In two weeks.")],
    urgency: Urgency = .normal, link: MessageLink? = nil, labels: [String] = [],
    closesThread: Bool = false
  ) -> Message {
    Message(
      kind: kind, key: key, thread: thread, title: title, body: MessageBody(body),
      urgency: urgency, link: link, labels: labels, closesThread: closesThread,
      writtenAt: PostOffice.noon)
  }

  /// What a release and an incident say, from the first notice to the all-clear.
  static let wholeStory: [Message] = {
    let release = "notice/2.0.0/billing"
    let incident = "incident/1/open"
    let nasty = MessageBody.Block.paragraph([
      .text("@everyone <!channel> <@U123> [x](javascript:alert(1)) *b* `c` & <b> #1"),
      .code("core::Node`id`"), .link(MessageLink("the guide", url: "https://a.example/g?a=1&b=2")),
    ])
    return [
      sample(
        release, thread: release,
        body: [
          nasty, .heading("What breaks"), .list([[.code("Node::id")], [.strong("renamed")]]),
          .code("fn main() {\n  .dot\n.\n}"),
        ], labels: ["release", "unheard-of"]),
      sample("reminder/2.0.0/billing", kind: .reminder, thread: release, title: "one week left"),
      sample("progress/2.0.0/1", kind: .progress, thread: release, title: "3 of 7 — migrated ✓"),
      sample("release/2.0.0", kind: .release, thread: release, title: "core 2.0.0 is out"),
      sample(
        incident, kind: .incident, thread: incident, title: "core 2.0.0 loses data",
        body: [nasty], urgency: .urgent),
      sample(
        "incident/1/escalation/1", kind: .escalation, thread: incident,
        title:
          "nobody answered: Ünïcode in a title that is long enough to be folded twice over, at "
          + "least where a line has seventy-eight characters and no more", urgency: .urgent),
      sample("incident/1/note/1", kind: .update, thread: incident, title: "pinned", urgency: .high),
      sample(
        "incident/1/close", kind: .allClear, thread: incident, title: "all clear",
        closesThread: true),
    ]
  }()
}
