internal import LockstepCore
internal import LockstepKit
internal import LockstepLedger
internal import LockstepWorkflow

/// Tells how an operation goes on, a line a step.
struct Progress: Sendable {
  let terminal: Terminal

  func callAsFunction(_ report: EngineReport) {
    switch report {
    case .began(let title, let finished, let total):
      terminal.note(
        terminal.emphasised(title)
          + (finished > 0 ? terminal.faint(" (\(finished) of \(total) steps are done)") : ""))
    case .waitingForEffects:
      terminal.note("waiting for a child of an interrupted run to end")
    case .watching(let lease):
      terminal.note(
        "watching whether \(lease.person.name) on \(lease.person.host) still works")
    case .step(_, let title, let number, let total):
      terminal.note(terminal.faint("[\(number)/\(total)] ") + title)
    case .progress(_, let text):
      terminal.note(terminal.faint("        \(text)"))
    case .finished(_, let summary, _):
      terminal.note("      " + terminal.good(Status.mark(ofFinished: summary)) + " " + summary)
    case .stopped(_, let explanation), .conflict(_, let explanation), .failed(_, let explanation):
      terminal.note("      " + terminal.bad("✗ ") + explanation.what)
    case .undone(let step, let summary):
      terminal.note("      " + terminal.good("↺ ") + "\(step): \(summary)")
    case .kept(let step, let reason):
      terminal.note("      " + terminal.bad("· ") + "\(step) stays: \(reason)")
    case .ended: break
    }
  }
}

extension Terminal {
  /// Tells what takes time, a line each.
  var progress: @Sendable (String) -> Void {
    { note(faint($0)) }
  }
}
