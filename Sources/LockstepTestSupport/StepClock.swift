package import LockstepCore
package import LockstepSystem
import Synchronization

/// A clock on which a sleeper wakes only when a test lets the time pass.
package final class StepClock: Sendable {
  private struct State {
    var elapsed = Duration.zero
    var sleepers: [Int: (due: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
    var cancelled: Set<Int> = []
    var next = 0
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let start: Timestamp
  private let state = Mutex(State())

  package init(at start: Timestamp = Timestamp(secondsSince1970: 1_800_000_000)) {
    self.start = start
  }

  package var clock: Clock {
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
  package func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.elapsed += duration
      let due = state.sleepers.filter { $0.value.due <= state.elapsed }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  /// Returns when so many sleep.
  package func sleepers(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        guard state.sleepers.count < count else { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  private func sleep(_ duration: Duration) async throws {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: [CheckedContinuation<Void, Never>]? = state.withLock { state in
          if state.cancelled.remove(id) != nil || Task.isCancelled { return nil }
          state.sleepers[id] = (state.elapsed + duration, continuation)
          let count = state.sleepers.count
          let ready = state.watchers.filter { $0.count <= count }.map(\.continuation)
          state.watchers.removeAll { $0.count <= count }
          return ready
        }
        guard let ready else { return continuation.resume(throwing: CancellationError()) }
        for watcher in ready { watcher.resume() }
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
