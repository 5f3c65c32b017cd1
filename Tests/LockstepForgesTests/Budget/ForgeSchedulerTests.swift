import LockstepForges
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

/// Names in the order in which they came.
private final class Names: Sendable {
  private let names = Mutex<[String]>([])

  var all: [String] { names.withLock { $0 } }

  func append(_ name: String) {
    names.withLock { $0.append(name) }
  }
}

/// The scheduler spends the budget on the most urgent first.
@Suite struct ForgeSchedulerTests {
  @Test(.timeLimit(.minutes(30)))
  func `an emergency goes before what waited longer`() async throws {
    let gate = StepClock()
    let scheduler = ForgeScheduler(
      ForgeLimits(spacing: .seconds(1), concurrent: 10), clock: gate.clock)
    let order = Names()
    try await scheduler.begin(.change, .ordinary)
    scheduler.end(.change)
    try await withThrowingTaskGroup(of: Void.self) { group in
      @Sendable func send(_ name: String, _ priority: ForgePriority) async throws {
        try await scheduler.begin(.change, priority)
        order.append(name)
        scheduler.end(.change)
      }
      group.addTask { try await send("rollout", .ordinary) }
      await gate.sleepers(1)
      group.addTask { try await send("rollback", .emergency) }
      await gate.sleepers(2)
      gate.advance(by: .seconds(1))
      await gate.sleepers(1)
      #expect(order.all == ["rollback"])
      gate.advance(by: .seconds(1))
      try await group.waitForAll()
    }
    #expect(order.all == ["rollback", "rollout"])
  }

  @Test(.timeLimit(.minutes(30)))
  func `a look overtakes a change that has to wait`() async throws {
    let gate = StepClock()
    let scheduler = ForgeScheduler(
      ForgeLimits(spacing: .seconds(1), concurrent: 10), clock: gate.clock)
    try await scheduler.begin(.change, .ordinary)
    scheduler.end(.change)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await scheduler.begin(.change, .emergency) }
      await gate.sleepers(1)
      try await scheduler.begin(.read, .background)
      gate.advance(by: .seconds(1))
      try await group.waitForAll()
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func `who is cancelled while waiting holds nobody up`() async throws {
    let gate = StepClock()
    let scheduler = ForgeScheduler(ForgeLimits(concurrent: 1), clock: gate.clock)
    try await scheduler.begin(.read, .ordinary)
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        do {
          try await scheduler.begin(.read, .emergency)
          return true
        } catch {
          return false
        }
      }
      group.cancelAll()
      #expect(await group.next() == false)
    }
    scheduler.end(.read)
    try await scheduler.begin(.read, .background)
    #expect(scheduler.budget.underWay == 1)
  }

  @Test(.timeLimit(.minutes(30)))
  func `a thousand requests of many workers keep the limits`() async throws {
    let jump = JumpClock()
    let limits = ForgeLimits(
      points: [.rest: .init(50, per: .seconds(60))], content: [.init(20, per: .seconds(60))],
      spacing: .milliseconds(100), concurrent: 7)
    let scheduler = ForgeScheduler(limits, clock: jump.clock)
    let service = Mutex((CountingService(limits), 0, 0))
    let costs = (0..<1_000).map { $0 % 10 == 0 ? ForgeCost.content : .read }
    _ = await forEach(costs, width: 30) { cost in
      do { try await scheduler.begin(cost, .ordinary) } catch { return }
      service.withLock { state in
        state.0.take(cost, at: jump.elapsed)
        state.1 += 1
        state.2 = max(state.2, state.1)
      }
      await Task.yield()
      service.withLock { $0.1 -= 1 }
      scheduler.end(cost)
    }
    let (counted, left, most) = service.withLock { $0 }
    #expect(counted.refusals == [])
    #expect(left == 0 && most <= 7)
    // 900 points of looks and 500 of content, 50 a minute; this clock jumps to the end of the longest
    // sleep, so it may pass more time than a real one.
    #expect(jump.elapsed >= .seconds(27 * 60))
  }
}
