package import LockstepCore
package import LockstepFleet

/// Who is told of an incident, and when: level after level until somebody acknowledges.
///
/// The first level that has contacts is told at once. The next one is told when the longest of the
/// former's times to acknowledge has passed; levels without contacts are passed over, and nobody behind the
/// last one. An acknowledgement ends it: what was not told by then is never told.
package struct Escalation: Hashable, Sendable {
  /// One contact's turn.
  package struct Call: Hashable, Sendable {
    package let level: Configuration.Level
    /// The contact's name.
    package let contact: String
    /// Who of a rotation has the duty at that moment.
    package let person: String?
    /// Where the contact is reached.
    package let channel: String
    /// When it is told.
    package let at: Timestamp
    /// Until when it may acknowledge.
    package let until: Timestamp
  }

  /// The levels in their order; maintainers are told, but do not answer.
  package static let levels: [Configuration.Level] = [.primary, .secondary, .escalation, .onCall]

  /// Every call, as it will be made if nobody acknowledges, from the first to the last.
  package let calls: [Call]
  /// When somebody acknowledged.
  package let acknowledgedAt: Timestamp?

  /// Plans the calls of an incident that was opened at `time`.
  ///
  /// - Parameter swaps: Who has taken whose duty, and when.
  package init(
    _ contacts: [Configuration.Contact], openedAt time: Timestamp,
    acknowledgedAt: Timestamp? = nil, swaps: [RotationSwap] = []
  ) {
    var calls: [Call] = []
    var moment = time
    for level in Self.levels {
      let members = contacts.filter { $0.level == level }
      guard let wait = members.map(\.acknowledgeWithin).max() else { continue }
      let until = moment.adding(wait)
      calls += members.map { contact in
        Call(
          level: level, contact: contact.name,
          person: Duty(of: contact, at: moment, swaps: swaps)?.person,
          channel: Maintainers.text(contact.channel), at: moment, until: until)
      }
      moment = until
    }
    self.calls = calls
    self.acknowledgedAt = acknowledgedAt
  }

  /// The calls that are to have been made by `time`.
  package func due(at time: Timestamp) -> [Call] {
    calls.filter { call in
      call.at <= time && acknowledgedAt.map { call.at < $0 || call.at == calls.first?.at } ?? true
    }
  }

  /// When the next call is made, behind `time`; `nil` where none is.
  package func next(after time: Timestamp) -> Timestamp? {
    guard acknowledgedAt == nil else { return nil }
    return calls.map(\.at).filter { $0 > time }.min()
  }

  /// Whether everybody was called and nobody answered in time.
  package func isExhausted(at time: Timestamp) -> Bool {
    guard acknowledgedAt == nil, let last = calls.map(\.until).max() else { return false }
    return time >= last
  }
}
