import LockstepCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How often the monitoring trigger fires when every new point is looked at: the rates that
/// docs/statistics.md promises.
@Suite struct WindowTestSimulationTests {
  private static let runs = 60

  /// In how many of the simulated series the trigger fires at any look.
  private static func fires(slowdown: Double, scale: Double) -> Int {
    var generator = SplitMix64(seed: 11)
    func noise() -> Double {
      // A sum of twelve even numbers is near enough to normal.
      let sum = (0..<12).reduce(0.0) { sum, _ in sum + generator.nextUnit() }
      return exp(scale * (sum - 6))
    }
    let test = WindowTest()
    return (0..<runs).count { _ in
      let before = (0..<8).map { _ in noise() }
      var since: [Double] = []
      for _ in 0..<40 {
        since.append((1 + slowdown) * noise())
        if test.read(Array(since.suffix(9)), against: before).state == .fires { return true }
      }
      return false
    }
  }

  @Test(arguments: [(0.0, 0.05), (0.1, 0.02), (0.1, 0.05)])
  func `what is within the limit practically never fires`(slowdown: Double, scale: Double) {
    #expect(Self.fires(slowdown: slowdown, scale: scale) <= 1)
  }

  @Test func `what sits at the limit fires seldom`() {
    #expect(Self.fires(slowdown: 0.2, scale: 0.05) <= 12)
  }

  @Test(arguments: [(0.3, 0.02), (0.5, 0.05)])
  func `what is well beyond it fires`(slowdown: Double, scale: Double) {
    #expect(Self.fires(slowdown: slowdown, scale: scale) >= 57)
  }
}
