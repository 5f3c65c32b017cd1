import LockstepCore
import Testing

struct SignedRankTests {
  /// Counts the sign patterns one by one.
  private static func counted(_ count: Int, atMost value: Int) -> Double {
    var hits = 0
    for pattern in 0..<(1 << count) {
      let sum = (0..<count).reduce(0) { $0 + (pattern >> $1 & 1) * ($1 + 1) }
      if sum <= value { hits += 1 }
    }
    return Double(hits) / Double(1 << count)
  }

  @Test(arguments: [1, 2, 3, 5, 8, 10])
  func `the distribution is the one that counting all signs gives`(count: Int) {
    let distribution = SignedRank(count: count)
    for value in -1...(count * (count + 1) / 2) {
      #expect(distribution.probability(atMost: value) == Self.counted(count, atMost: value))
    }
  }

  @Test(
    arguments: [
      // Tabulated critical values of the one-sided test (n; level; greatest W⁺ that is significant).
      (5, 0.05, 0), (10, 0.05, 10), (10, 0.025, 8), (15, 0.05, 30), (20, 0.05, 60),
      (20, 0.025, 52), (25, 0.01, 76), (50, 0.05, 466),
    ] as [(Int, Double, Int)])
  func `critical values are the tabulated ones`(count: Int, level: Double, value: Int) {
    #expect(SignedRank(count: count).criticalValue(at: level) == value)
  }

  @Test(arguments: [(4, 0.05), (0, 0.05), (10, 0.0009)] as [(Int, Double)])
  func `too few pairs are significant of nothing`(count: Int, level: Double) {
    #expect(SignedRank(count: count).criticalValue(at: level) == nil)
  }

  @Test func `counting averages agrees with making them, with ties and zeros too`() {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<60 {
      let sample = (0..<generator.next(below: 14)).map { _ in
        Double(generator.next(below: 9) - 4) / 4
      }
      let averages = WalshAverages(of: sample)
      let all = averages.ordered()
      #expect(all.count == averages.count)
      for bound in [-2, -0.5, -0.125, 0, 0.25, 1] {
        #expect(averages.count(atLeast: bound) == all.count { $0 >= bound })
        #expect(averages.count(atMost: bound) == all.count { $0 <= bound })
      }
    }
  }

  @Test func `the estimate and its bounds are those of a worked example`() throws {
    // Walsh averages of 1, 2, 4, 8, 16: their median is 5; rank 0 leaves none outside.
    let centre = try #require(
      CentreEstimate(of: [16, 2, 8, 1, 4], lowerLevel: 0.05, upperLevel: 0.0625))
    #expect(centre.pairs == 5)
    #expect(centre.estimate == 5)
    #expect(centre.lower == 1)
    // P(W⁺ ≤ 1) = 2/32 = 0.0625: one average may lie above.
    #expect(centre.upper == 12)
    #expect(CentreEstimate(of: [], lowerLevel: 0.05, upperLevel: 0.05) == nil)
  }

  @Test func `a seed gives one sequence, and an order of its own for every block`() {
    // The first values of the reference implementation for the seed 1234567.
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
    var order = InterleavedOrder(seed: 11)
    var again = InterleavedOrder(seed: 11)
    var seen: [[InterleavedOrder.Side]: Int] = [:]
    for _ in 0..<600 {
      let block = order.nextBlock()
      #expect(block == again.nextBlock())
      seen[block, default: 0] += 1
    }
    #expect(seen.count == 6)
    #expect(seen.values.allSatisfy { (60...140).contains($0) })
    #expect(seen.keys.allSatisfy { Set($0) == Set(InterleavedOrder.Side.allCases) })
  }
}
