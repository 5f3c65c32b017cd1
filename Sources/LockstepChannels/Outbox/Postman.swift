package import LockstepCore
package import LockstepSystem
internal import Synchronization

/// Delivers what an outbox says is due, and tells the outcomes as they come.
///
/// Channels go concurrently, and within a channel one message follows the other: a channel that hangs
/// holds up nobody else.
package struct Postman: Sendable {
  private let channels: [String: any Channel]
  private let clock: Clock
  private let faults: FaultPoints
  private let record: @Sendable ([OutboxEvent]) async throws -> Void

  /// The most channels that are talked to at once.
  private static let width = 8

  /// Hires a postman.
  ///
  /// - Parameters:
  ///   - channels: The channels that can be reached.
  ///   - faults: Two points, `message:before` and `message:after`, stand around each delivery.
  ///   - record: Makes outcomes durable; it is called by one at a time. A crash between a delivery and
  ///     its record leaves the message waiting, and the next round looks for it before it is
  ///     delivered again.
  package init(
    channels: [any Channel], clock: Clock, faults: FaultPoints = .none,
    record: @escaping @Sendable ([OutboxEvent]) async throws -> Void
  ) {
    self.channels = Dictionary(channels.map { ($0.name, $0) }) { first, _ in first }
    self.clock = clock
    self.faults = faults
    self.record = record
  }

  /// Delivers what is due now, once each, and returns the outbox afterwards.
  ///
  /// Throws only what `record` throws, and `CancellationError`; a failed delivery is an outcome.
  ///
  /// - Parameter fresh: The entries that this very process queued. Of all others an earlier process may
  ///   have died between delivery and record, so they are looked for first.
  package func round(
    _ outbox: Outbox, fresh: Set<OutboxEntry.Identity> = []
  ) async throws -> Outbox {
    var outbox = outbox
    var queue = PostQueue(outbox.due(at: clock.now()))
    let tray = OutcomeTray()
    try await withThrowingTaskGroup(of: String.self) { group in
      func start(_ channel: String, pausing: Bool) {
        guard let entry = queue.next(on: channel, in: outbox) else { return }
        let letter = Letter(
          entry: entry, root: outbox.root(of: entry), isFresh: fresh.contains(entry.identity),
          pause: pausing ? channels[channel]?.pace ?? .zero : .zero)
        group.addTask {
          tray.put(try await deliver(letter))
          return channel
        }
      }
      for channel in queue.open(Self.width) { start(channel, pausing: false) }
      while let channel = try await group.next() {
        let events = tray.empty()
        for event in events { outbox.take(event) }
        if !events.isEmpty { try await record(events) }
        if queue.hasMore(on: channel, in: outbox) {
          start(channel, pausing: true)
        } else if let other = queue.open(1).first {
          start(other, pausing: false)
        }
      }
    }
    return outbox
  }

  /// Delivers what is due, and waits for what becomes due within `patience`; the rest is left for a
  /// later process.
  package func deliver(
    _ outbox: Outbox, fresh: Set<OutboxEntry.Identity> = [], patience: Span
  ) async throws -> Outbox {
    let end = clock.now().adding(patience)
    // A clock that stands still, or goes back, must not keep anybody waiting for ever.
    var waited = Span.zero
    var outbox = try await round(outbox, fresh: fresh)
    while let next = outbox.nextMoment(after: clock.now()), next <= end, waited <= patience {
      let wait = max(next.span(since: clock.now()), .zero)
      if wait > .zero { try await clock.sleep(wait.duration) }
      waited.seconds += max(wait.seconds, 1)
      outbox = try await round(outbox, fresh: fresh)
    }
    return outbox
  }

  // MARK: - One message

  private struct Letter: Sendable {
    var entry: OutboxEntry
    var root: Receipt?
    var isFresh: Bool
    var pause: Duration
  }

  private func deliver(_ letter: Letter) async throws -> OutboxEvent {
    let entry = letter.entry
    let key = entry.message.key
    do {
      if letter.pause > .zero { try await clock.sleep(letter.pause) }
      let receipt = try await receipt(for: letter)
      return .sent(key: key, channel: entry.channel, receipt, at: clock.now())
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      let failure =
        error as? DeliveryFailure
        ?? DeliveryFailure(
          Explanation(of: error).what, why: Explanation(of: error).why, isUncertain: true)
      return .failed(key: key, channel: entry.channel, failure, at: clock.now())
    }
  }

  private func receipt(for letter: Letter) async throws -> Receipt {
    let entry = letter.entry
    guard let channel = channels[entry.channel] else {
      throw DeliveryFailure(
        "there is no channel \(entry.channel) any more",
        hints: ["the configuration, or a variable that it names, has changed"], retry: .never)
    }
    var observation = Observation.absent
    if !letter.isFresh || entry.mayHaveArrived {
      observation = try await channel.observe(entry.message, answering: letter.root)
      if case .delivered(let receipt) = observation { return receipt }
    }
    faults.reached("message:before")
    var receipt = try await channel.deliver(entry.message, answering: letter.root)
    faults.reached("message:after")
    if observation == .unknown, entry.mayHaveArrived {
      receipt.remark = "it may have arrived twice: the service cannot be asked"
    }
    return receipt
  }
}

/// The entries of one round, by channel.
private struct PostQueue {
  /// The channels that were not begun, the most urgent first.
  private var channels: [String] = []
  private var entries: [String: ArraySlice<OutboxEntry>] = [:]

  init(_ due: [OutboxEntry]) {
    for entry in due {
      if entries[entry.channel] == nil { channels.append(entry.channel) }
      entries[entry.channel, default: []].append(entry)
    }
  }

  /// Takes up to `count` channels that were not begun.
  mutating func open(_ count: Int) -> [String] {
    defer { channels.removeFirst(min(count, channels.count)) }
    return Array(channels.prefix(count))
  }

  /// Whether something on a channel is still worth a try. A channel that died on the way is left alone
  /// until the next round, but for emergencies.
  mutating func hasMore(on channel: String, in outbox: Outbox) -> Bool {
    if outbox.isDead(channel) { entries[channel]?.removeAll { $0.message.urgency != .urgent } }
    skim(channel, outbox)
    return entries[channel]?.isEmpty == false
  }

  /// Leaves answers to what did not get through for a later round.
  private mutating func skim(_ channel: String, _ outbox: Outbox) {
    while let entry = entries[channel]?.first, outbox.waitsForRoot(entry) {
      entries[channel]?.removeFirst()
    }
  }

  /// Takes the next entry on a channel.
  mutating func next(on channel: String, in outbox: Outbox) -> OutboxEntry? {
    skim(channel, outbox)
    return entries[channel]?.popFirst()
  }
}

/// Where outcomes lie until they are written down together.
private final class OutcomeTray: Sendable {
  private let events = Mutex<[OutboxEvent]>([])

  func put(_ event: OutboxEvent) {
    events.withLock { $0.append(event) }
  }

  func empty() -> [OutboxEvent] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
