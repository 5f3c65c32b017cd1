import LockstepCore
import LockstepLedger
import LockstepSystem

extension Engine {
  /// The event that begins an operation; it carries the whole plan.
  func started(_ plan: Plan<P.Action>) throws -> EventDraft {
    EventDraft(
      kind: OperationEvent.started, operation: plan.operation, summary: "\(plan.title): started",
      body: .object([
        "schema": .integer(PlanSchema.current), "plan": try JSONValue(encoding: plan),
      ]))
  }

  /// Fetches the ledger and finds an operation in it.
  func record(of operation: String) async throws -> OperationRecord {
    let log = OperationLog(try await ledger.fetch())
    guard let record = log[operation] else {
      throw OperationUnknown(operation: operation, open: log.open.map(\.id))
    }
    return record
  }

  /// The operation as the ledger has it now, without any network.
  func newest(_ operation: String) async throws -> OperationRecord {
    let log = OperationLog(try await ledger.history())
    guard let record = log[operation] else {
      throw OperationUnknown(operation: operation, open: log.open.map(\.id))
    }
    return record
  }

  /// The plan that an operation was started with.
  func plan(of record: OperationRecord) throws -> Plan<P.Action> {
    guard record.planSchema <= PlanSchema.current else {
      throw PlanTooNew(operation: record.id, schema: record.planSchema)
    }
    do {
      let plan = try record.plan.decode(Plan<P.Action>.self)
      try plan.validate()
      return plan
    } catch let error as any ExplainedError {
      throw PlanUnreadable(operation: record.id, reason: error.explanation.what)
    } catch let error as DecodingError {
      throw PlanUnreadable(operation: record.id, reason: error.place)
    }
  }

  /// How this engine asks for the lease.
  func request(
    _ operation: String, title: String, together: [EventDraft],
    allowed: @escaping @Sendable (History) throws -> Void
  ) -> LeaseRequest {
    let report = report
    return LeaseRequest(
      operation: operation, title: title, scope: leaseOptions.scope,
      timeToLive: leaseOptions.timeToLive, together: together, allowed: allowed,
      onWait: { report(.watching($0)) })
  }

  /// Acquires the lease for an operation that is in the ledger already.
  func acquire(
    _ record: OperationRecord, together: [EventDraft], takeOver: Bool
  ) async throws -> LeaseHold {
    let operation = record.id
    var request = request(operation, title: record.title, together: together) { history in
      guard let ending = history.ending(of: operation) else { return }
      throw OperationClosed(
        operation: operation, ending: ending.word, at: ending.at, by: ending.body["by"]?.string)
    }
    request.takeOver = takeOver
    return try await ledger.acquireLease(request, processes: leaseOptions.processes)
  }

  /// Waits until no child of an earlier run changes the world any more.
  func waitForEffects() async throws {
    let report = report
    try await effectLock.waitUntilFree(timeout: leaseOptions.effectPatience) {
      report(.waitingForEffects)
    }
  }
}

extension OperationRecord {
  /// The error that says that it has ended.
  var closed: OperationClosed {
    switch state {
    case .preempted(let by):
      OperationClosed(operation: id, ending: "pre-empted", at: endedAt, by: by)
    case .finished: OperationClosed(operation: id, ending: "finished", at: endedAt)
    default: OperationClosed(operation: id, ending: "aborted", at: endedAt)
    }
  }
}

extension Event {
  /// The participle of an event that ends an operation.
  var word: String {
    switch kind {
    case OperationEvent.preempted: "pre-empted"
    case OperationEvent.finished: "finished"
    default: "aborted"
    }
  }
}

extension DecodingError {
  /// Where the value stands that could not be read, and nothing of the value itself.
  var place: String {
    let context: Context
    switch self {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default: return "its form is unknown"
    }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return "what stands at \(path.isEmpty ? "its root" : path.joined(separator: ".")) is not known"
  }
}
