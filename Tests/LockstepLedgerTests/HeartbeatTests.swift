import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite struct HeartbeatTests {
  /// A ledger whose lease is held, and the clock that its heart beats by.
  private func holding(
    _ scratch: ScratchLedger, processes: Processes? = nil
  ) async throws -> (ledger: Ledger, hold: LeaseHold, clock: StepClock) {
    let clock = StepClock(at: ScratchLedger.start)
    let ledger = try await scratch.ledger(
      host: scratch.host(clock: clock.clock, processes: processes))
    let hold = try await ledger.acquireLease(
      LeaseRequest(operation: "release-1", title: "release 1", timeToLive: .seconds(90)),
      processes: TestProcesses().table(of: 1))
    return (ledger, hold, clock)
  }

  /// Waits until the ledger has `count` events.
  private func until(_ count: Int, in ledger: Ledger) async throws {
    while try await ledger.history().entries.count < count { await Task.yield() }
  }

  @Test func `a heart beats every third of the time to live`() async throws {
    try await ScratchLedger.run { scratch in
      let (ledger, hold, clock) = try await holding(scratch)
      let answer = try await hold.heartbeatWhile {
        for beat in 1...3 {
          await clock.sleepers(1)
          clock.advance(by: .seconds(29))
          clock.advance(by: .seconds(1))
          try await until(1 + beat, in: ledger)
        }
        return 42
      }
      #expect(answer == 42)
      #expect(
        try await ledger.history().entries.map(\.event.kind)
          == ["lease.acquired"] + [String](repeating: "lease.heartbeat", count: 3))
      #expect(
        try await ledger.history().lease()?.lastSign.secondsSince1970
          == ScratchLedger.start.secondsSince1970 + 90)
    }
  }

  @Test func `what is appended anyway is heartbeat enough`() async throws {
    try await ScratchLedger.run { scratch in
      let (ledger, hold, clock) = try await holding(scratch)
      try await hold.heartbeatWhile {
        for _ in 1...3 {
          await clock.sleepers(1)
          clock.advance(by: .seconds(20))
          _ = try await ledger.append([draft("step.finished", operation: "release-1")])
        }
      }
      #expect(try await ledger.history().entries(ofKind: "lease.heartbeat").isEmpty)
    }
  }

  @Test func `a lease that was taken over stops the work`() async throws {
    try await ScratchLedger.run { scratch in
      let (ledger, hold, clock) = try await holding(scratch)
      let other = try await scratch.ledger(in: "two", host: scratch.host(clock: clock.clock))
      let error = await #expect(throws: LeaseLost.self) {
        try await hold.heartbeatWhile {
          _ = try await other.acquireLease(
            LeaseRequest(operation: "rollback-1", title: "rollback 1", preempting: true),
            processes: TestProcesses().table(of: 2))
          await clock.sleepers(1)
          clock.advance(by: .seconds(30))
          // Only being cancelled ends this.
          while true {
            try Task.checkCancellation()
            clock.advance(by: .milliseconds(10))
            await Task.yield()
          }
        }
      }
      #expect(error?.successor?.operation == "rollback-1")
      #expect(error?.exitStatus == .leaseHeld)
      #expect(try await ledger.fetch().entries.count == 2)
    }
  }

  @Test func `a lease that cannot be renewed in time stops the work`() async throws {
    try await ScratchLedger.run { scratch in
      let (_, hold, clock) = try await holding(scratch)
      try Files.move("\(scratch.directory)/origin.git", to: "\(scratch.directory)/away.git")
      let error = await #expect(throws: LeaseLost.self) {
        try await hold.heartbeatWhile {
          while true {
            try Task.checkCancellation()
            clock.advance(by: .milliseconds(500))
            await Task.yield()
          }
        }
      }
      #expect(error?.successor == nil)
      #expect(error?.reasons.isEmpty == false)
      #expect(clock.clock.elapsed() >= .seconds(90))
    }
  }

  @Test func `an error of the work is passed on`() async throws {
    struct Broken: Error {}
    try await ScratchLedger.run { scratch in
      let (_, hold, _) = try await holding(scratch)
      await #expect(throws: Broken.self) { try await hold.heartbeatWhile { throw Broken() } }
    }
  }
}
