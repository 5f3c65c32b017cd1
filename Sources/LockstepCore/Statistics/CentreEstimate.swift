/// Where the centre of a sample of paired differences lies, with exact bounds.
public struct CentreEstimate: Hashable, Sendable, Codable {
  /// How many pairs it rests on.
  public let pairs: Int
  /// The Hodges–Lehmann estimate.
  public let estimate: Double
  /// The lower bound; absent where so few pairs bound nothing at this level.
  public let lower: Double?
  /// The upper bound; absent where so few pairs bound nothing at this level.
  public let upper: Double?

  /// Estimates the centre of `sample`.
  ///
  /// - Parameters:
  ///   - level: The greatest probability with which each bound, by itself, lies on the wrong side of
  ///     the centre; the interval between them misses it with at most twice that.
  /// - Returns: `nil` for an empty sample.
  public init?(of sample: [Double], lowerLevel: Double, upperLevel: Double) {
    guard !sample.isEmpty else { return nil }
    let distribution = SignedRank(count: sample.count)
    self.init(
      of: sample, lowerRank: distribution.criticalValue(at: lowerLevel),
      upperRank: distribution.criticalValue(at: upperLevel))
  }

  /// Estimates the centre with bounds that leave `lowerRank` and `upperRank` averages outside.
  init?(of sample: [Double], lowerRank: Int?, upperRank: Int?) {
    let averages = WalshAverages(of: sample).ordered()
    guard !averages.isEmpty else { return nil }
    let middle = averages.count / 2
    pairs = sample.count
    estimate =
      averages.count.isMultiple(of: 2)
      ? (averages[middle - 1] + averages[middle]) / 2 : averages[middle]
    lower = lowerRank.flatMap { averages.indices.contains($0) ? averages[$0] : nil }
    upper = upperRank.flatMap { rank in
      let index = averages.count - 1 - rank
      return averages.indices.contains(index) ? averages[index] : nil
    }
  }
}
