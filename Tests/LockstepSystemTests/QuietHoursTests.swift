import LockstepCore
import LockstepSystem
import Testing

/// The clocks of places, and the hours in which nobody there is disturbed.
struct QuietHoursTests {
  @Test(
    arguments: [
      ("Europe/Berlin", "2026-03-29T00:59:59Z", 60), ("Europe/Berlin", "2026-03-29T01:00:00Z", 120),
      ("Europe/Berlin", "2026-10-25T00:59:59Z", 120), ("Europe/Berlin", "2026-10-25T01:00:00Z", 60),
      ("America/New_York", "2026-11-01T05:59:59Z", -240),
      ("America/New_York", "2026-11-01T06:00:00Z", -300),
      // The south has its summer over the turn of the year, and this island by half an hour.
      ("Australia/Lord_Howe", "2026-01-01T00:00:00Z", 660),
      ("Australia/Lord_Howe", "2026-07-01T00:00:00Z", 630),
      ("Asia/Kolkata", "2026-07-01T00:00:00Z", 330), ("UTC", "2026-07-01T00:00:00Z", 0),
    ] as [(String, String, Int64)])
  func `a clock shows its zone's time`(zone: String, time: String, minutes: Int64) throws {
    let clock = try #require(WallClock(zone: zone))
    #expect(clock.offset(at: try Timestamp(parsing: time)) == .minutes(minutes))
    #expect(clock.zone == zone)
  }

  @Test(arguments: ["", "../../etc/passwd", "Mars/Olympus", "europe/berlin", "Europe/"])
  func `what the database does not name is no zone`(name: String) {
    #expect(WallClock(zone: name) == nil)
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
    let quiet = QuietHours(
      try DailyHours(parsing: hours), by: try #require(WallClock(zone: "Europe/Berlin")))
    let time = try Timestamp(parsing: time)
    #expect(quiet.contains(time) == (wait != nil))
    #expect(quiet.end(after: time) == time.adding(.seconds(wait ?? 0)))
    #expect(quiet.hours.description == hours)
  }
}
