package import LockstepCore

/// The hours in which somebody is only disturbed in an emergency, where they live.
package struct QuietHours: Hashable, Sendable {
  /// The part of the day.
  package let hours: DailyHours
  /// The clock that counts.
  package let clock: WallClock

  /// Creates quiet hours.
  package init(_ hours: DailyHours, by clock: WallClock) {
    self.hours = hours
    self.clock = clock
  }

  /// Whether it is quiet at `time`.
  package func contains(_ time: Timestamp) -> Bool {
    hours.contains(minute: clock.secondOfDay(at: time) / 60)
  }

  /// The first moment from `time` on that is not quiet: `time` itself outside of the hours.
  ///
  /// In a night in which the clocks are changed the hours are an hour shorter or longer: what counts is
  /// what the clock shows.
  package func end(after time: Timestamp) -> Timestamp {
    guard contains(time) else { return time }
    let second = clock.secondOfDay(at: time)
    let rest = (hours.end * 60 - second + 86_400) % 86_400
    let usual = time.adding(.seconds(Int64(rest)))
    if clock.offset(at: usual) == clock.offset(at: time) { return usual }
    var moment = time.adding(.seconds(Int64(60 - second % 60)))
    let last = time.adding(.days(2))
    while contains(moment), moment < last { moment = moment.adding(.minutes(1)) }
    return moment
  }
}
