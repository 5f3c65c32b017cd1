import LockstepCore
import LockstepSystem
import Synchronization

/// A clock on which waiting takes no time: whoever sleeps moves it to the end of that sleep.
final class JumpClock: Sendable {
  private let start: Timestamp
  private let passed = Mutex(Duration.zero)

  init(at start: Timestamp = Timestamp(secondsSince1970: 1_800_000_000)) {
    self.start = start
  }

  var elapsed: Duration { passed.withLock { $0 } }

  var clock: Clock {
    Clock(
      now: { self.start.adding(.seconds(self.elapsed.components.seconds)) },
      elapsed: { self.elapsed },
      sleep: { duration in
        try Task.checkCancellation()
        let end = self.elapsed + duration
        self.passed.withLock { $0 = max($0, end) }
        // Who slept would have let others work.
        await Task.yield()
      })
  }

  func advance(by duration: Duration) {
    passed.withLock { $0 += duration }
  }
}
