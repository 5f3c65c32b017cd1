internal import LockstepChannels
internal import LockstepCore
internal import LockstepLedger

/// What the ledger keeps of a message on its way: queued, sent, failed.
struct OutboxRecord: Codable, Sendable {
  /// The kinds of the events.
  static let queued = "message.queued"
  static let sent = "message.sent"
  static let failed = "message.failed"

  var channel: String
  var key: String
  /// The message itself, where it was queued.
  var message: Message?
  /// What the service said, where it was sent.
  var receipt: Receipt?
  /// Why it failed, where it did.
  var failure: DeliveryFailure?

  /// The event that `event` is recorded as.
  static func draft(_ event: OutboxEvent) throws -> EventDraft {
    switch event {
    case .queued(let message, let channel, _):
      return EventDraft(
        kind: queued, operation: nil, summary: "to \(channel): \(message.title)",
        body: try JSONValue(
          encoding: OutboxRecord(channel: channel, key: message.key, message: message)))
    case .sent(let key, let channel, let receipt, _):
      return EventDraft(
        kind: sent, operation: nil, summary: "delivered to \(channel): \(key)",
        body: try JSONValue(encoding: OutboxRecord(channel: channel, key: key, receipt: receipt)))
    case .failed(let key, let channel, let failure, _):
      return EventDraft(
        kind: failed, operation: nil,
        summary: "not delivered to \(channel): \(failure.explanation.what)",
        body: try JSONValue(encoding: OutboxRecord(channel: channel, key: key, failure: failure)))
    }
  }

  /// The outbox event that an entry of the ledger stands for; `nil` for every other one.
  static func event(of entry: Entry) -> OutboxEvent? {
    guard [queued, sent, failed].contains(entry.event.kind),
      let record = try? entry.event.body.decode(OutboxRecord.self)
    else { return nil }
    let time = entry.event.at
    if let message = record.message {
      return .queued(message, channel: record.channel, at: time)
    }
    if let receipt = record.receipt {
      return .sent(key: record.key, channel: record.channel, receipt, at: time)
    }
    if let failure = record.failure {
      return .failed(key: record.key, channel: record.channel, failure, at: time)
    }
    return nil
  }
}

extension History {
  /// Every message that was to be delivered, and how far it got.
  var outbox: Outbox { Outbox(entries.compactMap(OutboxRecord.event)) }
}
