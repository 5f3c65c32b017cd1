import LockstepCore
package import LockstepEcosystems
import LockstepFleet
package import LockstepSystem

/// The gate *contract*: the mock dependents in the foundation's own repository build and pass their
/// tests on the candidate.
package struct ContractGate: Sendable {
  private let subject: GateSubject
  private let runner: any EcosystemChecker
  private let clock: Clock
  private let progress: @Sendable (String) -> Void

  package init(
    _ subject: GateSubject, runner: any EcosystemChecker, clock: Clock,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.subject = subject
    self.runner = runner
    self.clock = clock
    self.progress = progress
  }

  /// - Parameters:
  ///   - folders: The mock dependents, relative to `top`.
  ///   - top: The top of the checkout.
  ///   - patterns: Where they were looked for, as messages say it.
  package func check(_ folders: [String], in top: String, patterns: [String]) async throws
    -> GateReport
  {
    guard !folders.isEmpty else {
      return .inconclusive(
        .contract, because: "no folder with a manifest matches " + patterns.joined(separator: ", "),
        hints: ["correct `contract` under [gates]"])
    }
    let watch = Stopwatch(clock)
    var verdicts: [Verdict] = []
    var evidence: [String] = []
    for folder in folders.sorted() {
      progress(folder)
      let report = try await runner.compile(
        CompileRequest(
          folder: Files.join(top, folder), command: .test, keepGoing: true,
          targetDirectory: Files.join(subject.targetDirectory, "contract"),
          timeout: subject.timeout, configuration: [Self.patch(to: subject)]))
      var verdict = report.outcome.verdict
      var lines = report.lines(title: folder)
      if verdict == .passed, !builtCandidate(report, in: top) {
        verdict = .inconclusive(because: "\(folder) did not build the candidate")
        lines = [
          "\(folder): built and tested, and not on the candidate: it takes `\(subject.package)` "
            + "from elsewhere or not at all"
        ]
      }
      verdicts.append(verdict)
      evidence += lines
    }
    let passed = verdicts.count { $0 == .passed }
    let total = verdicts.count
    return GateReport(
      .contract, Verdict.joined(verdicts),
      "\(passed) of \(counted(total, "mock dependent")) \(total == 1 ? "passes" : "pass")",
      figure: .init(Double(passed)), threshold: .init(Double(total)), seconds: watch.seconds,
      evidence: evidence)
  }

  /// Puts the candidate under whoever takes the foundation from the registry; who names it by path
  /// has it already.
  package static func patch(to subject: GateSubject) -> String {
    let path = subject.folder.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "patch.crates-io.\"\(subject.package)\".path=\"\(path)\""
  }

  private func builtCandidate(_ report: BuildReport, in top: String) -> Bool {
    let top = Files.canonicalPath(top) ?? top
    return report.artifacts.contains { artifact in
      artifact.package.name == subject.package
        && (Files.canonicalPath(artifact.manifestPath) ?? artifact.manifestPath)
          .hasPrefix(top + "/")
    }
  }
}
