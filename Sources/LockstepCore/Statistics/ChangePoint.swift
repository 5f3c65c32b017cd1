#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where a series has changed its level, found after the fact.
///
/// Pettitt's test: for every place the values before it are ranked against those behind it; the change is
/// where that statistic is farthest from zero. It assumes neither a distribution nor a known place. It
/// marks a change for people and fires nothing: that is ``WindowTest``'s.
public struct ChangePoint: Hashable, Sendable {
  /// The index of the first value of the new level.
  public let index: Int
  /// The ratio of the new level's median to the old one's.
  public let ratio: Double
  /// The approximate probability of so great a statistic without any change.
  public let probability: Double

  /// The most values that are looked at; of a longer series the newest.
  public static let greatestLength = 400

  /// Finds the most likely change in `series`.
  ///
  /// - Parameter level: The greatest probability at which a change is told.
  /// - Returns: `nil` where there is none that is told, or fewer than six values are positive numbers, or
  ///   one is not.
  public init?(in series: [Double], level: Double = 0.01) {
    let skipped = max(0, series.count - Self.greatestLength)
    let values = Array(series.suffix(Self.greatestLength))
    guard values.count >= 6, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    var statistic = 0
    var greatest = 0
    var place = 0
    // What moving one value from behind the place to before it adds.
    for (number, value) in values.dropLast().enumerated() {
      for other in values {
        statistic += other > value ? 1 : other < value ? -1 : 0
      }
      if abs(statistic) > greatest { (greatest, place) = (abs(statistic), number + 1) }
    }
    let count = Double(values.count)
    let tail = -6 * Double(greatest) * Double(greatest) / (count * count * count + count * count)
    probability = min(1, 2 * exp(tail))
    guard greatest > 0, probability <= level else { return nil }
    index = place + skipped
    ratio = Self.median(values[place...]) / Self.median(values[..<place])
  }

  private static func median(_ values: ArraySlice<Double>) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
