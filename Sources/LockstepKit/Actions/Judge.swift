internal import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

extension StoryPerformer {
  /// Stops the operation where a wave's regressions reach the configured trigger.
  func perform(_ judgement: Judgement, in context: StepContext) throws -> Performance {
    guard let evidence = context.evidence[StepID(judgement.source)] else {
      throw ExplainedFailure("the step `\(judgement.source)` has left no evidence to judge")
    }
    let prepared = try evidence.body.decode([PreparedDependent].self)
    let regressed = prepared.filter { $0.outcome == .regressed }
    let limit = workspace.configuration.triggers.regressedDependents
    guard limit.isReached(by: regressed.count, of: prepared.count) else {
      return .done(Evidence(summary: "healthy", body: .integer(Int64(regressed.count))))
    }
    let names = regressed.map(\.name.description).joined(separator: ", ")
    let explanation = Explanation(
      "\(regressed.count) of \(prepared.count) dependents broke: \(names)",
      why: regressed.map { "\($0.name): \($0.reason ?? "it does not build")" },
      hints: [
        "take it back: `lockstep rollback`",
        "or, where the fault is theirs: `lockstep abort`, mend them, then `lockstep rollout`",
      ])
    return .stopped(
      explanation, Evidence(summary: "\(regressed.count) regressed", body: .null), .decidedNo)
  }
}
