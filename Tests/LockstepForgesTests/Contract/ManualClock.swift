import LockstepCore
import LockstepSystem
import Synchronization

/// A clock that waits without any time passing: whoever sleeps moves its hands.
final class ManualClock: Sendable {
  private let passed = Mutex(Duration.zero)
  private let start: Timestamp

  /// Begins at the real time of day, which is the one that a server's limits speak of.
  init(at start: Timestamp = Clock.live.now()) {
    self.start = start
  }

  /// How long everybody has slept.
  var elapsed: Duration { passed.withLock { $0 } }

  var clock: Clock {
    Clock(
      now: { self.start.adding(Span(seconds: self.elapsed.components.seconds)) },
      elapsed: { self.elapsed },
      sleep: { time in
        try Task.checkCancellation()
        self.passed.withLock { $0 += max(.zero, time) }
        // Who slept would have let others work.
        await Task.yield()
      })
  }
}
