package import LockstepCore

/// A lease that somebody else holds.
package struct LeaseHeld: ExplainedError, ExitStatusCarrying, Hashable {
  /// The lease that is in force.
  package var lease: Lease

  /// Whether its holder gave a sign of life while we watched.
  package var isAlive: Bool

  package init(lease: Lease, isAlive: Bool) {
    self.lease = lease
    self.isAlive = isAlive
  }

  package var exitStatus: ExitStatus { .leaseHeld }

  package var explanation: Explanation {
    let person = lease.person
    var why = [
      "\(person.name) <\(person.email)> holds the lease on \(person.host), process "
        + "\(lease.process.pid), since \(lease.since)",
      "it is held for \(lease.operation) (\(lease.title)); its last sign of life is of "
        + "\(lease.lastSign)",
    ]
    if isAlive { why.append("its holder gave a sign of life while this command watched") }
    let patience = Span.seconds(lease.timeToLive)
    return Explanation(
      "another operation is running: \(lease.title)",
      why: why,
      hints: [
        "wait until it has ended; `lockstep status` shows how far it is",
        "if it is gone for good: `lockstep resume \(lease.operation) --take-over` watches it for "
          + "\(patience), and takes over if it stays silent",
        "in an emergency `lockstep rollback` does not wait for it",
      ])
  }
}
