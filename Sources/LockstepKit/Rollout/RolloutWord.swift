internal import LockstepCore
internal import LockstepLedger
internal import LockstepWorkflow

/// What people say to a rollout while it is under way: that it waits, or goes on past a halt.
///
/// A word is an event in the ledger and needs no lease: whoever carries the rollout out hears it before
/// the next part.
package enum RolloutWord: String, Hashable, Sendable {
  case pause = "rollout.paused"
  case goOn = "rollout.continued"
}

extension History {
  /// The last word on an operation since its step `step` stopped it; since it began where it did not.
  func lastWord(on operation: String, since step: String) -> (word: RolloutWord, event: Event)? {
    for entry in entries.reversed() where entry.event.operation == operation {
      let event = entry.event
      if let word = RolloutWord(rawValue: event.kind) { return (word, event) }
      let isOurStop = event.kind == StepEvent.stopped && event.body["step"]?.string == step
      if isOurStop || event.kind == OperationEvent.started { return nil }
    }
    return nil
  }
}

extension Event {
  /// Who said it, and why.
  var said: String {
    let reason = body["because"]?.string.map { ": \(printable($0))" } ?? ""
    return "by \(by.name) at \(at)\(reason)"
  }
}
