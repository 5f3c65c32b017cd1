package import LockstepCore
package import LockstepFleet

/// Releases that differ by patches alone, and how long they are supported.
///
/// The rule: of the current major version the newest minor series are supported, as many as the
/// configuration says (`minors`); of each major version before it, as many as it says (`majors`, the current
/// one included), the newest minor series until the window of the major release that followed it has
/// passed. Below 1.0 a minor version stands for a major one.
package struct SupportedSeries: Hashable, Sendable {
  /// How long it is supported.
  package enum Standing: Hashable, Sendable {
    /// Until further notice.
    case supported
    /// Until the end of this day, UTC: `2026-03-01`.
    case until(String)
    /// No more; since this day, where it is known.
    case ended(String?)
  }

  package var major: UInt64
  package var minor: UInt64
  /// The last release of the series.
  package var latest: Version
  /// The day of that release, where it is known.
  package var day: String?
  package var standing: Standing

  /// Applies the rule.
  ///
  /// - Parameters:
  ///   - releases: Every release with its time, in any order; the one that is made now among them.
  ///   - now: The time of the release that is made now.
  /// - Returns: Every series, the newest first.
  package static func all(
    _ releases: [Version: Timestamp], policy: Configuration.Policy, now: Timestamp
  ) -> [SupportedSeries] {
    let released = releases.filter { !$0.key.isPrerelease }
    let groups = Dictionary(grouping: released.keys) { [$0.major, $0.minor] }
    let lines = Set(released.keys.map(line)).sorted { $1.lexicographicallyPrecedes($0) }
    // When the line after each was begun: that is when its window opened.
    var followed: [[UInt64]: Timestamp] = [:]
    for (next, previous) in zip(lines, lines.dropFirst()) {
      let first = released.keys.filter { line($0) == next }.min()
      followed[previous] = first.flatMap { released[$0] }
    }
    var taken: [[UInt64]: Int] = [:]
    return groups.keys.sorted { $1.lexicographicallyPrecedes($0) }.compactMap {
      key -> SupportedSeries? in
      guard let latest = groups[key]?.max() else { return nil }
      let line = line(latest)
      let position = lines.firstIndex(of: line) ?? 0
      taken[line, default: 0] += 1
      let isKept =
        taken[line, default: 0] <= (position == 0 ? policy.supported.minors : 1)
        && position < policy.supported.majors
      let standing: Standing =
        if position == 0 { isKept ? .supported : .ended(nil) } else {
          Self.standing(isKept, followed[line].map { $0.adding(policy.window.major) }, now)
        }
      return SupportedSeries(
        major: latest.major, minor: latest.minor, latest: latest, day: released[latest]?.day,
        standing: standing)
    }
  }

  private static func standing(_ isKept: Bool, _ end: Timestamp?, _ now: Timestamp) -> Standing {
    guard isKept, let end else { return .ended(nil) }
    return end > now ? .until(end.day) : .ended(end.day)
  }

  /// The numbers that a line of compatible releases shares.
  private static func line(_ version: Version) -> [UInt64] {
    version.major > 0 ? [version.major] : [0, version.minor]
  }
}
