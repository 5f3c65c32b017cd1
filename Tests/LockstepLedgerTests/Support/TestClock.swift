import LockstepCore
import LockstepSystem
import Synchronization

/// A clock whose time passes only when somebody sleeps, or when a test says so.
final class TestClock: Sendable {
  private let state: Mutex<(now: Int64, elapsed: Duration)>

  init(at start: Timestamp) {
    state = Mutex((start.secondsSince1970, .zero))
  }

  /// The clock: who sleeps lets the time pass for everybody.
  var clock: Clock {
    Clock(
      now: { Timestamp(secondsSince1970: self.state.withLock { $0.now }) },
      elapsed: { self.state.withLock { $0.elapsed } },
      sleep: { duration in
        try Task.checkCancellation()
        self.advance(by: duration)
        await Task.yield()
      })
  }

  /// Lets the monotonic time pass, and the wall clock with it.
  func advance(by duration: Duration) {
    state.withLock { state in
      let before = state.elapsed.components.seconds
      state.elapsed += duration
      state.now += state.elapsed.components.seconds - before
    }
  }

  /// Sets the wall clock, as a person would.
  func set(to time: Timestamp) {
    state.withLock { $0.now = time.secondsSince1970 }
  }
}
