import LockstepCore
package import LockstepEcosystems
package import LockstepFleet
package import LockstepSystem

/// The gate *features*: every configured combination builds and passes its tests, documentation tests
/// included.
package struct FeaturesGate: Sendable {
  private let subject: GateSubject
  private let sets: [Configuration.FeatureSet]
  private let runner: any EcosystemChecker
  private let clock: Clock
  private let progress: @Sendable (String) -> Void

  package init(
    _ subject: GateSubject, sets: [Configuration.FeatureSet], runner: any EcosystemChecker,
    clock: Clock, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.subject = subject
    self.sets = sets
    self.runner = runner
    self.clock = clock
    self.progress = progress
  }

  /// Runs every combination; the first that fails hides none of the others.
  package func check() async throws -> GateReport {
    let watch = Stopwatch(clock)
    let table = try await runner.features(
      of: subject.package, in: LockRequest(folder: subject.folder, timeout: subject.timeout))
    let matrix = try FeatureMatrix(sets, of: table)
    guard !matrix.combinations.isEmpty || !matrix.unknown.isEmpty else {
      return .skipped(
        .features, because: "no feature set is configured",
        hints: ["list some under [gates] `features`, e.g. [[], \"all\"]"])
    }
    var verdicts = matrix.unknown.map { _ in Verdict.failed }
    var evidence = matrix.unknown.map { "`\($0)`: the package has no such feature" }
    var tests = 0
    for (index, combination) in matrix.combinations.enumerated() {
      progress("\(combination.title) (\(index + 1) of \(matrix.combinations.count))")
      let report = try await runner.compile(
        subject.compilation(.test, features: combination.selection))
      verdicts.append(report.outcome.verdict)
      tests += report.tests.passed + report.tests.failed.count
      evidence += report.lines(
        title: combination.title
          + (combination.sameAs.isEmpty
            ? "" : " (the same build as \(combination.sameAs.joined(separator: "; ")))"))
    }
    let passed = verdicts.count { $0 == .passed }
    let total = verdicts.count
    return GateReport(
      .features, Verdict.joined(verdicts),
      "\(passed) of \(counted(total, "feature set")) \(total == 1 ? "passes" : "pass"), "
        + "\(counted(tests, "test")) ran",
      figure: .init(Double(passed)), threshold: .init(Double(total)), seconds: watch.seconds,
      evidence: evidence)
  }
}

extension BuildOutcome {
  /// What a run says as a gate's verdict: trouble of the machine decides nothing.
  var verdict: Verdict {
    switch self {
    case .succeeded: .passed
    case .failed: .failed
    case .couldNotRun(let obstacle): .inconclusive(because: obstacle.message)
    }
  }
}

extension BuildReport {
  /// A run as lines of evidence: what it was, then every error and failed test.
  func lines(title: String) -> [String] {
    let ran = tests.passed + tests.failed.count
    // A library is compiled once by itself and once for its tests, and errs twice.
    var errors: [String] = []
    for line in self.errors.map(\.summary) where !errors.contains(line) { errors.append(line) }
    let head =
      switch outcome {
      case .succeeded: "\(title): passed, \(counted(ran, "test"))"
      case .failed where !errors.isEmpty:
        "\(title): failed, \(counted(errors.count, "error")) of the compiler"
      case .failed: "\(title): failed, \(tests.failed.count) of \(counted(ran, "test"))"
      case .couldNotRun(let obstacle): "\(title): nothing was learnt, \(obstacle.message)"
      }
    var lines = [head] + errors.map { "  \($0)" }
    lines += tests.failed.map { "  test \($0)" }
    if outcome == .failed, errors.isEmpty, tests.failed.isEmpty {
      // A failing build script or harness names no test: its last words have to do.
      lines += log.split(separator: "\n").suffix(12).map { "  \($0)" }
    }
    return lines
  }
}

extension CompilerError {
  /// The error as one line: place, code, message.
  var summary: String {
    let place = file.map { "\($0):\(line ?? 1): " } ?? ""
    return "\(place)\(code.map { "\($0): " } ?? "")\(message)"
  }
}

/// A number with its noun: `1 test`, `3 tests`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
