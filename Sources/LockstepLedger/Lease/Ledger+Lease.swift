import LockstepCore
import LockstepGit
import LockstepSystem

extension Ledger {
  /// Acquires the foundation's lease for an operation.
  ///
  /// - Parameters:
  ///   - takeOver: watches a lease that somebody else holds, and takes it over when its holder gave
  ///     no sign of life for its time to live on this machine's monotonic clock.
  ///   - preempting: takes a lease of somebody else over at once.
  /// - Throws: `LeaseHeld`, and what `append` throws.
  package func acquireLease(
    for operation: String, title: String, takeOver: Bool, preempting: Bool = false
  ) async throws -> LeaseHold {
    try await acquireLease(
      LeaseRequest(
        operation: operation, title: title, takeOver: takeOver, preempting: preempting))
  }

  /// Acquires a lease as asked for.
  ///
  /// A lease whose holder is a process of this very machine that is proven dead is void, and taken
  /// over without being asked.
  ///
  /// - Throws: `LeaseHeld`, what `request.allowed` throws, and what `append` throws.
  package func acquireLease(
    _ request: LeaseRequest, processes: ProcessTable = .live
  ) async throws -> LeaseHold {
    let id = host.identifiers()
    let me = processes.current()
    for _ in 1...policy.attempts {
      let history = try await fetch()
      let present = history.lease(in: request.scope)
      let isHeld =
        !request.preempting && present.map { processes.state($0.process) != .dead } ?? false
      // Who is at work comes before what the work may be: that is what a second one has to know.
      if let present, isHeld, !request.takeOver { throw LeaseHeld(lease: present, isAlive: false) }
      try request.allowed(history)
      if let present, isHeld {
        request.onWait(present)
        guard try await stayedSilent(present, processes: processes) else { continue }
      }
      let draft = Ledger.draft(request, id: id, process: me, replacing: present)
      let seen = present?.lastSignEvent
      do {
        let entries = try await append([draft] + request.together) { newer in
          // What was decided holds only while the lease stands as it was seen.
          guard request.preempting || newer.lease(in: request.scope)?.lastSignEvent == seen else {
            throw LeaseMoved()
          }
          try request.allowed(newer)
        }
        if let lease = entries.first.flatMap({ Lease($0.event) }) {
          return LeaseHold(ledger: self, lease: lease, processes: processes)
        }
      } catch is LeaseMoved {
        // A holder that moves on is alive; whoever watched it knows enough.
        guard let held = try await self.history().lease(in: request.scope) else { continue }
        if processes.state(held.process) != .dead {
          throw LeaseHeld(lease: held, isAlive: held.id == present?.id)
        }
      }
    }
    throw LedgerContended(attempts: policy.attempts, reason: "the lease changed hands each time")
  }

  /// Watches a lease for its time to live; `false` where it was released meanwhile.
  ///
  /// Timestamps are not trusted: only what this process itself sees to change, on its own monotonic
  /// clock, is a sign of life.
  ///
  /// - Throws: `LeaseHeld` on a sign of life, or when somebody else was faster.
  private func stayedSilent(_ lease: Lease, processes: ProcessTable) async throws -> Bool {
    let patience = Duration.seconds(lease.timeToLive)
    let begin = host.clock.elapsed()
    let pause = min(max(patience / 20, .milliseconds(100)), .seconds(5))
    while host.clock.elapsed() - begin < patience {
      let left = patience - (host.clock.elapsed() - begin)
      try await host.clock.sleep(min(pause, left))
      let history = try await fetch()
      guard let present = history.lease(in: lease.scope) else { return false }
      if present.id != lease.id || present.lastSignEvent != lease.lastSignEvent {
        throw LeaseHeld(lease: present, isAlive: true)
      }
      if processes.state(present.process) == .dead { return true }
    }
    return true
  }

  /// The event that establishes a lease.
  private static func draft(
    _ request: LeaseRequest, id: String, process: ProcessIdentity, replacing present: Lease?
  ) -> EventDraft {
    var body: [String: JSONValue] = [
      "lease": .string(id),
      "scope": .string(request.scope),
      "title": .string(request.title),
      "process": process.json,
      "ttl": .integer(max(1, request.timeToLive.components.seconds)),
    ]
    var summary = "\(request.title): lease acquired"
    if let present {
      body["replaces"] = .string(present.id)
      summary = "\(request.title): lease taken over from \(present.operation)"
    }
    return EventDraft(
      kind: present == nil ? LeaseEvent.acquired : LeaseEvent.takenOver,
      operation: request.operation, summary: summary, body: .object(body))
  }
}

/// A lease that changed between the decision to acquire it and the append.
private struct LeaseMoved: Error {}
