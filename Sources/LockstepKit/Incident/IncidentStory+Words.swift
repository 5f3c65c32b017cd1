internal import LockstepCore
internal import LockstepLedger

extension IncidentStory {
  /// What is done with words that everybody could read in the record, and should not.
  package enum WordHandling: Hashable, Sendable {
    /// They are left out of the record, and stand in the messages alone.
    case withhold
    /// Nothing is recorded or told: somebody is there who can choose.
    case refuse
    /// They are recorded, and so is that somebody chose it.
    case record
  }

  static let withheldTitle = "what is wrong is kept out of the record, which everybody can read"
  static let withheldReason = "why is kept out of the record, which everybody can read"
  static let withheldNote = "a note, kept out of the record, which everybody can read"

  /// What stands in a message instead, where it is delivered by a machine that does not have the words.
  var askInstead: String { "ask \(workspace.author.name) what it is" }

  /// What becomes of the words of an event, and what whoever says them should know.
  ///
  /// - Parameters:
  ///   - severity: How bad the incident is; `nil` for words that say nothing of what is wrong.
  ///   - hints: What can be done instead of what is refused.
  /// - Throws: ``RecordTooPublic`` where they are refused.
  func publicity(
    of texts: [String], severity: IncidentSeverity?, _ handling: WordHandling,
    hints: [String] = []
  ) async throws -> (Incident.Publicity?, remarks: [String]) {
    switch await workspace.verdict(on: texts, severity: severity) {
    case .fine: return (nil, [])
    case .unknown(let reason):
      return (nil, ["whether everybody can read the record is not known: \(reason)"])
    case .tooMuch(let address, let reasons):
      switch handling {
      case .withhold:
        return (
          .withheld,
          [
            "the words stand in the messages alone, for everybody can read the record at "
              + "\(address): \(reasons.joined(separator: "; "))"
          ]
        )
      case .record: return (.chosen, [])
      case .refuse:
        throw RecordTooPublic(
          address: address, reasons: reasons,
          hints: hints + ["`--in-public` records it all the same, and that you chose so"])
      }
    }
  }
}
