import LockstepCore
package import LockstepEcosystems
import LockstepFleet
package import LockstepSystem

/// The gate *lint*: the linter has nothing to say about any target, with all features.
package struct LintGate: Sendable {
  private let subject: GateSubject
  private let runner: any EcosystemChecker
  private let clock: Clock

  package init(_ subject: GateSubject, runner: any EcosystemChecker, clock: Clock) {
    self.subject = subject
    self.runner = runner
    self.clock = clock
  }

  package func check() async throws -> GateReport {
    let watch = Stopwatch(clock)
    var request = subject.compilation(.lint)
    request.selection = .workspace
    request.allTargets = true
    let report = try await runner.compile(request)
    if case .couldNotRun(let obstacle) = report.outcome {
      if obstacle.kind == .toolMissing {
        return .skipped(
          .lint, because: "the linter is not installed",
          hints: ["install it: `rustup component add clippy`"])
      }
      return .inconclusive(.lint, because: obstacle.message)
    }
    var errors: [String] = []
    for line in report.errors.map(\.summary) where !errors.contains(line) { errors.append(line) }
    return GateReport(
      .lint, report.outcome.verdict,
      errors.isEmpty && report.outcome == .succeeded
        ? "the linter has nothing to say" : counted(errors.count, "remark"),
      figure: .init(Double(errors.count)), threshold: .init(0), seconds: watch.seconds,
      evidence: errors.isEmpty && report.outcome == .failed
        ? report.lines(title: "lint") : errors)
  }
}

/// The gate *format*: the sources are formatted as the tool would.
package struct FormatGate: Sendable {
  private let subject: GateSubject
  private let runner: any EcosystemChecker
  private let clock: Clock

  package init(_ subject: GateSubject, runner: any EcosystemChecker, clock: Clock) {
    self.subject = subject
    self.runner = runner
    self.clock = clock
  }

  package func check() async throws -> GateReport {
    let watch = Stopwatch(clock)
    let report = try await runner.checkFormat(of: subject.folder, timeout: subject.timeout)
    switch report.outcome {
    case .couldNotRun(let obstacle) where obstacle.kind == .toolMissing:
      return .skipped(
        .format, because: "the formatter is not installed",
        hints: ["install it: `rustup component add rustfmt`"])
    case .couldNotRun(let obstacle):
      return .inconclusive(.format, because: obstacle.message)
    case .succeeded, .failed:
      let files = report.files.count
      let failed = report.outcome == .failed
      return GateReport(
        .format, report.outcome.verdict,
        !failed
          ? "every file is formatted"
          : files == 0
            ? "the formatter could not read the sources"
            : "\(counted(files, "file")) \(files == 1 ? "is" : "are") formatted otherwise",
        figure: .init(Double(files)), threshold: .init(0), seconds: watch.seconds,
        evidence: failed && files == 0
          ? report.log.split(separator: "\n").map(String.init) : report.files,
        hints: failed ? ["`cargo fmt --all` formats them"] : [])
    }
  }
}
