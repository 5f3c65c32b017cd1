/// A part of every day by the clock on the wall, `22:00-07:00`; it may go over midnight.
public struct DailyHours: Hashable, Sendable, CustomStringConvertible {
  /// The minute of the day at which it begins.
  public let begin: Int
  /// The first minute of the day that is no part of it any more.
  public let end: Int

  /// Reads `HH:MM-HH:MM`; the two times differ.
  public init(parsing text: String) throws(DailyHoursSyntaxError) {
    let times = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minute)
    guard times.count == 2, let begin = times[0], let end = times[1], begin != end else {
      throw DailyHoursSyntaxError(text: String(text.prefix(64)))
    }
    self.begin = begin
    self.end = end
  }

  /// The text that parses back to it.
  public var description: String { "\(Self.text(begin))-\(Self.text(end))" }

  /// Whether a minute of the day is a part of it.
  func contains(minute: Int) -> Bool {
    begin < end ? (begin..<end).contains(minute) : minute >= begin || minute < end
  }

  private static func minute(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  private static func text(_ minute: Int) -> String {
    [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

/// A text that is no part of a day.
public struct DailyHoursSyntaxError: ExplainedError, Hashable {
  /// The beginning of the text.
  public let text: String

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "`\(text)` is no part of a day", hints: ["write two times that differ, `22:00-07:00`"])
  }
}

/// The hours in which somebody is only disturbed in an emergency, where they live.
public struct QuietHours: Hashable, Sendable {
  /// The part of the day.
  public let hours: DailyHours
  /// The clock that counts.
  public let zone: ZoneRules

  /// Creates quiet hours.
  public init(_ hours: DailyHours, in zone: ZoneRules) {
    self.hours = hours
    self.zone = zone
  }

  /// Whether it is quiet at `time`.
  public func contains(_ time: Timestamp) -> Bool {
    hours.contains(minute: secondOfDay(time) / 60)
  }

  /// The first moment from `time` on that is not quiet: `time` itself outside of the hours.
  ///
  /// In a night in which the clocks are changed the hours are an hour shorter or longer: what counts is
  /// what the clock shows.
  public func end(after time: Timestamp) -> Timestamp {
    guard contains(time) else { return time }
    let rest = (hours.end * 60 - secondOfDay(time) + 86_400) % 86_400
    let usual = time.adding(.seconds(Int64(rest)))
    if zone.offset(at: usual) == zone.offset(at: time) { return usual }
    var moment = time.adding(.seconds(Int64(60 - secondOfDay(time) % 60)))
    let last = time.adding(.days(2))
    while contains(moment), moment < last { moment = moment.adding(.minutes(1)) }
    return moment
  }

  private func secondOfDay(_ time: Timestamp) -> Int {
    let local = Int(time.secondsSince1970 + zone.offset(at: time).seconds)
    return local - local.floorDivided(by: 86_400) * 86_400
  }
}
