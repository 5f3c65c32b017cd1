import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

/// From when on a release counts for what is supported.
@Suite struct SupportWatchTests {
  private static let released = Timestamp(secondsSince1970: 1_790_000_000)

  @Test(
    arguments: [
      ("2.0.0", Span.weeks(7), false), ("2.0.0", .weeks(8), true),
      ("2.1.0", .days(13), false), ("2.1.0", .weeks(2), true),
      ("2.1.1", .days(1), false), ("2.1.1", .days(2), true),
      ("0.3.0", .weeks(7), false), ("0.3.1", .days(2), true),
    ])
  func `a release counts once its window has passed`(
    version: String, after: Span, counts: Bool
  ) throws {
    let version = try Version(parsing: version)
    let settled = SupportWatch.settled(
      [version: Self.released], policy: Configuration.Policy(), now: Self.released.adding(after))
    #expect(settled.keys.contains(version) == counts)
  }
}
