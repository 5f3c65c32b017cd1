package import LockstepCore

/// A plan whose steps do not fit together.
package struct PlanInvalid: ExplainedError, ExitStatusCarrying, Hashable {
  package var operation: String
  package var reason: String

  package init(operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .defect }

  package var explanation: Explanation {
    Explanation(
      "the plan of \(operation) cannot be carried out", why: [reason],
      hints: ["this is a defect of Lockstep; please report it with `lockstep plan`'s output"])
  }
}

/// A plan in the ledger that a newer program wrote.
package struct PlanTooNew: ExplainedError, Hashable {
  package var operation: String

  /// The form that it has; `current` is the newest that this program reads.
  package var schema: Int64

  package init(operation: String, schema: Int64) {
    self.operation = operation
    self.schema = schema
  }

  package var explanation: Explanation {
    Explanation(
      "the plan of \(operation) was written by a newer Lockstep",
      why: ["it has form \(schema); this program reads up to \(PlanSchema.current)"],
      hints: ["update Lockstep, and repeat the command; nothing was changed"])
  }
}

/// A plan in the ledger that cannot be read.
package struct PlanUnreadable: ExplainedError, Hashable {
  package var operation: String
  package var reason: String

  package init(operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }

  package var explanation: Explanation {
    Explanation(
      "the plan of \(operation) cannot be read from the ledger",
      why: [reason],
      hints: [
        "`lockstep log --format json` shows the event `operation.started` as it stands there",
        "a Lockstep of the version that wrote it can resume or abort it",
      ])
  }
}
