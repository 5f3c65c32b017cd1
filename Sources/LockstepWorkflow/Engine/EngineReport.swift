package import LockstepCore
package import LockstepLedger

/// What an engine tells while it works; for people, never recorded.
package enum EngineReport: Sendable {
  /// An operation begins or goes on: its title, and how many of its steps are finished already.
  case began(title: String, finished: Int, of: Int)

  /// A child of an earlier run is still changing the world; it is waited for.
  case waitingForEffects

  /// The holder of a lease is being watched before it is taken over.
  case watching(Lease)

  /// A step is looked at; `number` counts from 1.
  case step(StepID, title: String, number: Int, of: Int)

  case progress(StepID, String)

  /// A step is finished; `found` when it was true before it was performed.
  case finished(StepID, String, found: Bool)

  case stopped(StepID, Explanation)
  case conflict(StepID, Explanation)
  case failed(StepID, Explanation)

  case undone(StepID, String)
  case kept(StepID, String)

  /// The operation ended, or this part of it.
  case ended(OperationResult)
}
