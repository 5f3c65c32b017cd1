package import LockstepCore

/// How long a deprecated feature stays before it may be removed, written `2-versions`.
///
/// The cycle counts releases that came after the one in which the feature became legacy. `2-versions`
/// (or `2-minors`) is over when two minor or major releases have come since: legacy from 2.1.0 on, it is
/// over with 2.3.0, or with 3.0.0 after 2.2.0. `1-majors` counts major releases alone. Patch releases and
/// pre-releases never count; below 1.0 a raised minor number counts as both.
package struct DeprecationCycle: Hashable, Sendable, CustomStringConvertible {
  /// What is counted.
  package enum Unit: String, Hashable, Sendable {
    /// Minor and major releases.
    case versions
    /// Major releases alone.
    case majors
  }

  /// How many of them.
  package var count: Int
  package var unit: Unit

  /// Creates a cycle.
  package init(_ count: Int, _ unit: Unit = .versions) {
    self.count = count
    self.unit = unit
  }

  /// Reads `2-versions`, `2 versions`, `1-version`, `2-minors`, `1-major` and the like; `nil` for
  /// anything else.
  package init?(parsing text: String) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "-" || $0 == " "
    }
    guard parts.count == 2, let count = Int(parts[0]), (0...1_000).contains(count) else {
      return nil
    }
    switch parts[1] {
    case "versions", "version", "minors", "minor", "releases", "release": self.init(count)
    case "majors", "major": self.init(count, .majors)
    default: return nil
    }
  }

  /// The cycle where nobody says one.
  package static let usual = DeprecationCycle(2)

  /// `2 versions`
  package var description: String {
    let word = unit == .versions ? "version" : "major version"
    return "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  /// The first release of each series that came after `version` and counts, in order.
  package func steps(after version: Version, in releases: [Version]) -> [Version] {
    var seen: Set<[UInt64]> = [series(of: version)]
    return releases.filter { $0 > version && !$0.isPrerelease }.sorted().filter { release in
      seen.insert(series(of: release)).inserted
    }
  }

  /// The release with which the cycle of what is legacy since `version` was over; `nil` while it runs.
  package func end(after version: Version, in releases: [Version]) -> Version? {
    let steps = steps(after: version, in: releases)
    return count > 0 && steps.count >= count ? steps[count - 1] : nil
  }

  /// Releases of one series differ by patches alone; below 1.0 the minor number does what the major
  /// one does later.
  private func series(of version: Version) -> [UInt64] {
    unit == .majors && version.major > 0 ? [version.major] : [version.major, version.minor]
  }
}
