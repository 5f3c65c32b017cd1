/// The exact distribution of Mann and Whitney's U for two independent samples.
///
/// U counts the pairs in which the second sample's value is the smaller one. The distribution is built
/// by the recursion over who has the greatest of all values.
struct RankSum: Hashable, Sendable {
  /// The probability of each value 0…m·n.
  private let probabilities: [Double]

  /// Builds the distribution for samples of `first` and `second` values.
  init(first: Int, second: Int) {
    // `row[j]` is the distribution for i and j values, built for i = 0, 1, … `first`.
    var row = [[Double]](repeating: [1], count: second + 1)
    for i in 0..<first {
      let i = i + 1
      var next: [[Double]] = [[1]]
      for j in 0..<second {
        let j = j + 1
        var values = [Double](repeating: 0, count: i * j + 1)
        let share = Double(i) / Double(i + j)
        // The greatest value is the first sample's: all j of the second lie below it.
        for (value, probability) in row[j].enumerated() {
          values[value + j] += share * probability
        }
        for (value, probability) in next[j - 1].enumerated() {
          values[value] += (1 - share) * probability
        }
        next.append(values)
      }
      row = next
    }
    probabilities = row[second]
  }

  /// The greatest value whose lower tail has at most the probability `level`; `nil` where none has.
  func criticalValue(at level: Double) -> Int? {
    var tail = 0.0
    for (value, probability) in probabilities.enumerated() {
      tail += probability
      if tail > level { return value == 0 ? nil : value - 1 }
    }
    return probabilities.count - 1
  }
}
