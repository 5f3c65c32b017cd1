import Testing

@testable import LockstepCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct PairedTestTests {
  private static let test = PairedTest(allowing: 0.1)

  /// Differences that scatter a little around a true ratio.
  private static func differences(_ count: Int, ratio: Double, scatter: Double = 0.004) -> [Double]
  {
    (0..<count).map { log(ratio) + scatter * Double($0 % 5 - 2) }
  }

  @Test(
    arguments: [
      (10, 1.0, .passed), (10, 1.05, .passed), (10, 1.2, .failed), (10, 1.1, .inconclusive),
      (40, 1.1, .inconclusive), (9, 1.0, .inconclusive), (9, 2.0, .inconclusive),
      (0, 1.0, .inconclusive),
    ] as [(Int, Double, PairedJudgement.Outcome)])
  func `the verdict follows from the bounds at a look`(
    count: Int, ratio: Double, outcome: PairedJudgement.Outcome
  ) {
    let judgement = Self.test.judge(Self.differences(count, ratio: ratio))
    #expect(judgement.outcome == outcome)
    if outcome != .inconclusive { #expect(judgement.nextLook == nil) }
  }

  @Test(arguments: [(0, 10), (9, 10), (10, 20), (25, 40), (40, nil)] as [(Int, Int?)])
  func `what decides nothing says when the next look is`(count: Int, next: Int?) {
    #expect(Self.test.judge(Self.differences(count, ratio: 1.1)).nextLook == next)
  }

  @Test func `outcomes agree with the bounds that are shown`() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<120 {
      // Coarse values, so that many averages fall on one another.
      let sample = (0..<10).map { _ in Double(generator.next(below: 5)) / 16 }
      let judgement = Self.test.judge(sample)
      let upper = judgement.centre?.upper ?? .infinity
      let lower = judgement.centre?.lower ?? -.infinity
      let expected: PairedJudgement.Outcome =
        upper < Self.test.limit ? .passed : lower > Self.test.limit ? .failed : .inconclusive
      #expect(judgement.outcome == expected)
    }
  }

  @Test func `the look that decided stays, whatever comes after it`() {
    let sample = Self.differences(10, ratio: 1) + Self.differences(30, ratio: 3)
    let judgement = Self.test.judge(sample)
    #expect(judgement.outcome == .passed)
    #expect(judgement.centre?.pairs == 10)
  }

  @Test func `identical measurements decide at the first look`() {
    let judgement = Self.test.judge([Double](repeating: 0, count: 10))
    #expect(judgement.outcome == .passed)
    #expect(judgement.centre?.lower == 0)
    #expect(judgement.centre?.upper == 0)
  }

  @Test(
    arguments: [
      (1.0, true), (1.02, true), (1.04, false), (0.96, false),
    ] as [(Double, Bool)])
  func `a machine that differs from itself concludes nothing`(ratio: Double, isQuiet: Bool) {
    let control = Self.differences(40, ratio: ratio)
    let judgement = Self.test.judge(Self.differences(40, ratio: 1), control: control)
    #expect(judgement.isMachineQuiet == isQuiet)
    #expect(judgement.outcome == (isQuiet ? .passed : .inconclusive))
    #expect(MachineGuard(limit: Self.test.limit).isNeutral(control) == isQuiet)
  }

  @Test func `a machine that becomes quiet is believed at a later look`() {
    let control = Self.differences(10, ratio: 1.05) + Self.differences(30, ratio: 1)
    let judgement = Self.test.judge(Self.differences(20, ratio: 1), control: control)
    #expect(judgement.outcome == .inconclusive)
    let later = Self.test.judge(Self.differences(40, ratio: 1), control: control)
    #expect(later.outcome == .passed)
    #expect(later.centre?.pairs == 40)
  }

  @Test func `many comparisons share the level of a wrong failure`() {
    let many = PairedTest(allowing: 0.1, comparisons: 30)
    let slow = Self.differences(20, ratio: 1.2)
    // Ten pairs cannot be that sure; twenty can.
    #expect(many.judge(Array(slow.prefix(10))).outcome == .inconclusive)
    #expect(many.judge(slow).outcome == .failed)
    #expect(many.judge(Self.differences(10, ratio: 1)).outcome == .passed)
  }

  @Test(
    arguments: [
      (0, 1), (1, 0), (-1, 1), (1, .nan), (.infinity, 1),
      (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
    ]
      as [(Double, Double)])
  func `a measurement without a ratio makes no pair`(baseline: Double, candidate: Double) {
    let difference = PairedTest.difference(baseline: baseline, candidate: candidate)
    #expect(difference == (baseline == .leastNonzeroMagnitude ? 0 : nil))
  }
}
