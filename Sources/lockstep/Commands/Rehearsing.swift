internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

extension ExecutionOptions {
  /// Rehearses instead of carrying out: nothing outside the copies is changed, so nobody is asked.
  func rehearse(
    _ subject: RehearsalStory.Subject, in workspace: Workspace, on terminal: Terminal
  ) async throws -> ExitStatus {
    guard !execute else {
      throw ExplainedFailure(
        "`--rehearse` and `--execute` do not go together",
        why: ["a rehearsal carries everything out, but on copies alone"],
        hints: ["leave one of them out"], exitStatus: .usage)
    }
    let schema: String
    switch subject {
    case .release: schema = "release"
    case .rollback: schema = "rollback"
    }
    let branch = branch
    let report: RehearsalReport
    do {
      report = try await Interruption.cancelling {
        try await RehearsalStory.tell(
          subject, in: workspace, branch: branch, progress: terminal.progress,
          report: { Progress(terminal: terminal)($0) })
      }
    } catch is CancellationError {
      throw VerificationInterrupted(
        reached: "the copies are gone, and nothing else was touched",
        next: "the same command begins again")
    }
    let page = RehearsalPage(report: report)
    terminal.result(text: page.text, json: page.json(schema: schema))
    return report.exitStatus
  }
}
