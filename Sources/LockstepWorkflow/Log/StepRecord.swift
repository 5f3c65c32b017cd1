package import LockstepCore

/// What the ledger says about one step of one operation.
package struct StepRecord: Hashable, Sendable {
  /// How far a step has come.
  package enum State: String, Hashable, Sendable {
    /// Nothing of it is recorded.
    case waiting

    /// It was about to be performed; whether it was is for the world to tell.
    case intended

    case finished
    case stopped
    case failed
    case conflict
    case undoing
    case undone
    case kept
    case undoFailed = "undo-failed"
  }

  package var id: StepID
  package var title: String
  package var phase: String
  package var irreversible: Bool
  package var state = State.waiting

  /// The effect that its last intent named; `nil` where it was never intended.
  package var intent: JSONValue?

  /// Of the last outcome that came with any.
  package var evidence: Evidence?

  /// Why it did not go on, where it did not.
  package var explanation: Explanation?

  /// Whether it was already true when it was looked at.
  package var found = false

  /// Why it remains after an abort, where it does.
  package var kept: String?

  /// The time of the last event about it.
  package var at: Timestamp?

  package init(id: StepID, title: String, phase: String = "", irreversible: Bool = false) {
    self.id = id
    self.title = title
    self.phase = phase
    self.irreversible = irreversible
  }

  /// Whether this operation may have changed the world by it.
  package var mayHaveTakenEffect: Bool {
    switch state {
    case .waiting, .undone, .kept: false
    case .finished: intent != nil || !found
    case .intended, .stopped, .failed, .conflict, .undoing, .undoFailed: intent != nil
    }
  }

  /// Reads a step as the plan in the ledger holds it.
  init?(plan json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    self.init(
      id: StepID(id), title: json["title"]?.string ?? id, phase: json["phase"]?.string ?? "",
      irreversible: json["irreversible"] == .boolean(true))
  }
}
