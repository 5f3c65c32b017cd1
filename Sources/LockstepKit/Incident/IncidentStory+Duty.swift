package import LockstepCore
internal import LockstepFleet
internal import LockstepLedger

extension IncidentStory {
  /// Who has the duty of each contact, and until when.
  package struct Roster: Sendable {
    /// Who would be called, level by level, if an incident was opened at that moment.
    package let calls: [Escalation.Call]
    /// The duties by the contact's name, for those with a rotation.
    package let duties: [String: Duty]
    /// The swaps that are not over.
    package let swaps: [RotationSwap]
  }

  /// Who has to answer at `time`; as this clone knows the ledger.
  package func roster(at time: Timestamp) async throws -> Roster {
    let swaps = RotationSwap.all(in: try await workspace.ledger.history())
    let contacts = workspace.configuration.contacts
    let duties = contacts.compactMap { contact in
      Duty(of: contact, at: time, swaps: swaps).map { (contact.name, $0) }
    }
    return Roster(
      calls: Escalation(contacts, openedAt: time, swaps: swaps).calls,
      duties: Dictionary(duties, uniquingKeysWith: { first, _ in first }),
      swaps: swaps.filter { $0.until > time })
  }

  /// Checks a swap against the configuration, and returns what is odd about it and stops nothing.
  package func remarks(on swap: RotationSwap) throws -> [String] {
    let contacts = workspace.configuration.contacts.filter { $0.rotation != nil }
    guard let contact = contacts.first(where: { $0.name == swap.contact }) else {
      throw ExplainedFailure(
        "`\(swap.contact)` is no [[contact]] with a rotation",
        hints: nearest(to: swap.contact, among: contacts.map(\.name))
          .map { ["did you mean `\($0)`?"] } ?? [], exitStatus: .usage)
    }
    guard swap.from < swap.until else {
      throw ExplainedFailure(
        "the swap ends before it begins", why: ["from \(swap.from) until \(swap.until)"],
        exitStatus: .usage)
    }
    let people = contact.rotation?.people ?? []
    return people.contains(swap.person)
      ? []
      : [
        "`\(swap.person)` is not among the people of the rotation: \(people.joined(separator: ", "))"
      ]
  }

  /// Records a swap.
  package func agree(_ swap: RotationSwap) async throws {
    _ = try await workspace.ledger.fetch()
    let reason = swap.because.map { ": \($0)" } ?? ""
    _ = try await workspace.ledger.append([
      EventDraft(
        kind: RotationSwap.kind, operation: nil,
        summary: "\(swap.person) has the duty of \(swap.contact) from \(swap.from) until "
          + "\(swap.until)\(reason)", body: try JSONValue(encoding: swap))
    ])
  }
}
