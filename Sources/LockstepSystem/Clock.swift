package import LockstepCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The time of day, the time that passes, and waiting.
package struct Clock: Sendable {
  /// The time of day, in whole seconds of UTC.
  package var now: @Sendable () -> Timestamp
  /// The time since some fixed moment; it never goes back, and goes on while the machine sleeps.
  package var elapsed: @Sendable () -> Duration
  /// Waits; throws `CancellationError` when the task is cancelled.
  package var sleep: @Sendable (Duration) async throws -> Void

  /// Makes a clock out of its three hands.
  package init(
    now: @escaping @Sendable () -> Timestamp,
    elapsed: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.elapsed = elapsed
    self.sleep = sleep
  }

  /// The machine's own clock.
  package static let live: Clock = {
    let origin = ContinuousClock.now
    return Clock(
      now: { Timestamp(secondsSince1970: Int64(time(nil))) },
      elapsed: { origin.duration(to: .now) },
      sleep: { try await Task.sleep(for: $0) })
  }()

  /// The machine's own clock; where `environment` has `LOCKSTEP_CLOCK=<instant>` (RFC 3339), its time
  /// of day stands still there.
  ///
  /// A testing aid, as ``FaultPoints`` are: two runs at one instant write the same commits. Waiting
  /// and measuring stay real.
  package static func configured(by environment: [String: String]) -> Clock {
    guard let text = environment["LOCKSTEP_CLOCK"], let instant = try? Timestamp(parsing: text)
    else { return .live }
    var clock = Clock.live
    clock.now = { instant }
    return clock
  }
}
