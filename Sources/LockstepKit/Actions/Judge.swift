internal import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepWorkflow

extension StoryPerformer {
  /// Stops the operation where a part's regressions reach the configured trigger, or somebody asked for
  /// a pause; goes on where somebody answers for it.
  func perform(_ judgement: Judgement, in context: StepContext) async throws -> Performance {
    guard let evidence = context.evidence[StepID(judgement.source)] else {
      throw ExplainedFailure("the step `\(judgement.source)` has left no evidence to judge")
    }
    let prepared = try evidence.body.decode([PreparedDependent].self)
    let standings = try await standings(for: judgement, in: context)
    let regressed = Regression.all(in: prepared, and: standings)
    let body: JSONValue = [
      "regressed": .integer(Int64(regressed.count)),
      "proposals": try JSONValue(encoding: standings),
    ]
    let limit = workspace.configuration.triggers.regressedDependents
    var word: (word: RolloutWord, event: Event)?
    if let operation = judgement.operation {
      word = try await lastWord(on: operation, since: judgement.step)
      // Who let it go on past an earlier halt knew nothing of this one.
      if context.earlier == nil, word?.word == .goOn { word = nil }
    }
    if limit.isReached(by: regressed.count, of: prepared.count) {
      guard case (.goOn, let event)? = word else {
        return Self.halt(regressed, of: prepared.count, operation: judgement.operation)
      }
      return .done(
        Evidence(
          summary: "\(regressed.count) regressed, continued \(event.said)", body: body))
    }
    if case (.pause, let event)? = word {
      return Self.paused(event, before: judgement.subject, .null)
    }
    // What was red when the wave was halted may be green by now.
    let news = context.earlier == nil || standings.isEmpty ? "" : " by now: \(standings.summary)"
    return .done(Evidence(summary: "healthy\(news)", body: body))
  }

  /// How the pull requests stand that the judgement is about.
  ///
  /// After a halt the forge is asked again: a check that was red may be green by now, and what is to be
  /// merged here then is.
  private func standings(
    for judgement: Judgement, in context: StepContext
  ) async throws -> [ProposalStanding] {
    guard let step = judgement.proposals,
      let standings = try context.evidence[StepID(step)]?.body.decode([ProposalStanding]?.self)
    else { return [] }
    guard context.earlier != nil, standings.contains(where: { $0.standing == .regressed }) else {
      return standings
    }
    let wave = judgement.source.split(separator: ".").dropLast().joined(separator: ".")
    let wait = ProposalWait(
      step: step, sources: [.init(preparation: judgement.source, delivery: "\(wave).push")])
    return try await ProposalDesk(workspace: workspace, forges: forges)
      .look(at: try wait.proposals(in: context.evidence), acting: true)
  }

  /// What people said last about a rollout: since its step `step` stopped it, or since it began.
  func lastWord(on operation: String, since step: String) async throws
    -> (word: RolloutWord, event: Event)?
  {
    try await workspace.ledger.fetch().lastWord(on: operation, since: step)
  }

  /// The stop that somebody asked for.
  static func paused(_ event: Event, before subject: String, _ body: JSONValue) -> Performance {
    .stopped(
      Explanation(
        "the rollout is paused before \(subject)", why: ["paused \(event.said)"],
        hints: ["`lockstep rollout --continue` goes on"]),
      Evidence(summary: "paused \(event.said)", body: body), .resumable)
  }

  private static func halt(
    _ regressed: [Regression], of total: Int, operation: String?
  ) -> Performance {
    let names = regressed.map(\.name.description).joined(separator: ", ")
    let goOn =
      operation.map { _ in
        ["or answer for it: `lockstep rollout --continue --because \"…\"`"]
      } ?? []
    let explanation = Explanation(
      "\(regressed.count) of \(total) dependents broke: \(names)",
      why: regressed.map { "\($0.name): \($0.reason)" },
      hints: [
        "take it back: `lockstep rollback`",
        "or, where the fault is theirs: `lockstep abort`, mend them, then `lockstep rollout`",
      ] + goOn)
    return .stopped(
      explanation,
      Evidence(
        summary: "\(regressed.count) regressed",
        body: ["regressed": .integer(Int64(regressed.count))]), .decidedNo)
  }
}

/// A dependent that the release broke, as a build here or its own checks have shown.
private struct Regression {
  var name: RepositoryName
  var reason: String

  static func all(
    in prepared: [PreparedDependent], and proposed: [ProposalStanding]
  ) -> [Regression] {
    let built = prepared.filter { $0.outcome == .regressed }
      .map { Regression(name: $0.name, reason: $0.reason ?? "it does not build") }
    let checked = proposed.filter { $0.standing == .regressed }
      .map { Regression(name: $0.name, reason: $0.detail) }
    return built + checked
  }
}

extension Judgement {
  /// The step's own id, which stands beside its preparation's.
  fileprivate var step: String {
    source.split(separator: ".").dropLast().joined(separator: ".") + ".judge"
  }
}
