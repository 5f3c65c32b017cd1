package import LockstepCore

/// When a message that could not be delivered is tried again.
///
/// The waits double from ``first`` to ``longest``, each made up to a quarter longer by an amount that
/// follows from the message's key: the messages of one evening do not all come back at once, and a
/// replay gives the same times.
package struct RetrySchedule: Hashable, Sendable {
  /// The wait behind the first failure.
  package var first: Span
  /// The longest wait.
  package var longest: Span
  /// For how long a message is tried from when it was queued.
  package var patience: Span

  /// Makes a schedule.
  package init(
    first: Span = .seconds(30), longest: Span = .hours(1), patience: Span = .days(2)
  ) {
    self.first = first
    self.longest = longest
    self.patience = patience
  }

  /// The wait behind the failure with this number, from 1.
  package func wait(after failures: Int, key: String) -> Span {
    var seconds = max(1, first.seconds)
    for _ in 1..<max(1, min(failures, 40)) where seconds < longest.seconds {
      seconds *= 2
    }
    seconds = min(seconds, max(1, longest.seconds))
    let extra = MessageIdentity.number(
      of: "\(key)\n\(failures)", below: UInt64(max(1, seconds / 4)))
    return .seconds(seconds + Int64(extra))
  }
}
