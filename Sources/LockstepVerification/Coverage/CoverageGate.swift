import LockstepCore
package import LockstepEcosystems
import LockstepFleet
package import LockstepSystem

/// The gate *coverage*: the tests reach enough of the lines.
///
/// The figure comes from a report that was made elsewhere, or from a run of the tool. Without either
/// the gate is skipped, which is not passed.
package struct CoverageGate: Sendable {
  private let subject: GateSubject
  /// The share of lines that must be exceeded, in per cent.
  private let least: Double
  private let runner: any EcosystemChecker
  private let clock: Clock

  package init(
    _ subject: GateSubject, least: Double, runner: any EcosystemChecker, clock: Clock
  ) {
    self.subject = subject
    self.least = least
    self.runner = runner
    self.clock = clock
  }

  /// - Parameter path: The report to read; `nil`: the tests are run.
  package func check(report path: String? = nil) async throws -> GateReport {
    let watch = Stopwatch(clock)
    if let path {
      guard let bytes = try Files.read(path, limit: CoverageReport.sizeLimit) else {
        throw ExplainedFailure(
          "there is no coverage report \(path)", hints: ["correct `--coverage-report`"],
          exitStatus: .usage)
      }
      return judge(
        try CoverageReport(parsing: bytes, name: path), source: path, seconds: watch.seconds)
    }
    var request = subject.compilation(.test, features: .all)
    request.targetDirectory = Files.join(subject.targetDirectory, "coverage")
    switch try await runner.coverage(request) {
    case .output(let bytes, _):
      return judge(
        try CoverageReport(parsing: bytes, name: "of cargo llvm-cov"), source: "cargo llvm-cov",
        seconds: watch.seconds)
    case .obstacle(let obstacle) where obstacle.kind == .toolMissing:
      return .skipped(
        .coverage, because: "no tool that counts lines is installed, and no report was given",
        hints: [
          "install it: `cargo install cargo-llvm-cov`",
          "or give a report that was made elsewhere: `--coverage-report FILE`",
        ])
    case .obstacle(let obstacle):
      return .inconclusive(.coverage, because: obstacle.message)
    }
  }

  func judge(_ report: CoverageReport, source: String, seconds: Double) -> GateReport {
    guard let percent = report.percent else {
      return .inconclusive(.coverage, because: "the report has no lines")
    }
    // What is worst first: the files where a test would reach the most.
    let files = report.files.filter { $0.covered < $0.lines }.sorted {
      ($0.lines - $0.covered, $1.path) > ($1.lines - $1.covered, $0.path)
    }
    return GateReport(
      .coverage, percent > least || report.covered == report.lines ? .passed : .failed,
      "\(report.covered) of \(counted(report.lines, "line")) reached (\(source))",
      figure: .init(percent, "%"), threshold: .init(least, "%"), seconds: seconds,
      evidence: files.map { file in
        "\(shown(file.path)): \(file.lines - file.covered) of \(counted(file.lines, "line")) "
          + "not reached"
      })
  }

  private func shown(_ path: String) -> String {
    let top = Files.canonicalPath(subject.folder) ?? subject.folder
    return path.hasPrefix(top + "/") ? String(path.dropFirst(top.count + 1)) : path
  }
}
