internal import LockstepCore
internal import LockstepSystem
internal import Synchronization

/// A clock that stands still until the story moves it on, so that each demo writes the same commits.
final class DemoClock: Sendable {
  private let time = Mutex(Timestamp(secondsSince1970: 1_767_603_600))

  /// Lets time pass.
  func advance(by span: LockstepCore.Span) {
    time.withLock { $0 = $0.adding(span) }
  }

  /// A clock that tells this time; waiting and measuring stay those of `real`.
  func clock(beside real: Clock) -> Clock {
    var clock = real
    clock.now = { [self] in time.withLock { $0 } }
    return clock
  }
}
