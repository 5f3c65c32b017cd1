internal import LockstepCore
internal import LockstepFleet
internal import LockstepVerification

extension VerifyStory {
  /// The gate *guide*: is the candidate's migration guide complete, and do its examples compile?
  func guide(
    of candidate: FoundationSide, against baseline: FoundationSide?
  ) async throws -> GateReport {
    guard let baseline else {
      return .skipped(.guide, because: "there is no release to migrate from")
    }
    guard let commit = candidate.commit else {
      return .skipped(.guide, because: "the guide of a folder is not read; name a commit")
    }
    let progress: @Sendable (String) -> Void = { [progress] in progress("  \($0)") }
    let difference = try await changes.difference(
      from: baseline, to: candidate, progress: progress)
    let story = try GuideStory(difference, of: changes)
    guard let verdict = try await story.check(at: commit, progress: progress) else {
      return GateReport(.guide, .passed, "no breaking change needs one")
    }
    return Self.report(of: verdict)
  }

  /// Turns the guide's own verdict into the gate's.
  static func report(of verdict: GuideVerdict) -> GateReport {
    let evidence =
      verdict.problems.map { "\($0.place.path):\($0.place.line): \($0.message)" }
      + verdict.obstacles.flatMap { [$0.what] + $0.why.map { "  \($0)" } }
    let compiled = verdict.compiled.values.reduce(0, +)
    if verdict.problems.isEmpty, let obstacle = verdict.obstacles.first {
      return .inconclusive(.guide, because: obstacle.what, evidence: evidence)
    }
    let problems = verdict.problems.count
    return GateReport(
      .guide, problems == 0 ? .passed : .failed,
      problems == 0
        ? "\(verdict.path) is complete, \(counted(compiled, "example")) compiled"
        : "\(verdict.path): \(counted(problems, "problem"))",
      figure: .init(Double(problems)), threshold: .init(0), evidence: evidence,
      hints: problems == 0 ? [] : ["`lockstep guide` drafts what is missing"])
  }
}
