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
  public func contains(minute: Int) -> Bool {
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
