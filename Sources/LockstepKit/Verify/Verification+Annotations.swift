internal import LockstepCore
internal import LockstepFleet
internal import LockstepVerification

extension Verification {
  /// The result as workflow commands of GitHub Actions: an error for each gate that failed, a warning for
  /// each that decided nothing and counts.
  package var annotations: String {
    var commands = holding.map { report in
      WorkflowCommand(
        level: report.verdict == .failed ? .error : .warning,
        title: "\(report.gate.rawValue) \(report.verdict.word)",
        text: ([report.summary] + report.evidence.prefix(20)).joined(separator: "\n"))
    }
    commands.append(WorkflowCommand(level: .notice, title: "gates", text: conclusion))
    return WorkflowCommand.lines(commands)
  }
}
