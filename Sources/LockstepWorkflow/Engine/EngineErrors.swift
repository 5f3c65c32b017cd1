package import LockstepCore

/// An operation that the ledger does not know.
package struct OperationUnknown: ExplainedError, Hashable {
  package var operation: String

  /// The operations that are open.
  package var open: [String]

  package init(operation: String, open: [String]) {
    self.operation = operation
    self.open = open
  }

  package var explanation: Explanation {
    var hints = ["`lockstep log` shows all operations"]
    if let meant = nearest(to: operation, among: open) {
      hints.insert("did you mean `\(meant)`?", at: 0)
    }
    return Explanation(
      "the ledger has no operation `\(operation)`",
      why: [
        open.isEmpty ? "no operation is open" : "open: \(open.joined(separator: ", "))"
      ], hints: hints)
  }
}

/// An operation that has ended, and cannot go on.
package struct OperationClosed: ExplainedError, Hashable {
  package var operation: String

  /// How it ended, as a participle: `aborted`.
  package var ending: String

  package var at: Timestamp?

  /// The operation that pre-empted it, if one did.
  package var by: String?

  package init(operation: String, ending: String, at: Timestamp?, by: String? = nil) {
    self.operation = operation
    self.ending = ending
    self.at = at
    self.by = by
  }

  package var explanation: Explanation {
    var end = "it was \(ending)"
    if let by { end += " by \(by)" }
    if let at { end += " at \(at)" }
    return Explanation(
      "\(operation) cannot go on: it was \(ending)", why: [end],
      hints: ["`lockstep plan` makes a new plan from how the world is now"])
  }
}

/// An operation id that the ledger has already.
package struct OperationExists: ExplainedError, Hashable {
  package var operation: String

  package init(operation: String) {
    self.operation = operation
  }

  package var explanation: Explanation {
    Explanation(
      "the ledger already has an operation `\(operation)`",
      hints: ["`lockstep resume \(operation)` continues it; a new plan gets an id of its own"])
  }
}

/// An operation that is being taken back, and can only go on in that direction.
package struct OperationAborting: ExplainedError, Hashable {
  package var operation: String

  package init(operation: String) {
    self.operation = operation
  }

  package var explanation: Explanation {
    Explanation(
      "\(operation) is being aborted, and cannot be resumed",
      why: ["some of its steps may be undone already"],
      hints: ["`lockstep abort \(operation)` goes on with it"])
  }
}

/// Another operation took this one's place.
package struct Preempted: ExplainedError, Hashable {
  package var operation: String

  /// The operation that took its place.
  package var by: String

  package init(operation: String, by: String) {
    self.operation = operation
    self.by = by
  }

  package var explanation: Explanation {
    Explanation(
      "\(operation) was pre-empted by \(by)",
      why: ["nothing further was begun; what was done before is in the ledger"],
      hints: ["`lockstep status` shows \(by)"])
  }
}
