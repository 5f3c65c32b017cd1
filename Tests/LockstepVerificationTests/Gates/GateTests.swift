import LockstepCore
import LockstepEcosystems
import LockstepFleet
import LockstepSystem
import Testing

@testable import LockstepVerification

struct GateTests {
  private static let clock = Clock.live

  @Test func `the first failing feature set hides none of the others`() async throws {
    let checker = ScriptedChecker(features: ["a": [], "b": []]) { request in
      switch request.features {
      case .only(["a"], _):
        BuildReport(outcome: .failed, errors: [.sample("mismatched types")])
      case .only(["b"], _):
        BuildReport(outcome: .failed, tests: TestTally(passed: 3, failed: ["shelf::holds"]))
      default: BuildReport(outcome: .succeeded, tests: TestTally(passed: 4))
      }
    }
    let gate = FeaturesGate(
      .sample, sets: [.of(["a"]), .of(["b"]), .of(["c"]), .all], runner: checker, clock: Self.clock)
    let report = try await gate.check()
    #expect(report.verdict == .failed)
    #expect(report.figure?.value == 1)
    #expect(report.threshold?.value == 4)
    #expect(report.summary == "1 of 4 feature sets pass, 8 tests ran")
    #expect(
      report.evidence == [
        "`c`: the package has no such feature",
        "a: failed, 1 error of the compiler",
        "  src/lib.rs:3: E0308: mismatched types",
        "b: failed, 1 of 4 tests",
        "  test shelf::holds",
        "all features: passed, 4 tests",
      ])
    // Documentation tests run only where no target is named.
    #expect(checker.requests.allSatisfy { !$0.allTargets && $0.command == .test && $0.locked })
  }

  @Test func `trouble of the machine decides nothing, and a failure outweighs it`() async throws {
    let obstacle = Obstacle(kind: .outOfSpace, message: "no space was left on the disk")
    let stuck = ScriptedChecker(features: ["a": []]) { request in
      request.features == .all
        ? BuildReport(outcome: .couldNotRun(obstacle)) : BuildReport(outcome: .succeeded)
    }
    let sets: [Configuration.FeatureSet] = [.of([]), .all]
    let report = try await FeaturesGate(
      .sample, sets: sets, runner: stuck, clock: Self.clock
    ).check()
    #expect(report.verdict == .inconclusive(because: "no space was left on the disk"))
    let broken = ScriptedChecker(features: ["a": []]) { request in
      BuildReport(outcome: request.features == .all ? .couldNotRun(obstacle) : .failed)
    }
    let other = try await FeaturesGate(
      .sample, sets: sets, runner: broken, clock: Self.clock
    ).check()
    #expect(other.verdict == .failed)
  }

  @Test(
    arguments: [
      (BuildReport(outcome: .succeeded), Verdict.passed, "the linter has nothing to say"),
      (
        BuildReport(outcome: .failed, errors: [.sample("needless borrow")]), .failed, "1 remark"
      ),
      (
        BuildReport(outcome: .couldNotRun(Obstacle(kind: .toolMissing, message: "no clippy"))),
        .skipped(because: "the linter is not installed"), "the linter is not installed"
      ),
      (
        BuildReport(outcome: .couldNotRun(Obstacle(kind: .killed, message: "killed"))),
        .inconclusive(because: "killed"), "killed"
      ),
    ] as [(BuildReport, Verdict, String)])
  func `the linter's run becomes a verdict`(
    run: BuildReport, verdict: Verdict, summary: String
  ) async throws {
    let checker = ScriptedChecker { _ in run }
    let report = try await LintGate(.sample, runner: checker, clock: Self.clock).check()
    #expect(report.verdict == verdict)
    #expect(report.summary == summary)
    #expect(checker.requests.first?.command == .lint)
    #expect(checker.requests.first?.allTargets == true)
  }

  @Test(
    arguments: [
      (FormatReport(outcome: .succeeded), Verdict.passed, "every file is formatted"),
      (
        FormatReport(outcome: .failed, files: ["src/lib.rs", "src/x.rs"]), .failed,
        "2 files are formatted otherwise"
      ),
      (
        FormatReport(outcome: .failed, log: "error: expected item"), .failed,
        "the formatter could not read the sources"
      ),
    ] as [(FormatReport, Verdict, String)])
  func `the formatter's list becomes a verdict`(
    format: FormatReport, verdict: Verdict, summary: String
  ) async throws {
    let report = try await FormatGate(
      .sample, runner: ScriptedChecker(format: format), clock: Self.clock
    ).check()
    #expect(report.verdict == verdict)
    #expect(report.summary == summary)
    let log = format.log.isEmpty ? [] : [format.log]
    #expect(report.evidence == (format.files.isEmpty ? log : format.files))
  }

  @Test(
    arguments: [(100.0, Verdict.failed), (50, .passed), (50.1, .failed)] as [(Double, Verdict)])
  func `items without documentation are counted and listed`(least: Double, verdict: Verdict) {
    let report = DocumentedGate(least: least).check([
      .init(path: "core::B", isDocumented: false, place: "src/lib.rs:9"),
      .init(path: "core", isDocumented: true), .init(path: "core::A", isDocumented: false),
      .init(path: "core::C", isDocumented: true),
    ])
    #expect(report.verdict == verdict)
    #expect(report.figure?.description == "50 %")
    #expect(
      report.evidence == [
        "`core::A` is not documented", "`core::B` is not documented (src/lib.rs:9)",
      ])
  }

  @Test func `a mock dependent that was built on something else proves nothing`() async throws {
    @Sendable func artifact(_ manifest: String) -> BuiltArtifact {
      BuiltArtifact(
        package: PackageIdentifier(text: "core", name: "core", version: nil, source: ""),
        manifestPath: manifest, target: "core", kinds: ["lib"], fresh: false)
    }
    let checker = ScriptedChecker { request in
      BuildReport(
        outcome: .succeeded,
        artifacts: [
          artifact(
            request.folder.hasSuffix("good")
              ? "/checkout/Cargo.toml" : "/elsewhere/core-2.0.0/Cargo.toml")
        ], tests: TestTally(passed: 2))
    }
    let gate = ContractGate(.sample, runner: checker, clock: Self.clock)
    let good = try await gate.check(["contracts/good"], in: "/checkout", patterns: ["contracts/*"])
    #expect(good.verdict == .passed)
    let both = try await gate.check(
      ["contracts/good", "contracts/bad"], in: "/checkout", patterns: ["contracts/*"])
    #expect(both.verdict == .inconclusive(because: "contracts/bad did not build the candidate"))
    #expect(
      checker.requests.first?.configuration == ["patch.crates-io.\"core\".path=\"/checkout\""])
    let none = try await gate.check([], in: "/checkout", patterns: ["contracts/*"])
    #expect(none.verdict == .inconclusive(because: "no folder with a manifest matches contracts/*"))
  }

  @Test func `commands of the integration run without a shell and tell how they ended`()
    async throws
  {
    try await ScratchFolder.with(
      in: "/tmp", name: "lockstep-integration-\(Host.live().identifiers())"
    ) { folder in
      let host = Host.live()
      let environment = ["PATH": host.environment["PATH"] ?? "/usr/bin:/bin"]
      func check(_ commands: [[String]]) async throws -> GateReport {
        try await IntegrationGate(commands, environment: environment, host: host)
          .check(candidate: "/candidate", fleet: folder)
      }
      let good = try await check([
        [
          "sh", "-c",
          "test \"$LOCKSTEP_FLEET\" = \"$PWD\" && test $LOCKSTEP_FOUNDATION = /candidate",
        ],
        ["echo", "$HOME", "&&", "false"],
      ])
      #expect(good.verdict == .passed)
      let bad = try await check([["sh", "-c", "echo oh no; exit 3"], ["true"]])
      #expect(bad.verdict == .failed)
      #expect(bad.summary == "1 of 2 commands succeeds" || bad.summary == "1 of 2 commands succeed")
      #expect(bad.evidence.contains("  exit status 3") && bad.evidence.contains("  oh no"))
      let missing = try await check([["no-such-program-anywhere"]])
      #expect(missing.verdict.word == "inconclusive")
    }
  }

  @Test func `advisories and withdrawn packages are findings`() async throws {
    let text = """
      {"vulnerabilities":{"found":true,"count":1,"list":[{"advisory":{"id":"RUSTSEC-2021-0001",
      "title":"Overflow in it"},"package":{"name":"old","version":"0.1.2"},
      "versions":{"patched":[">=0.1.3"]}}]},
      "warnings":{"yanked":[{"kind":"yanked","package":{"name":"gone","version":"1.0.0"}}]}}
      """
    let checker = ScriptedChecker(answer: .output(Array(text.utf8), succeeded: false))
    let gate = DependenciesGate(runner: checker, clock: Self.clock)
    let report = try await gate.check([.init(owner: "main", path: "/x/Cargo.lock")])
    #expect(report.verdict == .failed)
    #expect(
      report.evidence == [
        "main: old 0.1.2: RUSTSEC-2021-0001 Overflow in it; mended in >=0.1.3",
        "main: gone 1.0.0: withdrawn from its registry",
      ])
    let missing = DependenciesGate(runner: ScriptedChecker(), clock: Self.clock)
    #expect(
      try await missing.check([.init(owner: "main", path: "/x/Cargo.lock")]).verdict.word
        == "skipped")
    #expect(
      try await missing.check([]).verdict == .skipped(because: "there is no committed lock file"))
  }

  @Test(
    arguments: [
      ([], .passed), ([.passed, .skipped(because: "s")], .skipped(because: "s")),
      (
        [.skipped(because: "s"), .inconclusive(because: "i"), .passed],
        .inconclusive(because: "i")
      ),
      ([.inconclusive(because: "i"), .failed], .failed),
      ([.inconclusive(because: "i"), .skipped(because: "s")], .inconclusive(because: "i")),
    ] as [([Verdict], Verdict)])
  func `the worst part decides for the whole`(parts: [Verdict], whole: Verdict) {
    #expect(Verdict.joined(parts) == whole)
  }

  @Test(
    arguments: [
      (90.0, "%", "90 %"), (99.96, "%", "100 %"), (0.04, "%", "0 %"), (-3.25, "%", "-3.3 %"),
      (-0.01, "%", "0 %"), (12, "", "12"), (.nan, "%", "?"), (.infinity, "", "?"),
    ] as [(Double, String, String)])
  func `figures are short`(value: Double, unit: String, text: String) {
    #expect(GateReport.Figure(value, unit).description == text)
  }
}
