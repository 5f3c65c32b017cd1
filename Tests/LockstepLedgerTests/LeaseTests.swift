import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import Synchronization
import Testing

@Suite struct LeaseTests {
  private func request(
    _ operation: String, takeOver: Bool = false, preempting: Bool = false,
    together: [EventDraft] = [], onWait: @escaping @Sendable (Lease) -> Void = { _ in }
  ) -> LeaseRequest {
    LeaseRequest(
      operation: operation, title: "the \(operation)", timeToLive: .seconds(90),
      takeOver: takeOver, preempting: preempting, together: together, onWait: onWait)
  }

  @Test func `who comes second is told who is at work`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let one = try await scratch.ledger(in: "one")
      let two = try await scratch.ledger(in: "two")
      let hold = try await one.acquireLease(
        request("release-1", together: [draft("operation.started", operation: "release-1")]),
        processes: processes.table(of: 41))
      _ = try await one.append([draft("step.finished", operation: "release-1")])
      let error = await #expect(throws: LeaseHeld.self) {
        try await two.acquireLease(request("release-2"), processes: processes.table(of: 42))
      }
      let held = try #require(error)
      #expect(held.exitStatus == .leaseHeld)
      let text = (held.explanation.why + held.explanation.hints).joined(separator: "\n")
      for part in [
        "Ada of one", "ada@example.org", "one-machine", "41", "2026-01-05T09:00:00Z", "release-1",
        "the release-1", "lockstep resume release-1 --take-over", "lockstep rollback",
      ] {
        #expect(text.contains(part), "\(part) is missing in \(text)")
      }
      try await hold.release()
      let next = try await two.acquireLease(
        request("release-2"), processes: processes.table(of: 42))
      #expect(next.lease.operation == "release-2")
      #expect(
        try await one.fetch().entries.map(\.event.kind) == [
          "lease.acquired", "operation.started", "step.finished", "lease.released",
          "lease.acquired",
        ])
    }
  }

  @Test func `of many at once exactly one wins`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<6 {
          let host = scratch.host(clock: .live)
          let ledger = try await scratch.ledger(in: "clone\(number % 3)", host: host)
          group.addTask {
            do {
              _ = try await ledger.acquireLease(
                request("release-\(number)"), processes: processes.table(of: Int64(number)))
              return true
            } catch is LeaseHeld {
              return false
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.filter { $0 }.count == 1)
      let history = try await scratch.ledger(in: "reader").fetch()
      #expect(history.entries.count == 1)
    }
  }

  @Test func `a silent holder is watched for the time to live, then replaced`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let watched = Mutex<[String]>([])
      let hold = try await scratch.ledger(in: "one").acquireLease(
        request("release-1"), processes: processes.table(of: 1))
      let before = scratch.clock.clock.elapsed()
      let two = try await scratch.ledger(in: "two")
      let taken = try await two.acquireLease(
        request("release-1", takeOver: true) { lease in
          watched.withLock { $0.append(lease.id) }
        }, processes: processes.table(of: 2))
      #expect(watched.withLock { $0 } == [hold.lease.id])
      #expect(scratch.clock.clock.elapsed() - before >= .seconds(90))
      let history = try await two.history()
      #expect(history.entries.map(\.event.kind) == ["lease.acquired", "lease.taken-over"])
      #expect(history.lease() == taken.lease)
      #expect(throws: LeaseLost.self) { try hold.check(history) }
      // Who lost it cannot release it for the other.
      try await hold.release()
      #expect(try await two.fetch().lease()?.id == taken.lease.id)
    }
  }

  @Test func `a holder that gives a sign of life keeps the lease`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let one = try await scratch.ledger(in: "one")
      _ = try await one.acquireLease(request("release-1"), processes: processes.table(of: 1))
      // The watcher's own pauses bring the holder back to life after a minute.
      let signed = Mutex(false)
      let clock = scratch.clock.clock
      let watching = Clock(
        now: clock.now, elapsed: clock.elapsed,
        sleep: { duration in
          try await clock.sleep(duration)
          let isTime = signed.withLock { signed in
            defer { signed = signed || clock.elapsed() >= .seconds(60) }
            return !signed && clock.elapsed() >= .seconds(60)
          }
          if isTime { _ = try await one.append([draft("step.finished", operation: "release-1")]) }
        })
      let two = try await scratch.ledger(in: "two", host: scratch.host(clock: watching))
      let error = await #expect(throws: LeaseHeld.self) {
        try await two.acquireLease(
          request("release-1", takeOver: true), processes: processes.table(of: 2))
      }
      #expect(error?.isAlive == true)
      #expect(try await two.fetch().lease()?.process.pid == 1)
    }
  }

  @Test func `a lease that is released while it is watched is free`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let one = try await scratch.ledger(in: "one")
      let hold = try await one.acquireLease(
        request("release-1"), processes: processes.table(of: 1))
      let clock = scratch.clock.clock
      let watching = Clock(
        now: clock.now, elapsed: clock.elapsed,
        sleep: { duration in
          try await clock.sleep(duration)
          try await hold.release()
        })
      let two = try await scratch.ledger(in: "two", host: scratch.host(clock: watching))
      let taken = try await two.acquireLease(
        request("release-2", takeOver: true), processes: processes.table(of: 2))
      let kinds = try await two.fetch().entries.map(\.event.kind)
      #expect(taken.lease.operation == "release-2")
      #expect(kinds == ["lease.acquired", "lease.released", "lease.acquired"])
    }
  }

  @Test func `a holder that is proven dead holds nothing`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let ledger = try await scratch.ledger()
      _ = try await ledger.acquireLease(request("release-1"), processes: processes.table(of: 1))
      processes.kill(1)
      let before = scratch.clock.clock.elapsed()
      let hold = try await ledger.acquireLease(
        request("release-1"), processes: processes.table(of: 2))
      #expect(scratch.clock.clock.elapsed() == before)
      #expect(try await ledger.history().lease()?.id == hold.lease.id)
    }
  }

  @Test func `an emergency does not wait`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let one = try await scratch.ledger(in: "one")
      let hold = try await one.acquireLease(
        request("release-1"), processes: processes.table(of: 1))
      let two = try await scratch.ledger(in: "two")
      let before = scratch.clock.clock.elapsed()
      _ = try await two.acquireLease(
        request(
          "rollback-1", preempting: true,
          together: [draft("operation.preempted", operation: "release-1")]),
        processes: processes.table(of: 2))
      #expect(scratch.clock.clock.elapsed() == before)
      await #expect(throws: LeaseLost.self) {
        try await one.append([draft("step.finished")]) { try hold.check($0) }
      }
      let kinds = try await two.fetch().entries.map(\.event.kind)
      #expect(kinds == ["lease.acquired", "lease.taken-over", "operation.preempted"])
    }
  }

  @Test func `leases of different scopes do not meet`() async throws {
    try await ScratchLedger.run { scratch in
      let processes = TestProcesses()
      let ledger = try await scratch.ledger()
      _ = try await ledger.acquireLease(request("release-1"), processes: processes.table(of: 1))
      let watch = LeaseRequest(operation: "watch", title: "the watch", scope: "watch")
      let hold = try await ledger.acquireLease(watch, processes: processes.table(of: 2))
      let history = try await ledger.history()
      #expect(history.lease()?.operation == "release-1")
      #expect(history.lease(in: "watch")?.id == hold.lease.id)
    }
  }
}
