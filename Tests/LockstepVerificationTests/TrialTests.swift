import LockstepEcosystems
import LockstepVerification
import Testing

/// Runs a trial against scripted runs: what it asks for, and what it says at the end.
@Suite
struct TrialTests {
  /// What happens when a side is run for the first, second, third time.
  struct Script: Sendable, CustomTestStringConvertible {
    var baseline: [SideRun]
    var candidate: [SideRun]
    var knownFlaky: Set<TestName> = []
    var isHasty = false

    var testDescription: String { "\(baseline.count) and \(candidate.count) runs" }
  }

  private static func test(_ name: String) -> TestName { TestName(suite: "app", name: name) }

  private static func error(_ message: String, line: Int = 1) -> FailedCompile {
    FailedCompile(
      key: .init(package: "app", file: "src/lib.rs", line: line, code: "E0425", message: message))
  }

  /// `a b! c?`: passed, failed, ignored.
  private static func run(
    _ tests: String, _ errors: [FailedCompile] = [], ending: SideRun.Ending = .finished,
    doubt: String? = nil
  ) -> SideRun {
    var outcomes: [TestName: TestCase.Outcome] = [:]
    for word in tests.split(separator: " ") {
      switch word.last {
      case "!": outcomes[test(String(word.dropLast()))] = .failed
      case "?": outcomes[test(String(word.dropLast()))] = .ignored
      default: outcomes[test(String(word))] = .passed
      }
    }
    return SideRun(ending: ending, errors: errors, tests: outcomes, doubt: doubt, seconds: 1)
  }

  /// The steps that were asked for (`b`, `c`, in capitals for a repeat), and the outcome.
  private func play(_ script: Script) throws -> (steps: String, outcome: FleetOutcome) {
    var trial = Trial(knownFlaky: script.knownFlaky, isHasty: script.isHasty)
    var left: [FleetSide: ArraySlice<SideRun>] = [
      .baseline: script.baseline[...], .candidate: script.candidate[...],
    ]
    var steps = ""
    var step = trial.first
    while case .run(let side, let isRepeat) = step {
      let letter = side == .baseline ? "b" : "c"
      steps += isRepeat ? letter.uppercased() : letter
      let next = left[side]?.popFirst()
      let run = try #require(next, "ran \(side) too often: \(steps)")
      step = trial.advance(on: run, of: side)
    }
    guard case .done(let outcome) = step else { throw CancellationError() }
    return (steps, outcome)
  }

  private static let late = run("", ending: .timedOut)
  private static let full = run("", ending: .trouble("no space was left on the disk"))

  @Test(
    arguments: [
      (
        "well on both sides", Script(baseline: [run("a b")], candidate: [run("a b")]), "bc", .passed
      ),
      (
        "does not compile any more",
        Script(
          baseline: [run("a"), run("a")],
          candidate: [run("", [error("gone")]), run("", [error("gone")])]), "bcBC", .regressed
      ),
      (
        "a test fails",
        Script(baseline: [run("a b"), run("a b")], candidate: [run("a! b"), run("a! b")]), "bcBC",
        .regressed
      ),
      (
        "a new failure beside old ones",
        Script(baseline: [run("a! b"), run("a! b")], candidate: [run("a! b!"), run("a! b!")]),
        "bcBC", .regressed
      ),
      (
        "a new error beside old ones",
        Script(
          baseline: [run("", [error("old")]), run("", [error("old")])],
          candidate: [
            run("", [error("old"), error("new")]), run("", [error("old"), error("new")]),
          ]), "bcBC", .regressed
      ),
      (
        "was broken", Script(baseline: [run("a! b")], candidate: [run("a! b")]), "bc", .brokenBefore
      ),
      (
        "was broken, and one of two is mended",
        Script(baseline: [run("a! b!")], candidate: [run("a! b")]), "bc", .brokenBefore
      ),
      ("is mended", Script(baseline: [run("a! b")], candidate: [run("a b")]), "bc", .fixed),
      (
        "compiles again", Script(baseline: [run("", [error("old")])], candidate: [run("a")]), "bc",
        .fixed
      ),
      (
        "flips on the candidate",
        Script(baseline: [run("a"), run("a")], candidate: [run("a!"), run("a")]), "bcBC", .flaky
      ),
      (
        "flips on the baseline",
        Script(baseline: [run("a"), run("a!")], candidate: [run("a!"), run("a!")]), "bcBC", .flaky
      ),
      (
        "one flips, another one is broken",
        Script(baseline: [run("a b"), run("a b")], candidate: [run("a! b!"), run("a b!")]), "bcBC",
        .regressed
      ),
      (
        "only what is known to flip fails",
        Script(
          baseline: [run("a b")], candidate: [run("a! b")], knownFlaky: [test("a")]), "bc", .flaky
      ),
      (
        "hangs with the candidate",
        Script(baseline: [run("a")], candidate: [late, late]), "bcC", .regressed
      ),
      (
        "is slow once", Script(baseline: [run("a")], candidate: [late, run("a")]), "bcC", .passed
      ),
      ("hangs on both sides", Script(baseline: [late, late], candidate: []), "bB", .unknown),
      ("no space", Script(baseline: [run("a")], candidate: [full, full]), "bcC", .unknown),
      (
        "no space, then a hang", Script(baseline: [run("a")], candidate: [full, late]), "bcC",
        .unknown
      ),
      ("no space once", Script(baseline: [full, run("a")], candidate: [run("a")]), "bBc", .passed),
      (
        "another version was built",
        Script(
          baseline: [run("a")], candidate: [run("a", doubt: "0.5.2 was built instead")]), "bc",
        .unknown
      ),
      (
        "trouble while it is confirmed",
        Script(baseline: [run("a"), run("a")], candidate: [run("a!"), full, run("a!")]), "bcBCC",
        .regressed
      ),
      (
        "trouble until the end",
        Script(baseline: [run("a"), run("a")], candidate: [run("a!"), full, full]), "bcBCC",
        .unknown
      ),
      (
        "in haste: well all by itself",
        Script(baseline: [], candidate: [run("a b")], isHasty: true), "c", .passed
      ),
      (
        "in haste: what fails is compared",
        Script(
          baseline: [run("a"), run("a")], candidate: [run("a!"), run("a!")], isHasty: true),
        "cbBC", .regressed
      ),
      (
        "in haste: failed before",
        Script(baseline: [run("a!")], candidate: [run("a!")], isHasty: true), "cb", .brokenBefore
      ),
      (
        "in haste: a bound that the baseline keeps",
        Script(baseline: [run("a")], candidate: [late, late], isHasty: true), "cbC", .regressed
      ),
      (
        "in haste: a bound that neither keeps",
        Script(baseline: [late, late], candidate: [late], isHasty: true), "cbB", .unknown
      ),
      (
        "in haste: trouble",
        Script(baseline: [], candidate: [full, full], isHasty: true), "cC", .unknown
      ),
    ] as [(String, Script, String, FleetOutcome.Kind)])
  func `the outcome follows from the runs`(
    name: String, script: Script, steps: String, kind: FleetOutcome.Kind
  ) throws {
    let played = try play(script)
    #expect(played.steps == steps)
    #expect(played.outcome.kind == kind)
    #expect(!played.outcome.reason.isEmpty)
  }

  @Test
  func `a regression names what is new and nothing else`() throws {
    let script = Script(
      baseline: [Self.run("a! b c d"), Self.run("a! b c d!")],
      candidate: [Self.run("a b! c! d!"), Self.run("a b! c d!")])
    let outcome = try play(script).outcome
    #expect(outcome.kind == .regressed)
    #expect(outcome.failedTests == [Self.test("b")])
    #expect(outcome.flakyTests == [Self.test("c"), Self.test("d")])
    #expect(outcome.fixedTests == [Self.test("a")])
    #expect(outcome.reason == "fails: app: b")
    #expect(outcome.failuresBefore == 1)
    #expect(outcome.seconds == 4)
  }

  @Test(arguments: [(true, .unknown), (false, .skipped)] as [(Bool, FleetOutcome.Kind)])
  func `who stands behind another one may be out of reach`(
    isDirect: Bool, kind: FleetOutcome.Kind
  ) {
    var trial = Trial(baseline: Self.run("a"), isDirect: isDirect)
    var away = Self.run("a", doubt: "2.0.0 was not part of the build")
    away.heldBack = ["app holds core at `1`"]
    guard case .done(let outcome) = trial.advance(on: away, of: .candidate) else {
      Issue.record("it goes on")
      return
    }
    #expect(outcome.kind == kind)
  }

  @Test
  func `a baseline that is known is not run, and one that proves nothing is`() {
    let known = Trial(baseline: Self.run("a"))
    #expect(known.first == .run(.candidate, isRepeat: false))
    #expect(known.baselineToKeep == Self.run("a"))
    #expect(Trial(baseline: Self.late).first == .run(.baseline, isRepeat: false))
    #expect(
      Trial(baseline: Self.run("a", doubt: "?")).first == .run(.baseline, isRepeat: false))
  }
}
