import LockstepCore
import Testing

/// Time zones by their rules, and the quiet hours in them.
struct ZoneTests {
  /// A compiled zone as systems keep it: an empty block of 32 bits, one of 64 bits, and the rule.
  static func zone(
    _ rule: String, offsets: [Int32] = [0], changes: [(Int64, UInt8)] = []
  ) throws -> ZoneRules {
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
    func header(_ times: Int, _ types: Int) -> [UInt8] {
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        + [0, 0, 0, times, types, 0].flatMap { bytes(Int32($0)) }
    }
    var file = header(0, 1) + bytes(Int32(0)) + [0, 0]
    file += header(changes.count, offsets.count)
    file += changes.flatMap { bytes($0.0) } + changes.map(\.1)
    file += offsets.flatMap { bytes($0) + [0, 0] }
    file += Array("\n\(rule)\n".utf8)
    return try ZoneRules(parsing: file)
  }

  private static let berlin = "CET-1CEST,M3.5.0,M10.5.0/3"

  @Test(
    arguments: [
      (berlin, "2026-01-15T12:00:00Z", 60), (berlin, "2026-07-15T12:00:00Z", 120),
      (berlin, "2026-03-29T00:59:59Z", 60), (berlin, "2026-03-29T01:00:00Z", 120),
      (berlin, "2026-10-25T00:59:59Z", 120), (berlin, "2026-10-25T01:00:00Z", 60),
      (berlin, "2099-12-31T23:30:00Z", 60),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -300),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -240),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -300),
      // The south has its summer over the turn of the year, and this island by half an hour.
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 660),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z", 630),
      // Ireland calls its winter the time that differs.
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 60),
      ("IST-5:30", "2026-07-01T00:00:00Z", 330), ("<-03>3", "2026-07-01T00:00:00Z", -180),
      // 29 February is never day 60 of this count, and always day 59 of that one.
      ("AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0),
      ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 60),
      ("AAA0BBB,59/0,300/0", "2028-02-29T00:00:00Z", 60),
    ] as [(String, String, Int64)])
  func `a rule gives the offset of every moment`(rule: String, time: String, minutes: Int64) throws
  {
    #expect(
      try Self.zone(rule).offset(at: Timestamp(parsing: time)) == .minutes(minutes))
  }

  @Test func `the changes of the past are as they were, and then the rule goes on`() throws {
    let zone = try Self.zone(
      Self.berlin, offsets: [3_208, 3_600, 7_200], changes: [(-1_000, 1), (1_000, 2), (2_000, 1)])
    func offset(_ second: Int64) -> Int64 {
      zone.offset(at: Timestamp(secondsSince1970: second)).seconds
    }
    #expect(
      [-2_000, -1_000, 999, 1_000, 1_999, 2_000].map(offset) == [
        3_208, 3_600, 3_600, 7_200, 7_200, 3_600,
      ])
    #expect(zone.offset(at: try Timestamp(parsing: "2026-07-01T00:00:00Z")) == .hours(2))
  }

  @Test(arguments: [
    "", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CE-1",
    "CET-1CEST,M3.5.0,M10.5.0/3,", "CET-999", "<>0", "CET-1CEST,J0,J9",
  ])
  func `what is no rule is refused, and damage is no crash`(rule: String) throws {
    if !rule.isEmpty { #expect(throws: ZoneRulesError.self) { try Self.zone(rule) } }
    #expect(throws: ZoneRulesError.self) { try ZoneRules(parsing: Array(rule.utf8)) }
    #expect(throws: ZoneRulesError.self) {
      try ZoneRules(parsing: Array("TZif2".utf8) + [UInt8](repeating: 0x7F, count: 60))
    }
  }

  @Test(arguments: [
    "22:00", "22:00-22:00", "24:00-07:00", "22:60-07:00", "22-07", "2:00-07:00", "", "-",
    "22:00-07:00-08:00", "２２:00-07:00",
  ])
  func `what is no part of a day is refused`(text: String) {
    #expect(throws: DailyHoursSyntaxError.self) { try DailyHours(parsing: text) }
  }

  @Test(
    arguments: [
      ("22:00-07:00", "2026-01-15T20:59:59Z", nil),
      ("22:00-07:00", "2026-01-15T21:00:00Z", 9 * 3_600),
      ("22:00-07:00", "2026-01-16T05:59:59Z", 1), ("22:00-07:00", "2026-01-16T06:00:00Z", nil),
      ("12:00-13:30", "2026-01-15T11:15:00Z", 75 * 60),
      // In the night in which an hour is left out it is shorter, in the other one longer.
      ("22:00-07:00", "2026-03-28T21:00:00Z", 8 * 3_600),
      ("22:00-07:00", "2026-10-24T20:00:00Z", 10 * 3_600),
      // 02:30 does not come in that night; the first minute behind it ends them.
      ("22:00-02:30", "2026-03-28T21:00:00Z", 4 * 3_600),
    ] as [(String, String, Int64?)])
  func `quiet hours end by the clock on the wall`(hours: String, time: String, wait: Int64?) throws
  {
    let quiet = QuietHours(try DailyHours(parsing: hours), in: try Self.zone(Self.berlin))
    let time = try Timestamp(parsing: time)
    #expect(quiet.contains(time) == (wait != nil))
    #expect(quiet.end(after: time) == time.adding(.seconds(wait ?? 0)))
    #expect(quiet.hours.description == hours)
  }
}
