package import LockstepCore

/// A lease that this process held, and that is no longer in force.
package struct LeaseLost: ExplainedError, ExitStatusCarrying, Hashable {
  /// The lease that was lost.
  package var lost: Lease

  /// The one that is in force instead, if any.
  package var successor: Lease?

  /// Why it counts as lost where nobody took it over: it could not be renewed in time.
  package var reasons: [String]

  package init(lost: Lease, successor: Lease?, reasons: [String] = []) {
    self.lost = lost
    self.successor = successor
    self.reasons = reasons
  }

  package var exitStatus: ExitStatus { .leaseHeld }

  package var explanation: Explanation {
    var why = reasons
    if let successor {
      why.append(
        "\(successor.person.name) on \(successor.person.host) took over at \(successor.since), for "
          + "\(successor.operation) (\(successor.title))")
    } else if reasons.isEmpty {
      why.append("it was released by another process")
    }
    why.append("nothing further was begun; what was done before is in the ledger")
    return Explanation(
      "\(lost.operation) no longer holds the lease",
      why: why,
      hints: ["`lockstep status` shows who is at work; then `lockstep resume \(lost.operation)`"])
  }
}
