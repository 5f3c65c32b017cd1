import LockstepChannels
import LockstepCore
import LockstepSystem
import Synchronization
import Testing

@Suite struct OutboxTests {
  let noon = PostOffice.noon

  private func failed(
    _ key: String, _ channel: String = "a", after: Span? = nil,
    retry: DeliveryFailure.Retry = .later, at seconds: Int64 = 0
  ) -> OutboxEvent {
    .failed(
      key: key, channel: channel, DeliveryFailure("no", retry: retry, after: after),
      at: noon.adding(.seconds(seconds)))
  }

  private func queued(
    _ key: String, _ channel: String = "a", urgency: Message.Urgency = .normal
  ) -> OutboxEvent {
    .queued(.sample(key, urgency: urgency), channel: channel, at: noon)
  }

  @Test(arguments: [(1, 30, 37), (2, 60, 74), (3, 120, 149), (8, 3600, 4499), (60, 3600, 4499)])
  func `waits double up to an hour, and each is a little longer than the others`(
    failures: Int, least: Int64, most: Int64
  ) {
    let waits = (0..<50).map {
      RetrySchedule().wait(after: failures, key: "message \($0)").seconds
    }
    #expect(waits.allSatisfy { (least...most).contains($0) })
    #expect(Set(waits).count > 3)
    #expect(waits[7] == RetrySchedule().wait(after: failures, key: "message 7").seconds)
  }

  @Test func `the urgent goes first, then the order of the queue`() {
    let outbox = Outbox([
      queued("1"), queued("2", urgency: .high), queued("3"), queued("4", urgency: .urgent),
    ])
    #expect(outbox.due(at: noon).map(\.message.key) == ["4", "2", "1", "3"])
  }

  @Test func `a message is queued once, and sent stays sent`() {
    let outbox = Outbox([
      queued("1"), .sent(key: "1", channel: "a", Receipt(id: "x"), at: noon), queued("1"),
      failed("1"),
    ])
    #expect(outbox.all.count == 1)
    #expect(outbox.due(at: .latest).isEmpty)
    #expect(outbox.all.first?.receipt?.id == "x")
  }

  @Test func `the service's own wish counts where it is longer`() {
    let outbox = Outbox([queued("1"), failed("1", after: .minutes(10))])
    #expect(outbox.due(at: noon.adding(.minutes(9))).isEmpty)
    #expect(outbox.due(at: noon.adding(.minutes(10))).count == 1)
    #expect(outbox.nextMoment(after: noon) == noon.adding(.minutes(10)))
  }

  @Test func `after two days nobody tries any more, and the entry says why`() {
    var events = [queued("1")]
    for hour in 0..<60 { events.append(failed("1", at: Int64(hour) * 3_600)) }
    let outbox = Outbox(events)
    #expect(outbox.waiting.isEmpty)
    #expect(outbox.abandoned.map(\.message.key) == ["1"])
    #expect(outbox.abandoned.first?.lastFailure?.explanation.what == "no")
  }

  @Test func `at a dead channel one message knocks, and every emergency`() {
    let outbox = Outbox(
      (1...4).map { queued("\($0)") }
        + [queued("5", urgency: .urgent), queued("6", urgency: .urgent), queued("7", "b")]
        + (1...3).map { failed("\($0)") })
    #expect(outbox.dead.map(\.channel) == ["a"])
    #expect(outbox.due(at: noon.adding(.hours(1))).map(\.message.key) == ["5", "6", "1", "7"])
    var revived = outbox
    revived.take(.sent(key: "5", channel: "a", Receipt(id: "x"), at: noon))
    #expect(revived.dead.isEmpty)
    #expect(revived.due(at: noon.adding(.hours(1))).count == 6)
  }

  /// Takes what it is given, unless it is told to fail.
  private struct Box: Channel {
    let name: String
    let fails: @Sendable (Message) -> Bool
    let taken: @Sendable (Message, Receipt?) -> Void
    var pace: Duration = .zero

    func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
      if fails(message) { throw DeliveryFailure("closed") }
      taken(message, root)
      return Receipt(id: "receipt of \(message.key)")
    }
  }

  @Test func `quiet hours hold back what is no emergency, whenever it fell due`() throws {
    var outbox = Outbox([queued("1"), queued("2", urgency: .urgent), queued("3", "b")])
    // From noon on, seven hours, in UTC.
    outbox.quiet = ["a": QuietHours(try DailyHours(parsing: "12:00-19:00"), by: .utc)]
    #expect(outbox.due(at: noon).map(\.message.key) == ["2", "3"])
    #expect(outbox.due(at: noon.adding(.hours(6))).map(\.message.key) == ["2", "3"])
    #expect(outbox.due(at: noon.adding(.hours(7))).map(\.message.key) == ["2", "1", "3"])
    #expect(outbox.due(at: noon.adding(.days(1))).map(\.message.key) == ["2", "3"])
    let held = try #require(outbox[.init(key: "1", channel: "a")])
    #expect(outbox.quietEnd(of: held, at: noon) == noon.adding(.hours(7)))
    #expect(outbox.quietEnd(of: held, at: noon.adding(.hours(8))) == nil)
    let urgent = try #require(outbox[.init(key: "2", channel: "a")])
    #expect(outbox.quietEnd(of: urgent, at: noon) == nil)
    // A repeat that falls due in the night waits for the morning too.
    outbox.take(failed("1", at: 7 * 3_600))
    #expect(outbox.due(at: noon.adding(.days(1))).map(\.message.key) == ["2", "3"])
    #expect(outbox.due(at: noon.adding(.hours(31))).map(\.message.key) == ["2", "1", "3"])
  }

  @Test func `a dead channel holds nobody up and is reported`() async throws {
    let taken = Mutex<[String]>([])
    let good = Box(
      name: "good", fails: { _ in false }, taken: { m, _ in taken.withLock { $0.append(m.key) } })
    let bad = Box(name: "bad", fails: { _ in true }, taken: { _, _ in })
    let messages = (1...9).map {
      Message.sample("\($0)", urgency: $0 == 9 ? .urgent : .normal)
    }
    let outbox = try await PostOffice().send(messages, over: [bad, good], patience: .zero)
    #expect(taken.withLock { $0 } == ["9", "1", "2", "3", "4", "5", "6", "7", "8"])
    #expect(outbox.dead.map(\.channel) == ["bad"])
    #expect(outbox.waiting.count == 9)
    #expect(outbox.waiting.count { $0.failures > 0 } == 3, "no more than it takes to know")
  }

  @Test func `an answer knows the receipt of what it answers`() async throws {
    let roots = Mutex<[String: String]>([:])
    let box = Box(
      name: "box", fails: { _ in false },
      taken: { message, root in roots.withLock { $0[message.key] = root?.id } })
    _ = try await PostOffice().send(Message.wholeStory, over: [box])
    #expect(roots.withLock { $0["release/2.0.0"] } == "receipt of notice/2.0.0/billing")
    #expect(roots.withLock { $0["incident/1/close"] } == "receipt of incident/1/open")
    #expect(roots.withLock { $0["incident/1/open"] } == nil)
  }

  @Test func `a service's pace is kept`() async throws {
    let office = PostOffice()
    let box = Box(
      name: "box", fails: { _ in false }, taken: { _, _ in }, pace: .seconds(1))
    _ = try await office.send((1...5).map { .sample("\($0)") }, over: [box])
    #expect(office.time.clock.now() == noon.adding(.seconds(4)))
  }

  @Test func `a channel that is gone from the configuration is said`() async throws {
    let outbox = try await PostOffice().postman([]).deliver(
      Outbox([queued("1")]), patience: .zero)
    #expect(outbox.abandoned.first?.lastFailure?.retry == .never)
  }

  @Test func `a record that fails stops the round and loses nothing`() async throws {
    struct Full: Error {}
    let box = Box(name: "a", fails: { _ in false }, taken: { _, _ in })
    let postman = Postman(channels: [box], clock: StandingClock().clock) { _ in throw Full() }
    await #expect(throws: Full.self) { try await postman.round(Outbox([queued("1")])) }
  }
}
