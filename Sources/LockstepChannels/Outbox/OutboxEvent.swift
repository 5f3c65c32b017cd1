package import LockstepCore

/// Something that happened to a message on its way to one channel.
package enum OutboxEvent: Hashable, Sendable {
  /// It is to be delivered.
  case queued(Message, channel: String, at: Timestamp)
  /// It was delivered.
  case sent(key: String, channel: String, Receipt, at: Timestamp)
  /// A try failed.
  case failed(key: String, channel: String, DeliveryFailure, at: Timestamp)
}
