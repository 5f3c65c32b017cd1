import LockstepCore
package import LockstepLedger
package import LockstepSystem

/// Carries out plans: records intent, performs, records the outcome; resumes; takes back.
///
/// After a crash at any point it observes the world before it performs anything, so that no step is
/// done twice and none is reported that was not done. Each effect is preceded by an append that
/// checks that the operation still holds the lease and was not pre-empted.
package struct Engine<P: Performer>: Sendable {
  package let performer: P
  package let ledger: Ledger
  package let leaseOptions: LeaseOptions
  package let effectLock: EffectLock
  package let host: Host
  package let report: @Sendable (EngineReport) -> Void

  package init(
    performer: P, ledger: Ledger, leaseOptions: LeaseOptions = LeaseOptions(),
    effectLock: EffectLock, host: Host,
    report: @escaping @Sendable (EngineReport) -> Void = { _ in }
  ) {
    self.performer = performer
    self.ledger = ledger
    self.leaseOptions = leaseOptions
    self.effectLock = effectLock
    self.host = host
    self.report = report
  }

  /// Starts an operation and carries out its plan.
  ///
  /// - Parameters:
  ///   - holding: the lease where it is held already, as after `preempt`.
  ///   - allowed: throws where policy forbids to start on this history.
  /// - Throws: `LeaseHeld` where another operation is at work, `OperationExists`, what `allowed`
  ///   throws, and the ledger's errors. What a step does wrong is a result, not an error.
  package func start(
    _ plan: Plan<P.Action>, holding: LeaseHold? = nil,
    allowed: @escaping @Sendable (History) throws -> Void = { _ in }
  ) async throws -> OperationResult {
    try plan.validate()
    let started = try started(plan)
    let operation = plan.operation
    let mayStart: @Sendable (History) throws -> Void = { history in
      try allowed(history)
      let isKnown = history.last(ofKind: OperationEvent.started, operation: operation) != nil
      if isKnown { throw OperationExists(operation: operation) }
    }
    let hold: LeaseHold
    if let holding {
      hold = holding
      _ = try await ledger.append([started]) { history in
        try mayStart(history)
        try holding.check(history)
      }
    } else {
      hold = try await ledger.acquireLease(
        request(operation, title: plan.title, together: [started], allowed: mayStart),
        processes: leaseOptions.processes)
    }
    return try await carryOut(plan, under: hold, after: nil)
  }

  /// Goes on with an operation that was interrupted, stopped, or failed.
  ///
  /// Finished steps are trusted; a step that was intended and has no outcome is observed before it is
  /// performed. An operation that is finished is a result, without anything being done.
  ///
  /// - Parameter takeOver: whether the lease of a holder that stays silent is taken over.
  /// - Throws: `OperationUnknown`, `OperationClosed`, `OperationAborting`, `PlanTooNew`,
  ///   `PlanUnreadable`, `LeaseHeld`, and the ledger's errors.
  package func resume(_ operation: String, takeOver: Bool) async throws -> OperationResult {
    let record = try await record(of: operation)
    switch record.state {
    case .finished: return .finished(record.evidence)
    case .aborted, .preempted: throw record.closed
    case .aborting: throw OperationAborting(operation: operation)
    case .open, .stopped, .failed, .conflict: break
    }
    let plan = try plan(of: record)
    let resumed = EventDraft(
      kind: OperationEvent.resumed, operation: operation, summary: "\(plan.title): resumed",
      body: .null)
    let hold: LeaseHold
    do {
      hold = try await acquire(record, together: [resumed], takeOver: takeOver)
    } catch let error as OperationClosed {
      // The push of a process that died may arrive after the ledger was read, and the last one of an
      // operation says that it is finished.
      let record = try await self.record(of: operation)
      guard record.state == .finished else { throw error }
      return .finished(record.evidence)
    }
    // Between reading and holding the lease somebody else may have gone on with it.
    let newest = try await newest(operation)
    return try await carryOut(plan, under: hold, after: newest)
  }

  /// Takes the place of other operations: they stop at their next append, and their leases are void.
  ///
  /// Returns when none of their children changes the world any more, so that what is observed from
  /// here on holds. The lease that is returned is to be handed to `start`.
  ///
  /// - Throws: the ledger's errors, and the effect lock's when a child does not end.
  package func preempt(
    _ operations: [String], by successor: String, title: String, because: String
  ) async throws -> LeaseHold {
    let hold = try await preempting(operations, by: successor, title: title, because: because)
    try await hold.heartbeatWhile { try await waitForEffects() }
    return hold
  }

  /// Acquires the lease over the heads of those of `operations` that are open.
  private func preempting(
    _ operations: [String], by successor: String, title: String, because: String
  ) async throws -> LeaseHold {
    let log = OperationLog(try await ledger.fetch())
    let open = operations.filter { log[$0]?.isOpen == true }
    let preempted = open.map { operation in
      EventDraft(
        kind: OperationEvent.preempted, operation: operation,
        summary: "\(log[operation]?.title ?? operation): pre-empted by \(title)",
        body: .object(["by": .string(successor), "because": .string(because)]))
    }
    var request = request(successor, title: title, together: preempted) { history in
      for operation in open {
        guard let ending = history.ending(of: operation) else { continue }
        throw OperationClosed(operation: operation, ending: ending.word, at: ending.at)
      }
    }
    request.preempting = true
    do {
      return try await ledger.acquireLease(request, processes: leaseOptions.processes)
    } catch is OperationClosed {
      // One of them ended since the ledger was read, and need not give way; with each round there is
      // one less.
      return try await preempting(open, by: successor, title: title, because: because)
    }
  }
}
