internal import Foundation
package import LockstepCore

/// What the clocks of a place show: a zone of the time zone database.
package struct WallClock: Hashable, Sendable {
  /// What the database calls the zone, `Europe/Berlin`.
  package let zone: String

  private let rules: TimeZone

  /// The clock that is never changed.
  package static let utc = WallClock(zone: "UTC", rules: .gmt)

  /// The clock of a zone; `nil` where the database has none of that name.
  package init?(zone: String) {
    guard let rules = TimeZone(identifier: zone) else { return nil }
    self.init(zone: zone, rules: rules)
  }

  private init(zone: String, rules: TimeZone) {
    self.zone = zone
    self.rules = rules
  }

  /// What the clock is ahead of UTC at `time`.
  package func offset(at time: Timestamp) -> Span {
    let date = Date(timeIntervalSince1970: Double(time.secondsSince1970))
    return .seconds(Int64(rules.secondsFromGMT(for: date)))
  }

  /// The seconds since midnight that the clock shows at `time`.
  func secondOfDay(at time: Timestamp) -> Int {
    let day: Int64 = 86_400
    let local = (time.secondsSince1970 + offset(at: time).seconds) % day
    return Int(local < 0 ? local + day : local)
  }
}
