extension Timestamp: CustomStringConvertible {
  private var daysSince1970: Int { Int(secondsSince1970).floorDivided(by: 86_400) }

  /// The instant as RFC 3339 writes it, in UTC: `2026-01-05T09:00:00Z`.
  public var description: String {
    let second = Int(secondsSince1970) - daysSince1970 * 86_400
    let (hour, minute) = (second / 3_600, second / 60 % 60)
    return "\(day)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second % 60, 2))Z"
  }

  /// The day in UTC: `2026-01-05`.
  public var day: String {
    let civil = CivilDay(daysSince1970: daysSince1970)
    return "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
  }

  /// Parses an instant as RFC 3339 writes it, with any offset.
  ///
  /// Fractions of a second are cut off. A leap second (`23:59:60` in UTC) becomes the second after
  /// it, as POSIX has none.
  public init(parsing text: some StringProtocol) throws(TimestampSyntaxError) {
    var reader = TimestampReader(bytes: Array(text.utf8))
    guard let seconds = reader.secondsSince1970(), reader.isAtEnd else {
      throw TimestampSyntaxError(text: String(text), problem: reader.problem)
    }
    self.init(secondsSince1970: seconds)
    guard secondsSince1970 == seconds else {
      throw TimestampSyntaxError(
        text: String(text), problem: "in UTC it is outside the years 0001 to 9999")
    }
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Reads the fixed fields of an RFC 3339 timestamp from left to right.
private struct TimestampReader {
  let bytes: [UInt8]
  var offset = 0
  /// What the reader was looking for when it stopped.
  var problem = "there is something behind it"

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func secondsSince1970() -> Int64? {
    guard let days = day(), take("Tt", "`T` after the day"), let time = time(),
      let offset = zone()
    else { return nil }
    let second = days * 86_400 + time.second - offset
    if time.isLeap, second.quotientAndRemainder(dividingBy: 86_400).remainder != 0 {
      problem = "second 60 exists only at the end of a day in UTC"
      return nil
    }
    problem = "there is something behind it"
    return Int64(second)
  }

  private mutating func day() -> Int? {
    guard let year = number(4, 1...9_999, "a year of four digits"), take("-", "`-`"),
      let month = number(2, 1...12, "a month"), take("-", "`-`")
    else { return nil }
    let length = CivilDay(year: year, month: month, day: 1).daysInMonth
    guard let day = number(2, 1...length, "a day of that month") else { return nil }
    return CivilDay(year: year, month: month, day: day).daysSince1970
  }

  private mutating func time() -> (second: Int, isLeap: Bool)? {
    guard let hour = number(2, 0...23, "an hour"), take(":", "`:`"),
      let minute = number(2, 0...59, "a minute"), take(":", "`:`"),
      let second = number(2, 0...60, "a second")
    else { return nil }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      guard offset < bytes.count, bytes[offset].isDigit else {
        problem = "expected a digit after the decimal point"
        return nil
      }
      while offset < bytes.count, bytes[offset].isDigit { offset += 1 }
    }
    return (hour * 3_600 + minute * 60 + second, second == 60)
  }

  private mutating func zone() -> Int? {
    problem = "expected `Z` or an offset such as `+02:00`"
    guard offset < bytes.count else { return nil }
    let sign = bytes[offset]
    offset += 1
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    guard let hour = number(2, 0...23, "the hours of the offset"), take(":", "`:` in the offset"),
      let minute = number(2, 0...59, "the minutes of the offset")
    else { return nil }
    let value = hour * 3_600 + minute * 60
    return sign == UInt8(ascii: "-") ? -value : value
  }

  private mutating func take(_ any: StaticString, _ what: String) -> Bool {
    let wanted = any.withUTF8Buffer { Array($0) }
    guard offset < bytes.count, wanted.contains(bytes[offset]) else {
      problem = "expected \(what)"
      return false
    }
    offset += 1
    return true
  }

  private mutating func number(_ width: Int, _ range: ClosedRange<Int>, _ what: String) -> Int? {
    problem = "expected \(what)"
    let digits = bytes[offset...].prefix(width)
    guard digits.count == width, digits.allSatisfy(\.isDigit) else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    guard range.contains(value) else { return nil }
    offset += width
    return value
  }
}

/// A text that is no RFC 3339 timestamp.
public struct TimestampSyntaxError: ExplainedError, Hashable {
  /// The text that was refused.
  public let text: String
  /// What is wrong with it, as a clause.
  public let problem: String

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "`\(text.prefix(128))` is not a point in time", why: [problem],
      hints: ["write it as RFC 3339 does, such as `2026-01-05T09:00:00Z`"])
  }
}
