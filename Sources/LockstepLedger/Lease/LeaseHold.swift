import LockstepCore
import LockstepGit
import LockstepSystem

/// A lease that this process holds.
package struct LeaseHold: Sendable {
  package let ledger: Ledger
  package let lease: Lease
  package let processes: ProcessTable

  package init(ledger: Ledger, lease: Lease, processes: ProcessTable) {
    self.ledger = ledger
    self.lease = lease
    self.processes = processes
  }

  /// Throws `LeaseLost` where the lease is not the one in force.
  package func check(_ history: History) throws {
    let present = history.lease(in: lease.scope)
    guard present?.id == lease.id else {
      throw LeaseLost(lost: lease, successor: present)
    }
  }

  /// Runs `body` while the lease is renewed beside it.
  ///
  /// Every third of the time to live a heartbeat is appended, unless this process has appended
  /// something else by then. When the lease is lost, or cannot be renewed for its time to live,
  /// `body` is cancelled, waited for, and `LeaseLost` thrown instead of what it threw. What `body`
  /// returned counts if it came back before that.
  package func heartbeatWhile<T: Sendable>(
    _ body: @escaping @Sendable () async throws -> T
  ) async throws -> T {
    try await withThrowingTaskGroup(of: Finish<T>.self) { group in
      group.addTask { .body(try await body()) }
      group.addTask {
        do {
          try await beat()
          return .heartEnded
        } catch let error as LeaseLost {
          return .lost(error)
        }
      }
      defer { group.cancelAll() }
      while let finish = try await group.next() {
        switch finish {
        case .body(let value): return value
        case .heartEnded: continue
        case .lost(let error):
          group.cancelAll()
          // The body may be in the middle of an effect; nothing is decided before it has ended.
          _ = await group.nextResult()
          throw error
        }
      }
      throw CancellationError()
    }
  }

  /// Gives the lease back, together with events that end what it was held for.
  ///
  /// - Parameter allowed: throws where the events must not be appended to this history.
  /// - Throws: `LeaseLost` where it is no longer in force and there are events to append; a lease that
  ///   is lost needs no release.
  package func release(
    with drafts: [EventDraft] = [],
    allowed: @escaping @Sendable (History) throws -> Void = { _ in }
  ) async throws {
    let released = EventDraft(
      kind: LeaseEvent.released, operation: lease.operation,
      summary: "\(lease.title): lease released", body: .object(["lease": .string(lease.id)]))
    do {
      _ = try await ledger.append(drafts + [released]) { history in
        try allowed(history)
        try check(history)
      }
    } catch let error as LeaseLost {
      if !drafts.isEmpty { throw error }
    }
  }

  /// Renews the lease until the task is cancelled.
  ///
  /// - Throws: `LeaseLost` when it is not in force any more, or could not be renewed in time.
  private func beat() async throws {
    let clock = ledger.host.clock
    let patience = Duration.seconds(lease.timeToLive)
    var confirmed = clock.elapsed()
    while !Task.isCancelled {
      confirmed = max(confirmed, await ledger.lastPublished ?? confirmed)
      let left = confirmed + patience / 3 - clock.elapsed()
      if left > .zero {
        guard await slept(left, on: clock) else { return }
        continue
      }
      do {
        _ = try await ledger.append([heartbeat]) { try check($0) }
        confirmed = clock.elapsed()
      } catch let error as LeaseLost {
        throw error
      } catch let error as any ExplainedError {
        // A network that fails for a moment loses nothing: nobody takes over before the time is up.
        guard clock.elapsed() - confirmed < patience else {
          throw LeaseLost(
            lost: lease, successor: nil,
            reasons: [
              "it could not be renewed for \(Span.seconds(lease.timeToLive))",
              error.explanation.what,
            ])
        }
        guard await slept(patience / 12, on: clock) else { return }
      }
    }
  }

  /// Sleeps; `false` where the task was cancelled meanwhile.
  private func slept(_ time: Duration, on clock: Clock) async -> Bool {
    do {
      try await clock.sleep(time)
      return !Task.isCancelled
    } catch {
      return false
    }
  }

  private var heartbeat: EventDraft {
    EventDraft(
      kind: LeaseEvent.heartbeat, operation: lease.operation,
      summary: "\(lease.title): at work", body: .object(["lease": .string(lease.id)]))
  }
}

/// What ended first.
private enum Finish<T: Sendable>: Sendable {
  case body(T)
  case heartEnded
  case lost(LeaseLost)
}
