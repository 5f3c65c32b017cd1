/// The kinds of event that tell an operation's story.
package enum OperationEvent {
  /// Carries the whole plan.
  package static let started = "operation.started"
  package static let resumed = "operation.resumed"
  package static let finished = "operation.finished"

  /// From here on the operation can only be taken back.
  package static let aborting = "operation.aborting"
  package static let aborted = "operation.aborted"
  package static let preempted = "operation.preempted"
}

/// The kinds of event that tell a step's story.
package enum StepEvent {
  /// Names the effect that the step is about to have.
  package static let intended = "step.intended"
  package static let finished = "step.finished"
  package static let stopped = "step.stopped"
  package static let failed = "step.failed"
  package static let conflict = "step.conflict"

  /// The step is about to be undone.
  package static let undoing = "step.undoing"
  package static let undone = "step.undone"

  /// It cannot be undone, and remains.
  package static let kept = "step.kept"
  package static let undoFailed = "step.undo-failed"
}
