import LockstepCore
import Testing

struct WindowTestTests {
  private static let test = WindowTest()
  private static let before = (0..<20).map { 100 + Double($0 % 4) }

  /// Points at `ratio` times what was before.
  private static func points(_ count: Int, _ ratio: Double) -> [Double] {
    (0..<count).map { (100 + Double($0 % 4)) * ratio }
  }

  @Test(
    arguments: [
      (points(8, 1), .steady), (points(30, 1.1), .steady), (points(8, 1.2), .undecided),
      (points(8, 1.5), .slower), (points(9, 1.5), .fires),
      // One wild point after steady ones is an outlier; eight slow ones are not.
      (points(8, 1) + [900], .steady), (points(10, 1) + points(9, 1.5), .fires),
      (points(7, 9), .noData(because: "7 of 8 points since the release")),
      ([], .noData(because: "0 of 8 points since the release")),
    ] as [([Double], WindowTest.State)])
  func `the newest points are compared with the frozen series`(
    series: [Double], state: WindowTest.State
  ) {
    #expect(Self.test.read(series, against: Self.before).state == state)
  }

  @Test func `too short a past is no data, and never fine`() {
    let reading = Self.test.read(Self.points(20, 1), against: Array(Self.before.prefix(7)))
    #expect(reading.state == .noData(because: "7 of 8 points from before the release"))
    #expect(reading.ratio == nil)
  }

  @Test func `points without a logarithm do not count`() {
    let series = [0, -1, .nan, .infinity] + Self.points(7, 1)
    #expect(
      Self.test.read(series, against: Self.before).state
        == .noData(because: "7 of 8 points since the release"))
  }

  @Test func `the ratio and its bounds surround the truth`() throws {
    let reading = Self.test.read(Self.points(8, 1.5), against: Self.before)
    let ratio = try #require(reading.ratio)
    let lower = try #require(reading.lowerRatio)
    let upper = try #require(reading.upperRatio)
    #expect(abs(ratio - 1.5) < 0.01)
    #expect(lower < ratio && ratio < upper)
  }

  @Test func `a steady series fires no more often than the level says`() {
    var generator = SplitMix64(seed: 5)
    func draw(_ count: Int) -> [Double] {
      (0..<count).map { _ in 100 * (1 + (generator.nextUnit() - 0.5) * 0.4) }
    }
    let alarms = (0..<150).count { _ in
      // At the very limit of what is allowed.
      let reading = Self.test.read(draw(9).map { $0 * 1.2 }, against: draw(12))
      return reading.state == .fires || reading.state == .slower
    }
    // One in a hundred is the nominal rate; six of 150 would have a probability below 0.005.
    #expect(alarms < 6)
  }
}
