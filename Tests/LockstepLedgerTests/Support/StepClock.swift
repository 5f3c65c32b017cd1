import LockstepCore
import LockstepSystem
import Synchronization

/// A clock on which a sleeper wakes only when a test lets the time pass.
final class StepClock: Sendable {
  private struct State {
    var elapsed = Duration.zero
    var sleepers: [Int: (due: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
    var cancelled: Set<Int> = []
    var next = 0
  }

  private let start: Timestamp
  private let state = Mutex(State())

  init(at start: Timestamp) {
    self.start = start
  }

  var clock: Clock {
    Clock(
      now: {
        Timestamp(
          secondsSince1970: self.start.secondsSince1970
            + self.state.withLock { $0.elapsed.components.seconds })
      },
      elapsed: { self.state.withLock { $0.elapsed } },
      sleep: { try await self.sleep($0) })
  }

  /// Lets time pass, and wakes who has slept enough.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.elapsed += duration
      let due = state.sleepers.filter { $0.value.due <= state.elapsed }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  /// Returns when somebody sleeps.
  func untilSomebodySleeps() async {
    while state.withLock({ $0.sleepers.isEmpty }) { await Task.yield() }
  }

  private func sleep(_ duration: Duration) async throws {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = state.withLock { state in
          if state.cancelled.remove(id) != nil || Task.isCancelled { return true }
          state.sleepers[id] = (state.elapsed + duration, continuation)
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: id)
        if sleeper == nil { state.cancelled.insert(id) }
        return sleeper
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }
}
