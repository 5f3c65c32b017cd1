import LockstepCore
import LockstepLedger

/// What a running operation has to record, and has not recorded yet.
///
/// Events between which no effect lies wait for each other, so that a shared ledger costs one push
/// for each effect. What is lost with a crash is only what observing the world finds again.
struct Journal: Sendable {
  let hold: LeaseHold
  let operation: String
  private(set) var pending: [EventDraft] = []

  init(hold: LeaseHold, operation: String) {
    self.hold = hold
    self.operation = operation
  }

  /// Adds an event of the operation.
  mutating func add(_ kind: String, _ summary: String, _ body: [String: JSONValue]) {
    pending.append(
      EventDraft(kind: kind, operation: operation, summary: summary, body: .object(body)))
  }

  /// Records what is pending; afterwards an effect may follow.
  ///
  /// Where nothing is pending, whether the operation may still go on is asked of the ledger all the
  /// same: no effect is without that.
  mutating func flush() async throws {
    let drafts = pending
    let (hold, operation) = (hold, operation)
    if drafts.isEmpty {
      try await hold.ledger.fetch().checkOpen(operation, under: hold)
      return
    }
    _ = try await hold.ledger.append(drafts) { history in
      try history.checkOpen(operation, under: hold)
    }
    pending = []
  }

  /// Records what is pending and gives the lease back.
  func close() async throws {
    let (hold, operation) = (hold, operation)
    try await hold.release(with: pending) { history in
      try history.checkOpen(operation, under: hold)
    }
  }
}

extension History {
  /// Throws where `operation` must not go on: it was pre-empted, it has ended, or its lease is not
  /// the one in force.
  func checkOpen(_ operation: String, under hold: LeaseHold) throws {
    if let ending = ending(of: operation) {
      if ending.kind == OperationEvent.preempted {
        throw Preempted(
          operation: operation, by: ending.body["by"]?.string ?? "another operation")
      }
      throw OperationClosed(
        operation: operation,
        ending: ending.kind == OperationEvent.finished ? "finished" : "aborted",
        at: ending.at)
    }
    try hold.check(self)
  }

  /// The event that ended an operation, looked for from the newest back to its start.
  func ending(of operation: String) -> Event? {
    for entry in entries.reversed() where entry.event.operation == operation {
      switch entry.event.kind {
      case OperationEvent.preempted, OperationEvent.finished, OperationEvent.aborted:
        return entry.event
      case OperationEvent.started: return nil
      default: continue
      }
    }
    return nil
  }
}
