import LockstepCore
import Testing

struct SpanTests {
  @Test(
    arguments: [
      ("2 weeks", 1_209_600), ("1 week", 604_800), ("0 days", 0), ("36 hours", 129_600),
      ("90 seconds", 90), ("15 minutes", 900), ("1 week 2 days", 777_600),
      ("1 day 1 hour 1 minute 1 second", 90_061), ("  2   weeks ", 1_209_600),
      ("1 weeks", 604_800), ("9223372036854775807 seconds", Int64.max),
    ] as [(String, Int64)])
  func `a span is read from words`(text: String, seconds: Int64) throws {
    #expect(try Span(parsing: text).seconds == seconds)
  }

  @Test(
    arguments: [
      ("", "it is empty"), ("2", "each number needs a unit behind it, separated by a space"),
      ("2weeks", "each number needs a unit behind it, separated by a space"),
      ("weeks 2", "`weeks` is not a whole number"), ("-1 day", "`-1` is not a whole number"),
      ("+1 day", "`+1` is not a whole number"), ("1.5 days", "`1.5` is not a whole number"),
      ("2 months", "`months` is not a unit of time"), ("2 Weeks", "`Weeks` is not a unit of time"),
      ("2 days 1 week", "units go from the longest to the shortest, each once"),
      ("1 day 1 day", "units go from the longest to the shortest, each once"),
      ("99999999999999999999 days", "it is too long"),
      ("9223372036854775807 weeks", "it is too long"),
      ("9223372036854775807 seconds 1 day", "units go from the longest to the shortest, each once"),
    ] as [(String, String)])
  func `a text that is no span is refused`(text: String, problem: String) throws {
    let error = try #require(throws: SpanSyntaxError.self) { try Span(parsing: text) }
    #expect(error.problem == problem)
  }

  @Test(
    arguments: [
      (Span.zero, "0 seconds"), (.weeks(2), "2 weeks"), (.days(14), "2 weeks"),
      (.days(8), "8 days"),
      (.hours(36), "36 hours"), (.hours(24), "1 day"), (.seconds(90), "90 seconds"),
      (.hours(123), "5 days 3 hours"), (.seconds(90_061), "1 day 1 hour 1 minute 1 second"),
      (.hours(-36), "-36 hours"), (.hours(-123), "-5 days 3 hours"),
      (.weeks(.max), "15250284452471 weeks 3 days 15 hours 30 minutes 7 seconds"),
      (Span(seconds: .min), "-15250284452471 weeks 3 days 15 hours 30 minutes 8 seconds"),
    ] as [(Span, String)])
  func `a span prints in words and is coded as them`(span: Span, text: String) throws {
    #expect(span.description == text)
    let coded = try JSONValue(encoding: span)
    #expect(coded == .string(text))
    #expect(try coded.decode(Span.self) == span)
  }
}

struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-01-05T09:00:00Z", 1_767_603_600),
      ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1),
      ("1900-03-01T00:00:00Z", -2_203_891_200), ("1900-02-28T00:00:00Z", -2_203_977_600),
      ("1600-02-29T00:00:00Z", -11_670_998_400), ("2400-02-29T00:00:00Z", 13_574_563_200),
      ("0001-01-01T00:00:00Z", -62_135_596_800),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
    ] as [(String, Int64)])
  func `an instant is written as it is read`(text: String, seconds: Int64) throws {
    let instant = try Timestamp(parsing: text)
    #expect(instant.secondsSince1970 == seconds)
    #expect(instant.description == text)
    #expect(instant.day == text.prefix(10))
    #expect(try JSONValue(encoding: instant).decode(Timestamp.self) == instant)
  }

  @Test(
    arguments: [
      ("2026-01-05T11:00:00+02:00", "2026-01-05T09:00:00Z"),
      ("2026-01-05T04:30:00-04:30", "2026-01-05T09:00:00Z"),
      ("2026-01-01T00:00:00+00:01", "2025-12-31T23:59:00Z"),
      ("2026-01-05T09:00:00.999999999Z", "2026-01-05T09:00:00Z"),
      ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"),
      ("2026-01-05t09:00:00z", "2026-01-05T09:00:00Z"),
      ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
      ("2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z"),
      ("2026-01-05T09:00:00-00:00", "2026-01-05T09:00:00Z"),
    ] as [(String, String)])
  func `offsets, fractions and leap seconds come down to whole seconds of UTC`(
    text: String, utc: String
  ) throws {
    #expect(try Timestamp(parsing: text).description == utc)
  }

  @Test(
    arguments: [
      ("", "expected a year of four digits"),
      ("26-01-05T09:00:00Z", "expected a year of four digits"),
      ("0000-01-01T00:00:00Z", "expected a year of four digits"),
      ("2026-13-05T09:00:00Z", "expected a month"), ("2026-00-05T09:00:00Z", "expected a month"),
      ("2026-02-29T09:00:00Z", "expected a day of that month"),
      ("1900-02-29T09:00:00Z", "expected a day of that month"),
      ("2026-04-31T09:00:00Z", "expected a day of that month"),
      ("2026-01-05", "expected `T` after the day"),
      ("2026-01-05 09:00:00Z", "expected `T` after the day"),
      ("2026-01-05T24:00:00Z", "expected an hour"), ("2026-01-05T09:60:00Z", "expected a minute"),
      ("2026-01-05T09:00:61Z", "expected a second"), ("2026-01-05T09:00Z", "expected `:`"),
      ("2026-01-05T09:00:60Z", "second 60 exists only at the end of a day in UTC"),
      ("2026-01-05T09:00:00.Z", "expected a digit after the decimal point"),
      ("2026-01-05T09:00:00", "expected `Z` or an offset such as `+02:00`"),
      ("2026-01-05T09:00:00+2:00", "expected the hours of the offset"),
      ("2026-01-05T09:00:00+02", "expected `:` in the offset"),
      ("2026-01-05T09:00:00+02:60", "expected the minutes of the offset"),
      ("2026-01-05T09:00:00Z ", "there is something behind it"),
      ("0001-01-01T00:00:00+00:01", "in UTC it is outside the years 0001 to 9999"),
      ("9999-12-31T23:59:59-00:01", "in UTC it is outside the years 0001 to 9999"),
      ("９026-01-05T09:00:00Z", "expected a year of four digits"),
    ] as [(String, String)])
  func `a text that is no instant is refused`(text: String, problem: String) throws {
    let error = try #require(throws: TimestampSyntaxError.self) { try Timestamp(parsing: text) }
    #expect(error.problem == problem)
  }

  @Test func `every day from 1996 to 2104 follows the one before`() throws {
    var instant = try Timestamp(parsing: "1996-01-01T00:00:00Z")
    let end = try Timestamp(parsing: "2104-12-31T00:00:00Z")
    var days = 0
    // One expectation for all, because an expectation costs more than a day.
    var wrong: [Timestamp] = []
    while instant < end {
      let next = instant.adding(.days(1))
      let parsed = try Timestamp(parsing: "\(next.day)T00:00:00Z")
      if instant.day >= next.day || parsed != next {
        wrong.append(next)
      }
      instant = next
      days += 1
    }
    #expect(wrong.isEmpty)
    #expect(days == 39_811)
  }

  @Test func `arithmetic stops at the limits of the calendar`() {
    #expect(Timestamp.latest.adding(.seconds(1)) == .latest)
    #expect(Timestamp.earliest.adding(Span(seconds: .min)) == .earliest)
    #expect(Timestamp(secondsSince1970: .max) == .latest)
    #expect(Timestamp.latest.span(since: .earliest).seconds == 315_537_897_599)
    #expect(Timestamp.earliest.span(since: .latest).seconds == -315_537_897_599)
  }
}
