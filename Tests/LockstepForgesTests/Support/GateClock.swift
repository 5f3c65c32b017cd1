import LockstepCore
import LockstepSystem
import Synchronization

/// A clock that stands still until the test moves it; who sleeps, sleeps until then.
final class GateClock: Sendable {
  private struct Sleeper {
    var end: Duration
    var wake: CheckedContinuation<Void, Never>
  }

  private struct State {
    var now = Duration.zero
    var sleepers: [Sleeper] = []
    var watchers: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var clock: Clock {
    Clock(
      now: { Timestamp(secondsSince1970: 1_800_000_000) },
      elapsed: { self.state.withLock { $0.now } },
      sleep: { duration in
        await withCheckedContinuation { wake in
          let ready = self.state.withLock { state in
            state.sleepers.append(Sleeper(end: state.now + duration, wake: wake))
            let count = state.sleepers.count
            let ready = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return ready
          }
          for watcher in ready { watcher.wake.resume() }
        }
      })
  }

  /// Waits until so many sleep.
  func sleepers(_ count: Int) async {
    await withCheckedContinuation { wake in
      let isThere = state.withLock { state in
        guard state.sleepers.count < count else { return true }
        state.watchers.append((count, wake))
        return false
      }
      if isThere { wake.resume() }
    }
  }

  func advance(by duration: Duration) {
    let awake = state.withLock { state in
      state.now += duration
      let now = state.now
      let awake = state.sleepers.filter { $0.end <= now }
      state.sleepers.removeAll { $0.end <= now }
      return awake
    }
    for sleeper in awake { sleeper.wake.resume() }
  }
}
