import LockstepChannels
import LockstepCore
import LockstepSystem
import Synchronization
import Testing

/// Services that are away or slow, and clocks that jump.
@Suite(.timeLimit(.minutes(2))) struct BadServiceTests {
  /// A port of this machine that nobody listens on.
  private static let nowhere = "http://127.0.0.1:1"

  @Test(arguments: ["linear", "slack", "slack-hook", "webhook", "mail"])
  func `a service that cannot be reached is tried again later, and said`(kind: String) async throws
  {
    guard kind != "mail" || ContractTests.hasCurl else { return }
    let secret = Secret("C4NARY0000secret")
    let channel: any Channel =
      switch kind {
      case "linear": LinearChannel(team: "ENG", token: secret, address: Self.nowhere, http: .live)
      case "slack":
        SlackChannel(
          conversation: "#core", token: secret, base: Self.nowhere, http: .live)
      case "slack-hook":
        SlackHook(label: "core", address: Secret("\(Self.nowhere)/C4NARY0000secret"), http: .live)
      case "webhook":
        WebhookChannel(
          label: "own", address: Secret("\(Self.nowhere)/C4NARY0000secret"), secret: secret,
          clock: StandingClock().clock, http: .live)
      default:
        MailChannel(
          to: try MailAddress(parsing: "data@example.org"),
          from: try MailAddress(parsing: "us@example.org"),
          by: .server(
            try MailRelay.Server(
              host: "127.0.0.1", port: 1, protection: .none, user: "u", password: secret)),
          host: .live())
      }
    let outbox = try await PostOffice().send([.sample()], over: [channel], patience: .zero)
    let entry = try #require(outbox.waiting.first, "it is not given up")
    let failure = try #require(entry.lastFailure)
    #expect(failure.retry == .later)
    #expect(!failure.explanation.what.isEmpty)
    #expect(!failure.explanation.rendered.contains("C4NARY"))
  }

  @Test func `a service that takes for ever holds nobody else up`() async throws {
    let (reached, reach) = AsyncStream<Void>.makeStream()
    // It answers only when the other one was told: one after the other would never end.
    let slow = Waiting(name: "slow") { for await _ in reached { break } }
    let quick = Waiting(name: "quick") { reach.yield(()) }
    let outbox = try await PostOffice().send([.sample()], over: [slow, quick], patience: .zero)
    #expect(outbox.all.allSatisfy { $0.receipt != nil })
  }

  @Test(arguments: [-86_400, -1, 0, 1, 86_400] as [Int64])
  func `a clock that jumps keeps nobody waiting for ever, and loses nothing`(step: Int64)
    async throws
  {
    let time = Mutex(PostOffice.noon)
    let clock = Clock(
      now: {
        time.withLock { time in
          time = time.adding(.seconds(step))
          return time
        }
      }, elapsed: { .zero }, sleep: { _ in })
    let failing = Waiting(name: "failing") { throw DeliveryFailure("no") }
    var outbox = Outbox()
    outbox.take(.queued(.sample(), channel: "failing", at: PostOffice.noon))
    let after = try await Postman(channels: [failing], clock: clock) { _ in }
      .deliver(outbox, patience: .minutes(10))
    #expect(after.all.count == 1 && after.all[0].receipt == nil)
  }

  /// A channel that does something first.
  private struct Waiting: Channel {
    let name: String
    let first: @Sendable () async throws -> Void

    func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
      try await first()
      return Receipt(id: message.key)
    }
  }
}
