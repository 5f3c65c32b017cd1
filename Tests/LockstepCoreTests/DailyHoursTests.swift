import LockstepCore
import Testing

/// Parts of the day.
struct DailyHoursTests {
  @Test(arguments: [
    "22:00", "22:00-22:00", "24:00-07:00", "22:60-07:00", "22-07", "2:00-07:00", "", "-",
    "22:00-07:00-08:00", "２２:00-07:00",
  ])
  func `what is no part of a day is refused`(text: String) {
    #expect(throws: DailyHoursSyntaxError.self) { try DailyHours(parsing: text) }
  }

  @Test(
    arguments: [
      ("22:00-07:00", 22 * 60, true), ("22:00-07:00", 0, true), ("22:00-07:00", 7 * 60, false),
      ("12:00-13:30", 13 * 60 + 29, true), ("12:00-13:30", 13 * 60 + 30, false),
    ] as [(String, Int, Bool)])
  func `hours may go over midnight, and end before their last minute`(
    text: String, minute: Int, isIn: Bool
  ) throws {
    let hours = try DailyHours(parsing: text)
    #expect(hours.contains(minute: minute) == isIn)
    #expect(hours.description == text)
  }
}
