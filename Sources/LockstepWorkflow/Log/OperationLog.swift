package import LockstepLedger

/// All operations that a ledger tells of: a fold over its events, never stored.
package struct OperationLog: Sendable {
  /// The operations in the order in which they were started.
  package private(set) var operations: [OperationRecord] = []

  /// The foundation's lease that is in force.
  package let lease: Lease?

  private var places: [String: Int] = [:]

  package init(_ history: History) {
    lease = history.lease()
    for entry in history.entries {
      take(entry.event)
    }
    if let lease, let place = places[lease.operation] {
      operations[place].isHeld = true
    }
  }

  /// One operation by its id.
  package subscript(operation: String) -> OperationRecord? {
    places[operation].map { operations[$0] }
  }

  /// The operations that can be resumed or aborted, in the order in which they were started.
  package var open: [OperationRecord] { operations.filter(\.isOpen) }

  /// The operation that was started last.
  package var latest: OperationRecord? { operations.last }

  private mutating func take(_ event: Event) {
    guard let operation = event.operation else { return }
    if let place = places[operation] {
      operations[place].take(event)
    } else if let record = OperationRecord(event) {
      places[operation] = operations.count
      operations.append(record)
    }
  }
}
