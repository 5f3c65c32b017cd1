import LockstepCore
import Testing

/// Where a series has changed its level.
@Suite struct ChangePointTests {
  private static func noise(_ count: Int, seed: UInt64, level: Double = 100) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      level * (0.97 + 0.06 * Double.random(in: 0..<1, using: &generator))
    }
  }

  @Test(arguments: [8, 20, 30])
  func `a step is found where it is`(place: Int) throws {
    let series = Self.noise(place, seed: 1) + Self.noise(40 - place, seed: 2, level: 130)
    let change = try #require(ChangePoint(in: series))
    #expect(abs(change.index - place) <= 1)
    #expect(change.ratio > 1.2 && change.ratio < 1.4)
    #expect(change.probability < 0.01)
  }

  @Test func `noise without a step is seldom taken for one`() {
    let found = (0..<400).count { ChangePoint(in: Self.noise(40, seed: UInt64($0))) != nil }
    // The approximate level is 1 %.
    #expect(found <= 8)
  }

  @Test(arguments: [[], [1, 1, 1, 9, 9], [0, 1, 1, 9, 9, 9], Array(repeating: 5, count: 40)])
  func `nothing is said of a few points, of zeros, of a constant`(series: [Double]) {
    #expect(ChangePoint(in: series) == nil)
  }
}
