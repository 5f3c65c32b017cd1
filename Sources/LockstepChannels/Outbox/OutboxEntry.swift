package import LockstepCore

/// One message on its way to one channel.
package struct OutboxEntry: Hashable, Sendable {
  /// Where it stands.
  package enum State: Hashable, Sendable {
    /// It is tried, at the earliest then.
    case waiting(until: Timestamp)
    /// It was delivered.
    case sent(Receipt, at: Timestamp)
    /// It is not tried any more.
    case abandoned(DeliveryFailure, at: Timestamp)
  }

  /// The message.
  package let message: Message
  /// The channel's name.
  package let channel: String
  /// When it was queued.
  package let queuedAt: Timestamp
  /// Where it stands.
  package internal(set) var state: State
  /// How often it failed.
  package internal(set) var failures: Int
  /// How it failed last.
  package internal(set) var lastFailure: DeliveryFailure?
  /// Whether some try ended without anybody knowing whether the message was taken.
  package internal(set) var mayHaveArrived: Bool

  init(_ message: Message, channel: String, queuedAt: Timestamp) {
    self.message = message
    self.channel = channel
    self.queuedAt = queuedAt
    self.state = .waiting(until: queuedAt)
    self.failures = 0
    self.mayHaveArrived = false
  }

  /// The message with its channel: two entries with the same are one.
  package struct Identity: Hashable, Sendable {
    /// The message's key.
    package var key: String
    /// The channel's name.
    package var channel: String

    /// Names an entry.
    package init(key: String, channel: String) {
      self.key = key
      self.channel = channel
    }
  }

  /// The entry's name.
  package var identity: Identity { Identity(key: message.key, channel: channel) }

  /// What the delivery was receipted with, where it was delivered.
  package var receipt: Receipt? {
    guard case .sent(let receipt, _) = state else { return nil }
    return receipt
  }

  /// When it was delivered.
  package var sentAt: Timestamp? {
    guard case .sent(_, let time) = state else { return nil }
    return time
  }
}
