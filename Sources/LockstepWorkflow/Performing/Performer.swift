package import LockstepCore

/// What the world says about a step, before anything is done.
package enum Observation: Hashable, Sendable {
  /// It is not true yet.
  case pending

  /// It is already true, by ourselves before a crash or by somebody else.
  case done(Evidence)

  /// It is neither as before nor as intended; nothing is overwritten.
  case conflict(Explanation)
}

/// How performing a step ended.
package enum Performance: Hashable, Sendable {
  case done(Evidence)

  /// A decided no, or something to wait for: recorded, and the operation stays open and resumable.
  case stopped(Explanation, Evidence, ExitStatus)
}

/// How undoing a step ended.
package enum UndoResult: Hashable, Sendable {
  case undone(Evidence)

  /// The step had not changed anything.
  case nothingToUndo

  /// It cannot be undone; the reason says what that means (a public tag spends its version).
  case irreversible(String)
}

/// What a performer knows besides the step.
package struct StepContext: Sendable {
  /// The evidence of the steps that are finished.
  package var evidence: [StepID: Evidence]

  /// The effect that this step's intent named in the ledger, where it has been recorded: after a
  /// crash, what the world is compared with.
  package var intended: JSONValue?

  /// The evidence with which this step stopped the last time, where it did.
  package var earlier: Evidence?

  /// Shows a line of progress; nothing of it is recorded.
  package var progress: @Sendable (String) -> Void

  package init(
    evidence: [StepID: Evidence] = [:], intended: JSONValue? = nil, earlier: Evidence? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.evidence = evidence
    self.intended = intended
    self.earlier = earlier
    self.progress = progress
  }
}

/// Knows how the steps of one kind of plan are observed, performed and undone.
///
/// Performing and undoing are conditional (an expected old id, an idempotency key, a marker), because
/// children and remote sides outlive a kill. What is thrown is recorded as a failure and leaves the
/// operation resumable.
package protocol Performer<Action>: Sendable {
  associatedtype Action: Codable & Sendable & Hashable

  /// What the step will change, named before it is done.
  func effect(of step: Step<Action>, in context: StepContext) async throws -> JSONValue

  /// Whether the step is already true in the world; changes nothing.
  func observe(_ step: Step<Action>, in context: StepContext) async throws -> Observation

  /// Makes the step true.
  func perform(_ step: Step<Action>, in context: StepContext) async throws -> Performance

  /// Takes the step back, where it was performed.
  func undo(_ step: Step<Action>, in context: StepContext) async throws -> UndoResult
}
