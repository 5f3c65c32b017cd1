import LockstepCore
import LockstepLedger

extension StepRecord {
  /// Takes in an event about this step; unknown kinds change nothing.
  mutating func take(_ event: Event) {
    let state: State
    switch event.kind {
    case StepEvent.intended:
      state = .intended
      intent = event.body["effect"] ?? .null
    case StepEvent.finished:
      state = .finished
      found = event.body["found"] == .boolean(true)
    case StepEvent.stopped: state = .stopped
    case StepEvent.failed: state = .failed
    case StepEvent.conflict: state = .conflict
    case StepEvent.undoing: state = .undoing
    case StepEvent.undone: state = .undone
    case StepEvent.kept:
      state = .kept
      kept = event.body["reason"]?.string
    case StepEvent.undoFailed: state = .undoFailed
    default: return
    }
    self.state = state
    at = event.at
    explanation = event.body["explanation"].flatMap(Explanation.init(json:))
    if let evidence = event.body["evidence"].flatMap(Evidence.init(json:)) {
      self.evidence = evidence
    }
  }
}
