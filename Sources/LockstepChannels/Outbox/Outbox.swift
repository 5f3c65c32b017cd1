package import LockstepCore
package import LockstepSystem

/// Every message that was to be delivered, and how far it got: a fold over its events.
///
/// The outbox only decides; ``Postman`` delivers. Nothing leaves it unreported: an entry is waiting,
/// sent, or abandoned with its last failure.
package struct Outbox: Hashable, Sendable {
  /// When failed messages are tried again.
  package let schedule: RetrySchedule
  /// When a channel is only used in an emergency, by its name. What falls due in that time waits for its
  /// end, and that is no failure.
  package var quiet: [String: QuietHours] = [:]
  private var entries: [OutboxEntry] = []
  private var places: [OutboxEntry.Identity: Int] = [:]
  private var health: [String: ChannelHealth] = [:]

  /// Makes an empty outbox.
  package init(schedule: RetrySchedule = RetrySchedule()) {
    self.schedule = schedule
  }

  /// Makes the outbox that `events` lead to.
  package init(schedule: RetrySchedule = RetrySchedule(), _ events: [OutboxEvent]) {
    self.init(schedule: schedule)
    for event in events { take(event) }
  }

  /// Takes in `event`. A message that was queued once is not queued again, and one that was sent stays
  /// sent, whoever says what afterwards.
  package mutating func take(_ event: OutboxEvent) {
    switch event {
    case .queued(let message, let channel, let time):
      let entry = OutboxEntry(message, channel: channel, queuedAt: time)
      guard places[entry.identity] == nil else { return }
      places[entry.identity] = entries.count
      entries.append(entry)
    case .sent(let key, let channel, let receipt, let time):
      health[channel, default: ChannelHealth()].succeeded()
      guard let place = places[OutboxEntry.Identity(key: key, channel: channel)],
        entries[place].receipt == nil
      else { return }
      entries[place].state = .sent(receipt, at: time)
    case .failed(let key, let channel, let failure, let time):
      health[channel, default: ChannelHealth()].failed(
        failure, at: time, schedule: schedule, channel: channel)
      guard let place = places[OutboxEntry.Identity(key: key, channel: channel)],
        entries[place].receipt == nil
      else { return }
      fail(&entries[place], failure, at: time)
    }
  }

  private func fail(_ entry: inout OutboxEntry, _ failure: DeliveryFailure, at time: Timestamp) {
    entry.failures += 1
    entry.lastFailure = failure
    if failure.isUncertain { entry.mayHaveArrived = true }
    guard failure.retry == .later else {
      entry.state = .abandoned(failure, at: time)
      return
    }
    let wait = max(
      schedule.wait(after: entry.failures, key: entry.message.key), failure.after ?? .zero)
    let next = time.adding(wait)
    entry.state =
      next > entry.queuedAt.adding(schedule.patience)
      ? .abandoned(failure, at: time) : .waiting(until: next)
  }

  // MARK: - What to do

  /// The messages whose time has come: the most urgent first, then in the order of the queue.
  ///
  /// Where a channel is dead, only one message knocks, and not before the channel's own wait is over.
  /// An emergency is tried whatever the channel's health, and does not wait for what it answers.
  package func due(at time: Timestamp) -> [OutboxEntry] {
    var knocking: Set<String> = []
    return entries.enumerated()
      .filter { _, entry in moment(of: entry, at: time).map { $0 <= time } ?? false }
      .sorted { a, b in
        a.element.message.urgency == b.element.message.urgency
          ? a.offset < b.offset : a.element.message.urgency > b.element.message.urgency
      }
      .map(\.element)
      .filter { entry in
        entry.message.urgency == .urgent || !isDead(entry.channel)
          || knocking.insert(entry.channel).inserted
      }
  }

  /// When the next message's time comes, behind `time`; `nil` where none waits.
  package func nextMoment(after time: Timestamp) -> Timestamp? {
    entries.compactMap { entry in moment(of: entry, at: time).map { max($0, time) } }.min()
  }

  /// When an entry is worth a try, as seen at `time`; `nil` where it is not waiting.
  private func moment(of entry: OutboxEntry, at time: Timestamp) -> Timestamp? {
    guard case .waiting(var moment) = entry.state else { return nil }
    guard entry.message.urgency != .urgent else { return moment }
    if let health = health[entry.channel], health.isDead, let knock = health.nextKnock {
      moment = max(moment, knock)
    }
    if case .waiting(let root)? = self.rootEntry(of: entry)?.state { moment = max(moment, root) }
    return quiet[entry.channel]?.end(after: max(moment, time)) ?? moment
  }

  /// Until when a message is held back by its channel's quiet hours; `nil` where it is not.
  package func quietEnd(of entry: OutboxEntry, at time: Timestamp) -> Timestamp? {
    guard case .waiting = entry.state, entry.message.urgency != .urgent,
      let hours = quiet[entry.channel], hours.contains(time)
    else { return nil }
    return hours.end(after: time)
  }

  /// Whether an entry has to wait because what it answers is not delivered yet, but still tried.
  func waitsForRoot(_ entry: OutboxEntry) -> Bool {
    guard entry.message.urgency != .urgent, case .waiting? = rootEntry(of: entry)?.state else {
      return false
    }
    return true
  }

  private func rootEntry(of entry: OutboxEntry) -> OutboxEntry? {
    guard let root = entry.message.answers else { return nil }
    return self[OutboxEntry.Identity(key: root, channel: entry.channel)]
  }

  // MARK: - What is known

  /// The entry of a message for a channel.
  package subscript(_ identity: OutboxEntry.Identity) -> OutboxEntry? {
    places[identity].map { entries[$0] }
  }

  /// All entries in the order in which they were queued.
  package var all: [OutboxEntry] { entries }

  /// Those that were not delivered yet and are still tried.
  package var waiting: [OutboxEntry] {
    entries.filter { if case .waiting = $0.state { true } else { false } }
  }

  /// Those that are not tried any more.
  package var abandoned: [OutboxEntry] {
    entries.filter { if case .abandoned = $0.state { true } else { false } }
  }

  /// What the message that `entry` answers was receipted with on the same channel.
  package func root(of entry: OutboxEntry) -> Receipt? {
    rootEntry(of: entry)?.receipt
  }

  /// Whether a channel failed so often, or in such a way, that nothing is to be expected of it.
  package func isDead(_ channel: String) -> Bool { health[channel]?.isDead ?? false }

  /// The dead channels by name, each with its health.
  package var dead: [(channel: String, health: ChannelHealth)] {
    health.filter(\.value.isDead).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// How a channel has done of late.
package struct ChannelHealth: Hashable, Sendable {
  /// The failures since the last success.
  package private(set) var failures = 0
  /// When the first of them was.
  package private(set) var since: Timestamp?
  /// The last of them.
  package private(set) var lastFailure: DeliveryFailure?

  /// When it is worth another try.
  private(set) var nextKnock: Timestamp?

  /// The failures in a row that make a channel dead.
  private static let patience = 3

  /// Whether nothing is to be expected of the channel.
  package var isDead: Bool { failures >= Self.patience }

  mutating func succeeded() {
    self = ChannelHealth()
  }

  mutating func failed(
    _ failure: DeliveryFailure, at time: Timestamp, schedule: RetrySchedule, channel: String
  ) {
    failures += 1
    nextKnock = time.adding(
      max(schedule.wait(after: failures - 2, key: channel), failure.after ?? .zero))
    since = since ?? time
    lastFailure = failure
  }
}

extension Outbox {
  /// Whether a message is not tried any more on a channel.
  package func isAbandoned(_ key: String, _ channel: String) -> Bool {
    guard case .abandoned? = self[OutboxEntry.Identity(key: key, channel: channel)]?.state else {
      return false
    }
    return true
  }
}
