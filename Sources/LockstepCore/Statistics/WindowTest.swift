#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The monitoring test: has a series become slower than it was before the release?
///
/// The newest points (the window) are compared with the series as it stood before the release, which is
/// frozen. The points are not paired, so the shift between the two samples is bounded by the order
/// statistics of all differences between them (Hodges–Lehmann, exact by Mann and Whitney). The trigger
/// fires where the lower bound lies above the limit for this window and for the one that ended a point
/// earlier. Too few points are no data, which is never the same as fine.
public struct WindowTest: Hashable, Sendable {
  /// What the newest points say.
  public enum State: Hashable, Sendable {
    /// There are too few points to say anything.
    case noData(because: String)
    /// The upper bound lies below the limit.
    case steady
    /// The bounds lie on both sides of the limit.
    case undecided
    /// The lower bound lies above the limit, for the first time.
    case slower
    /// The lower bound lay above the limit twice running.
    case fires
  }

  /// What was found, with the shift that it rests on.
  public struct Reading: Hashable, Sendable {
    /// What the newest points say.
    public let state: State
    /// The estimated ratio of the window to the frozen series; absent without data.
    public let ratio: Double?
    /// The lower bound of that ratio.
    public let lowerRatio: Double?
    /// The upper bound of that ratio.
    public let upperRatio: Double?
  }

  /// The least ratio that is too much, as its natural logarithm: ln 1.20 for twenty per cent.
  public let limit: Double
  /// How many of the newest points are looked at.
  public let window: Int
  /// How many points the frozen series needs at least.
  public let leastReference: Int
  /// The greatest probability, for each bound, of lying on the wrong side of the true shift.
  public let level: Double

  /// How many of the frozen series' newest points are used; more would only cost time.
  public static let greatestReference = 60

  /// Prepares the test; windows and series have at least one point.
  public init(
    allowing regression: Double = 0.2, window: Int = 8, leastReference: Int = 8,
    level: Double = 0.01
  ) {
    limit = log1p(max(0, regression))
    self.window = min(max(1, window), Self.greatestReference)
    self.leastReference = min(max(1, leastReference), Self.greatestReference)
    self.level = min(max(0, level), 0.5)
  }

  /// Reads the newest points of `series` against `reference`, the series before the release.
  ///
  /// Both are measurements in the order in which they were taken; those that are not positive finite
  /// numbers are left out.
  public func read(_ series: [Double], against reference: [Double]) -> Reading {
    let before = Self.logarithms(of: reference).suffix(Self.greatestReference)
    let after = Self.logarithms(of: series)
    guard before.count >= leastReference else {
      return none("\(before.count) of \(leastReference) points from before the release")
    }
    guard after.count >= window else {
      return none("\(after.count) of \(window) points since the release")
    }
    let critical = RankSum(first: before.count, second: window).criticalValue(at: level)
    let newest = shift(after.suffix(window), against: before, critical: critical)
    let previous =
      after.count > window
      ? shift(after.dropLast().suffix(window), against: before, critical: critical) : nil
    let state: State
    if let lower = newest.lower, lower > limit {
      state = (previous?.lower).map { $0 > limit } == true ? .fires : .slower
    } else if let upper = newest.upper, upper < limit {
      state = .steady
    } else {
      state = .undecided
    }
    return Reading(
      state: state, ratio: exp(newest.estimate), lowerRatio: newest.lower.map { exp($0) },
      upperRatio: newest.upper.map { exp($0) })
  }

  private func none(_ reason: String) -> Reading {
    Reading(state: .noData(because: reason), ratio: nil, lowerRatio: nil, upperRatio: nil)
  }

  private static func logarithms(of series: [Double]) -> [Double] {
    series.filter { $0 > 0 && $0.isFinite }.map { log($0) }
  }

  private func shift(
    _ window: ArraySlice<Double>, against reference: ArraySlice<Double>, critical: Int?
  ) -> (estimate: Double, lower: Double?, upper: Double?) {
    let differences = reference.flatMap { before in window.map { $0 - before } }.sorted()
    let middle = differences.count / 2
    let estimate =
      differences.count.isMultiple(of: 2)
      ? (differences[middle - 1] + differences[middle]) / 2 : differences[middle]
    return (
      estimate, critical.map { differences[$0] },
      critical.map { differences[differences.count - 1 - $0] }
    )
  }
}
