/// The exact distribution of Wilcoxon's signed-rank statistic W⁺ for a number of pairs.
///
/// Under a symmetric distribution around zero each of the ranks 1…n counts with probability ½,
/// independently of the others, so the distribution is the convolution of n coins; it is built rank by
/// rank. No normal approximation is used anywhere.
public struct SignedRank: Hashable, Sendable {
  /// The number of pairs.
  public let count: Int
  /// The probability of each value 0…n(n+1)/2.
  private let probabilities: [Double]

  /// The greatest number of pairs that is counted exactly; far beyond what anybody measures.
  public static let greatestCount = 200

  /// Builds the distribution for `count` pairs, at most ``greatestCount``.
  public init(count: Int) {
    self.count = min(max(count, 0), Self.greatestCount)
    let most = self.count * (self.count + 1) / 2
    var probabilities = [Double](repeating: 0, count: most + 1)
    probabilities[0] = 1
    var reached = 0
    for rank in 0..<self.count {
      let step = rank + 1
      reached += step
      // Downwards, so that a rank counts once.
      var value = reached
      while value >= 0 {
        let without = probabilities[value]
        let with = value >= step ? probabilities[value - step] : 0
        probabilities[value] = (without + with) / 2
        value -= 1
      }
    }
    self.probabilities = probabilities
  }

  /// The probability of a value of `value` or less.
  public func probability(atMost value: Int) -> Double {
    guard value >= 0 else { return 0 }
    return min(1, probabilities.prefix(value + 1).reduce(0, +))
  }

  /// The greatest value whose lower tail has at most the probability `level`.
  ///
  /// - Returns: `nil` where even the value 0 is likelier than that: there are too few pairs.
  public func criticalValue(at level: Double) -> Int? {
    var tail = 0.0
    for (value, probability) in probabilities.enumerated() {
      tail += probability
      if tail > level { return value == 0 ? nil : value - 1 }
    }
    return probabilities.count - 1
  }
}

/// The Walsh averages of a sample: the means of all pairs of its values, each value with itself too.
///
/// Their median is the Hodges–Lehmann estimate of the sample's centre, and their order statistics bound
/// it: the (k+1)-th from below lies above the centre with no more probability than W⁺ ≤ k has. Values
/// that are zero and values that are equal need no treatment: with them the closed interval holds the
/// centre at least as often as without.
public struct WalshAverages: Hashable, Sendable {
  private let sorted: [Double]

  /// Takes in a sample of finite numbers.
  public init(of sample: [Double]) {
    sorted = sample.sorted()
  }

  /// How many averages there are: n(n+1)/2.
  public var count: Int { sorted.count * (sorted.count + 1) / 2 }

  /// The averages themselves, from the least to the greatest.
  public func ordered() -> [Double] {
    var averages: [Double] = []
    averages.reserveCapacity(count)
    for (index, low) in sorted.enumerated() {
      for high in sorted[index...] { averages.append((low + high) / 2) }
    }
    return averages.sorted()
  }

  /// How many averages are `bound` or more.
  ///
  /// Two marks that walk towards each other find it without making the averages: as the one value
  /// grows, its least partner shrinks.
  public func count(atLeast bound: Double) -> Int {
    count { ($0 + $1) / 2 >= bound }
  }

  /// How many averages are `bound` or less.
  public func count(atMost bound: Double) -> Int {
    count - count { ($0 + $1) / 2 > bound }
  }

  private func count(where reaches: (Double, Double) -> Bool) -> Int {
    var total = 0
    var least = sorted.count
    for (index, value) in sorted.enumerated() {
      while least > 0, reaches(value, sorted[least - 1]) { least -= 1 }
      // Partners at or after the value itself, so that each pair counts once.
      total += sorted.count - max(least, index)
    }
    return total
  }
}
