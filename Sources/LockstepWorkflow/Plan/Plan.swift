package import LockstepCore

/// The ordered steps of one operation. Printing it is the dry run; the ledger keeps it whole.
package struct Plan<Action: Codable & Sendable & Hashable>: Hashable, Codable, Sendable {
  /// The operation's id, unique in the ledger.
  package var operation: String

  /// What kind of operation it is: `release`, `rollout`, `rollback`.
  package var kind: String

  /// What it is called, for readers: `release 2.1.0`.
  package var title: String

  /// What was known when it was made, and what its steps rely on.
  package var facts: JSONValue

  package var steps: [Step<Action>]

  package init(
    operation: String, kind: String, title: String, facts: JSONValue, steps: [Step<Action>]
  ) {
    self.operation = operation
    self.kind = kind
    self.title = title
    self.facts = facts
    self.steps = steps
  }

  /// Throws `PlanInvalid` unless every step has an id of its own and needs only earlier steps.
  package func validate() throws(PlanInvalid) {
    var earlier: Set<StepID> = []
    for step in steps {
      for need in step.needs where !earlier.contains(need) {
        throw PlanInvalid(
          operation: operation, reason: "step `\(step.id)` needs `\(need)`, which is not before it")
      }
      guard earlier.insert(step.id).inserted else {
        throw PlanInvalid(operation: operation, reason: "two steps are called `\(step.id)`")
      }
    }
  }
}

/// The form of a plan in the ledger.
enum PlanSchema {
  /// The newest form that this program reads, and the one that it writes.
  static let current: Int64 = 1
}
