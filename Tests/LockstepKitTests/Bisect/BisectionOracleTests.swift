import LockstepEcosystems
import LockstepKit
import LockstepVerification
import Testing

/// What counts as *the* failure.
struct BisectionOracleTests {
  private static let test = TestName(suite: "lib", name: "tests::ranks")
  private static let other = TestName(suite: "lib", name: "tests::names")

  private static func error(
    _ message: String, line: Int = 7, package: String = "billing", code: String? = "E0308"
  ) -> FailedCompile {
    FailedCompile(
      key: .init(package: package, file: "src/lib.rs", line: line, code: code, message: message))
  }

  private static func oracle(good: SideRun, bad: SideRun, test: String? = nil) -> BisectionOracle? {
    let ends = BisectionOracle.comparing(good: good, bad: bad, foundation: ["core"], test: test)
    guard case .differ(let oracle) = ends else { return nil }
    return oracle
  }

  private static let broken = oracle(
    good: SideRun(), bad: SideRun(errors: [error("expected u8, found u16")]))

  static let readings: [(SideRun, BisectionOracle.Verdict)] = [
    (SideRun(), .good),
    (SideRun(errors: [error("expected u8, found u16")]), .bad),
    // The words change with the code, the place with an edit above it.
    (SideRun(errors: [error("expected u8, found u32")]), .bad),
    (SideRun(errors: [error("expected u8, found u16", line: 9)]), .bad),
    (SideRun(errors: [error("no such name", line: 2, code: "E0425")]), .skipped),
    (SideRun(errors: [error("no such name", package: "core")]), .skipped),
    (SideRun(ending: .timedOut), .skipped),
    (SideRun(ending: .trouble("no space left")), .skipped),
    (SideRun(doubt: "another version was built"), .skipped),
  ]

  @Test(arguments: readings)
  func `a compiler's error`(run: SideRun, verdict: BisectionOracle.Verdict) {
    #expect(Self.broken?.reading(of: run).verdict == verdict)
  }

  static let testReadings: [(SideRun, BisectionOracle.Verdict)] = [
    (SideRun(tests: [test: .passed]), .good),
    (SideRun(tests: [test: .failed]), .bad),
    (SideRun(tests: [test: .passed, other: .failed]), .good),
    (SideRun(tests: [other: .failed]), .skipped),
    (SideRun(tests: [test: .ignored]), .skipped),
    (SideRun(errors: [error("something else")]), .skipped),
  ]

  @Test(arguments: testReadings)
  func `a test that fails`(run: SideRun, verdict: BisectionOracle.Verdict) {
    let oracle = Self.oracle(
      good: SideRun(tests: [Self.test: .passed, Self.other: .passed]),
      bad: SideRun(tests: [Self.test: .failed, Self.other: .failed]), test: "ranks")
    #expect(oracle?.symptoms == [.test(Self.test)])
    #expect(oracle?.reading(of: run).verdict == verdict)
  }

  @Test
  func `only trouble is the machine's`() {
    #expect(Self.broken?.reading(of: SideRun(ending: .trouble("full"))).isTrouble == true)
    #expect(Self.broken?.reading(of: SideRun(ending: .timedOut)).isTrouble == false)
  }

  @Test
  func `a hang is a failure like another`() {
    let oracle = Self.oracle(good: SideRun(), bad: SideRun(ending: .timedOut))
    #expect(oracle?.reading(of: SideRun(ending: .timedOut)).verdict == .bad)
    #expect(oracle?.reading(of: SideRun()).verdict == .good)
  }

  @Test(arguments: [
    (SideRun(), SideRun(), "it is well with the bad end too"),
    (
      SideRun(tests: [test: .failed]), SideRun(tests: [test: .failed]),
      "what fails with the bad end fails with the good one too"
    ),
  ])
  func `ends that agree`(good: SideRun, bad: SideRun, reason: String) {
    #expect(
      BisectionOracle.comparing(good: good, bad: bad, foundation: []) == .agree(reason))
  }

  @Test
  func `a test that does not exist, and one that comes and goes`() {
    let ends = BisectionOracle.comparing(
      good: SideRun(tests: [Self.test: .passed]), bad: SideRun(tests: [Self.test: .failed]),
      foundation: [], test: "nowhere")
    #expect(ends == .undecided("it has no test `nowhere` that runs with the good end"))
    let flaky = BisectionOracle.comparing(
      good: SideRun(tests: [Self.test: .passed]), bad: SideRun(tests: [Self.test: .failed]),
      foundation: [], flaky: [Self.test])
    guard case .agree = flaky else {
      Issue.record("\(flaky)")
      return
    }
  }
}
