import LockstepCore
import LockstepLedger
import LockstepSystem

extension Engine {
  /// Carries out what is left of a plan while the lease is renewed, then gives the lease back.
  func carryOut(
    _ plan: Plan<P.Action>, under hold: LeaseHold, after record: OperationRecord?
  ) async throws -> OperationResult {
    try await concluding(plan.operation, under: hold) { journal in
      try await run(plan, journal: &journal, after: record)
    }
  }

  /// Runs `body` under the lease, records how it ended, and gives the lease back.
  func concluding(
    _ operation: String, under hold: LeaseHold,
    _ body: @escaping @Sendable (inout Journal) async throws -> OperationResult
  ) async throws -> OperationResult {
    let result: OperationResult
    do {
      let (ended, journal) = try await hold.heartbeatWhile {
        var journal = Journal(hold: hold, operation: operation)
        do {
          try await waitForEffects()
        } catch is CancellationError {
          return (OperationResult.interrupted(before: nil), journal)
        }
        let result = try await body(&journal)
        return (result, journal)
      }
      try await journal.close()
      result = ended
    } catch let error as Preempted {
      result = .preempted(by: error.by)
    } catch let error as LeaseLost {
      // The heartbeat sees only the lease; whoever took it may have said why.
      guard let ending = try await ledger.history().ending(of: operation),
        ending.kind == OperationEvent.preempted
      else { throw error }
      result = .preempted(by: ending.body["by"]?.string ?? "another operation")
    } catch let error as LedgerUnreachable {
      // The lease could not be given back either, and trying would only keep people waiting.
      throw error
    } catch {
      // The first error is the one to tell. A lease that cannot be given back becomes void with this
      // process.
      try? await hold.release()
      throw error
    }
    report(.ended(result))
    return result
  }

  /// Takes one step after the other.
  private func run(
    _ plan: Plan<P.Action>, journal: inout Journal, after record: OperationRecord?
  ) async throws -> OperationResult {
    var evidence = record?.evidence ?? [:]
    report(.began(title: plan.title, finished: evidence.count, of: plan.steps.count))
    for (index, step) in plan.steps.enumerated() where evidence[step.id] == nil {
      guard !Task.isCancelled else { return .interrupted(before: step.id) }
      report(.step(step.id, title: step.title, number: index + 1, of: plan.steps.count))
      let known = record?[step.id]
      var context = StepContext(
        evidence: evidence, intended: known?.intent, earlier: known?.evidence,
        progress: { [report] in report(.progress(step.id, $0)) })
      switch try await take(step, known: known, context: &context, journal: &journal) {
      case .done(let proof): evidence[step.id] = proof
      case .ended(let result): return result
      }
    }
    journal.add(
      OperationEvent.finished, "\(plan.title): finished",
      ["steps": .integer(Int64(plan.steps.count))])
    return .finished(evidence)
  }

  /// Observes one step, and performs it where it is pending.
  private func take(
    _ step: Step<P.Action>, known: StepRecord?, context: inout StepContext, journal: inout Journal
  ) async throws -> Outcome {
    let performance: Performance
    do {
      switch try await performer.observe(step, in: context) {
      case .done(let proof):
        return finished(step, proof, found: true, journal: &journal)
      case .conflict(let explanation):
        return conflict(step, explanation, journal: &journal)
      case .pending:
        // An intent without an outcome still stands; after an outcome the world may have changed.
        if known?.state != .intended {
          let effect = try await performer.effect(of: step, in: context)
          if effect != known?.intent { intend(step, effect, journal: &journal) }
          context.intended = effect
        }
      }
    } catch {
      return failed(step, error, journal: &journal)
    }
    guard !Task.isCancelled else { return .ended(.interrupted(before: step.id)) }
    try await journal.flush()
    do {
      performance = try await performer.perform(step, in: context)
    } catch {
      return failed(step, error, journal: &journal)
    }
    switch performance {
    case .done(let proof):
      return finished(step, proof, found: false, journal: &journal)
    case .stopped(let explanation, let proof, let status):
      journal.add(
        StepEvent.stopped, "\(step.title): \(explanation.what)",
        [
          "step": .string(step.id.text), "explanation": explanation.json, "evidence": proof.json,
          "status": .integer(Int64(status.rawValue)),
        ])
      report(.stopped(step.id, explanation))
      return .ended(.stopped(step.id, explanation, status))
    }
  }

  private func intend(_ step: Step<P.Action>, _ effect: JSONValue, journal: inout Journal) {
    journal.add(
      StepEvent.intended, "\(step.title): begun",
      ["step": .string(step.id.text), "effect": effect])
  }

  private func finished(
    _ step: Step<P.Action>, _ proof: Evidence, found: Bool, journal: inout Journal
  ) -> Outcome {
    journal.add(
      StepEvent.finished, "\(step.title): \(proof.summary)",
      ["step": .string(step.id.text), "evidence": proof.json, "found": .boolean(found)])
    report(.finished(step.id, proof.summary, found: found))
    return .done(proof)
  }

  private func conflict(
    _ step: Step<P.Action>, _ explanation: Explanation, journal: inout Journal
  ) -> Outcome {
    journal.add(
      StepEvent.conflict, "\(step.title): \(explanation.what)",
      ["step": .string(step.id.text), "explanation": explanation.json])
    report(.conflict(step.id, explanation))
    return .ended(.conflict(step.id, explanation))
  }

  /// What an error makes of a step: nothing where it comes from being interrupted, else a failure.
  private func failed(
    _ step: Step<P.Action>, _ error: any Error, journal: inout Journal
  ) -> Outcome {
    if error is CancellationError || Task.isCancelled {
      return .ended(.interrupted(before: step.id))
    }
    let explanation = Explanation(recording: error)
    journal.add(
      StepEvent.failed, "\(step.title): \(explanation.what)",
      ["step": .string(step.id.text), "explanation": explanation.json])
    report(.failed(step.id, explanation))
    return .ended(.failed(step.id, explanation))
  }
}

/// How taking one step ended.
private enum Outcome {
  case done(Evidence)
  case ended(OperationResult)
}
