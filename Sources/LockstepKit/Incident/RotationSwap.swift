package import LockstepCore
package import LockstepFleet
package import LockstepLedger

/// Somebody takes another one's duty for a time, as the ledger keeps it.
package struct RotationSwap: Codable, Hashable, Sendable {
  /// The kind of the event.
  package static let kind = "rotation.swapped"

  /// The contact whose rotation it is.
  package var contact: String
  package var from: Timestamp
  package var until: Timestamp
  /// Who has the duty in that time.
  package var person: String
  package var because: String?

  package init(
    contact: String, from: Timestamp, until: Timestamp, person: String, because: String? = nil
  ) {
    self.contact = contact
    self.from = from
    self.until = until
    self.person = person
    self.because = because
  }

  /// The swaps of a history, in the order in which they were agreed.
  package static func all(in history: History) -> [RotationSwap] {
    history.entries(ofKind: kind).compactMap { try? $0.event.body.decode(RotationSwap.self) }
  }
}

/// Who has the duty of a contact at one moment, and until when.
package struct Duty: Hashable, Sendable {
  package let person: String
  /// When it passes on.
  package let until: Timestamp
  /// Whether it is by a swap.
  package let isSwapped: Bool

  /// Finds out who has the duty of `contact` at `time`; `nil` where it has no rotation.
  ///
  /// Of several swaps for one moment the one that was agreed last counts.
  package init?(
    of contact: Configuration.Contact, at time: Timestamp, swaps: [RotationSwap] = []
  ) {
    guard let rotation = contact.rotation, let usual = rotation.onDuty(at: time) else { return nil }
    let own = swaps.filter { $0.contact == contact.name }
    let swap = own.last { $0.from <= time && time < $0.until }
    let begins = own.filter { $0.from > time }.map(\.from).min()
    person = swap?.person ?? usual
    isSwapped = swap != nil
    until = min(swap?.until ?? rotation.end(ofTurnAt: time), begins ?? .latest)
  }
}

extension Configuration.Rotation {
  /// When the turn ends that runs at `time`.
  fileprivate func end(ofTurnAt time: Timestamp) -> Timestamp {
    let length = max(every.seconds, 1)
    let passed = max(time.secondsSince1970 - from.secondsSince1970, 0)
    return from.adding(.seconds((passed / length + 1) * length))
  }
}
