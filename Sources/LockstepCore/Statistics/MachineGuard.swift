/// Says whether a machine is quiet enough to compare anything on it.
///
/// It sees the baseline against itself, where the true difference is zero. The machine is not quiet
/// where the differences are significantly off zero *and* off by more than a quarter of what the test
/// is about: a bias of a thousandth may be significant on a very steady machine, and harms no verdict.
public struct MachineGuard: Hashable, Sendable {
  /// The greatest estimate that harms nothing, on the scale of the differences.
  public let tolerance: Double
  /// The probability, for each direction, of calling a quiet machine restless at one look.
  public let level: Double

  /// Guards a test with this limit (a logarithm of a ratio).
  public init(limit: Double, level: Double = 0.025) {
    tolerance = limit / 4
    self.level = level
  }

  /// Whether the differences of the baseline against itself are neutral; an empty sample is.
  public func isNeutral(_ differences: [Double]) -> Bool {
    isNeutral(
      differences, outside: SignedRank(count: differences.count).criticalValue(at: level))
  }

  /// - Parameter rank: How many Walsh averages may lie on one side of zero where the centre is
  ///   significantly on the other; `nil` where so few differences are significant of nothing.
  func isNeutral(_ differences: [Double], outside rank: Int?) -> Bool {
    guard let rank, !differences.isEmpty else { return true }
    let averages = WalshAverages(of: differences)
    guard averages.count(atMost: 0) <= rank || averages.count(atLeast: 0) <= rank else {
      return true
    }
    let centre = CentreEstimate(of: differences, lowerRank: nil, upperRank: nil)
    return centre.map { abs($0.estimate) <= tolerance } ?? true
  }
}
