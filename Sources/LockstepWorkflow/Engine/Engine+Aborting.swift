import LockstepCore
import LockstepLedger
import LockstepSystem

extension Engine {
  /// Takes an operation back: undoes what it may have done, last step first.
  ///
  /// What cannot be undone is listed in the result and recorded. Once begun, an abort can only be
  /// gone on with, by aborting again; steps that are undone already are not undone twice. What was
  /// true before the operation came is left alone.
  ///
  /// - Throws: `OperationUnknown`, `OperationClosed` where it is finished or pre-empted, `PlanTooNew`,
  ///   `PlanUnreadable`, `LeaseHeld`, and the ledger's errors.
  package func abort(
    _ operation: String, because reason: String, takeOver: Bool
  ) async throws -> OperationResult {
    let record = try await record(of: operation)
    switch record.state {
    case .aborted: return .aborted(remaining: record.remaining)
    case .finished, .preempted: throw record.closed
    case .open, .stopped, .failed, .conflict, .aborting: break
    }
    let plan = try plan(of: record)
    let aborting = EventDraft(
      kind: OperationEvent.aborting, operation: operation,
      summary: "\(plan.title): being aborted: \(reason)",
      body: .object(["because": .string(reason)]))
    let hold = try await acquire(record, together: [aborting], takeOver: takeOver)
    let newest = try await newest(operation)
    return try await concluding(operation, under: hold) { journal in
      try await takeBack(plan, newest, because: reason, journal: &journal)
    }
  }

  /// Undoes one step after the other, from the last to the first.
  private func takeBack(
    _ plan: Plan<P.Action>, _ record: OperationRecord, because reason: String,
    journal: inout Journal
  ) async throws -> OperationResult {
    var remaining = plan.steps.reversed().compactMap { step in
      record[step.id]?.kept.map { Remainder(step: step.id, title: step.title, reason: $0) }
    }
    for step in plan.steps.reversed() {
      guard let known = record[step.id], known.mayHaveTakenEffect else { continue }
      guard !Task.isCancelled else { return .interrupted(before: step.id) }
      if known.state != .undoing {
        journal.add(
          StepEvent.undoing, "\(step.title): being undone", ["step": .string(step.id.text)])
      }
      try await journal.flush()
      let context = StepContext(
        evidence: record.evidence, intended: known.intent, earlier: known.evidence,
        progress: { [report] in report(.progress(step.id, $0)) })
      do {
        let result = try await performer.undo(step, in: context)
        if let rest = undone(step, result, journal: &journal) { remaining.append(rest) }
      } catch {
        return undoFailed(step, error, journal: &journal)
      }
    }
    journal.add(
      OperationEvent.aborted,
      remaining.isEmpty
        ? "\(plan.title): aborted, nothing of it remains"
        : "\(plan.title): aborted, \(remaining.count) of its effects remain",
      [
        "because": .string(reason), "remaining": .array(remaining.map(\.json)),
      ])
    return .aborted(remaining: remaining)
  }

  /// Records how undoing a step ended; returns what remains of it.
  private func undone(
    _ step: Step<P.Action>, _ result: UndoResult, journal: inout Journal
  ) -> Remainder? {
    let id = JSONValue.string(step.id.text)
    switch result {
    case .undone(let proof):
      journal.add(
        StepEvent.undone, "\(step.title): undone: \(proof.summary)",
        ["step": id, "evidence": proof.json])
      report(.undone(step.id, proof.summary))
      return nil
    case .nothingToUndo:
      journal.add(
        StepEvent.undone, "\(step.title): there was nothing to undo",
        ["step": id, "nothing": .boolean(true)])
      report(.undone(step.id, "there was nothing to undo"))
      return nil
    case .irreversible(let reason):
      journal.add(
        StepEvent.kept, "\(step.title): cannot be undone: \(reason)",
        ["step": id, "reason": .string(reason)])
      report(.kept(step.id, reason))
      return Remainder(step: step.id, title: step.title, reason: reason)
    }
  }

  private func undoFailed(
    _ step: Step<P.Action>, _ error: any Error, journal: inout Journal
  ) -> OperationResult {
    if error is CancellationError || Task.isCancelled { return .interrupted(before: step.id) }
    let explanation = Explanation(recording: error)
    journal.add(
      StepEvent.undoFailed, "\(step.title): could not be undone: \(explanation.what)",
      ["step": .string(step.id.text), "explanation": explanation.json])
    report(.failed(step.id, explanation))
    return .failed(step.id, explanation)
  }
}
