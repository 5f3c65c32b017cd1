internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension StoryPerformer {
  /// Goes on when no pull request is left to wait for; else stops, and can be resumed.
  ///
  /// Nothing waits in here: whoever carries the operation out looks again from time to time, without
  /// the lease. Where the regressions alone decide that nothing more goes out, the rest is not waited
  /// for.
  func perform(_ wait: ProposalWait, in context: StepContext) async throws -> Performance {
    guard !workspace.isRehearsal else {
      return .done(
        Evidence(summary: "not waited for: on copies nothing is proposed", body: .array([])))
    }
    let proposals = try wait.proposals(in: context.evidence)
    guard !proposals.isEmpty else {
      return .done(Evidence(summary: "no pull request is open", body: .array([])))
    }
    context.progress("looking at \(counted(proposals.count, "pull request"))")
    let standings = try await ProposalDesk(workspace: workspace, forges: forges)
      .look(at: proposals, acting: true)
    let evidence = Evidence(
      summary: standings.summary, body: try JSONValue(encoding: standings))
    let waiting = standings.filter(\.standing.isUndecided)
    let prepared = try wait.prepared(in: context.evidence)
    let regressed =
      prepared.count { $0.outcome == .regressed }
      + standings.count { $0.standing == .regressed }
    let isDecided = workspace.configuration.triggers.regressedDependents
      .isReached(by: regressed, of: prepared.count)
    guard !waiting.isEmpty, wait.isGlance != true, wait.operation == nil || !isDecided else {
      return .done(evidence)
    }
    if let event = try await permission(to: wait, after: context.earlier) {
      return .done(
        Evidence(
          summary: "\(standings.summary); not waited for, continued \(event.said)",
          body: evidence.body))
    }
    return .stopped(Self.explanation(of: waiting, wait), evidence, .resumable)
  }

  /// Who lets the operation go on without what it waits for: a word with a reason, after it stopped.
  private func permission(to wait: ProposalWait, after earlier: Evidence?) async throws -> Event? {
    guard earlier != nil, let operation = wait.operation,
      case (.goOn, let event)? = try await lastWord(on: operation, since: wait.step),
      event.body["because"]?.string != nil
    else { return nil }
    return event
  }

  private static func explanation(
    of waiting: [ProposalStanding], _ wait: ProposalWait
  ) -> Explanation {
    let goOn =
      wait.operation.map { _ in
        ["or go on without them: `lockstep rollout --continue --because \"…\"`"]
      } ?? []
    let names = waiting.map(\.name.description).joined(separator: ", ")
    return Explanation(
      "\(counted(waiting.count, "pull request")) not merged: \(names)",
      why: waiting.map { "\($0.name) \($0.detail)" },
      hints: ["`lockstep resume` looks again, and waits as long as `wait` under [rollout] says"]
        + goOn)
  }
}

extension ProposalStanding.Standing {
  /// Whether more may become of it without anybody's doing something else first.
  var isUndecided: Bool {
    switch self {
    case .waiting, .ready, .unknown: true
    case .merged, .declined, .changed, .regressed, .brokenBefore, .conflicting: false
    }
  }
}

extension [ProposalStanding] {
  /// `3 merged, 1 waiting`
  var summary: String {
    let counts = Dictionary(grouping: self, by: \.standing).mapValues(\.count)
    return ProposalStanding.Standing.allCases.compactMap { standing in
      counts[standing].map { "\($0) \(standing.rawValue)" }
    }.joined(separator: ", ")
  }
}

extension ProposalWait {
  /// The pull requests that the deliveries before have opened.
  func proposals(in evidence: [StepID: Evidence]) throws -> [OpenProposal] {
    var found: [RepositoryName: OpenProposal] = [:]
    for source in sources {
      guard let delivery = evidence[StepID(source.delivery)] else { continue }
      let bases = Dictionary(
        try Self.prepared(source, in: evidence).map { ($0.name, $0.before) },
        uniquingKeysWith: { $1 })
      for dependent in try delivery.body.decode([DeliveredDependent].self) {
        found[dependent.name] = dependent.proposal(on: bases[dependent.name])
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// What the preparations before had to do with.
  func prepared(in evidence: [StepID: Evidence]) throws -> [PreparedDependent] {
    try sources.flatMap { try Self.prepared($0, in: evidence) }
  }

  private static func prepared(
    _ source: Source, in evidence: [StepID: Evidence]
  ) throws -> [PreparedDependent] {
    try evidence[StepID(source.preparation)]?.body.decode([PreparedDependent].self) ?? []
  }
}

extension DeliveredDependent {
  /// Its pull request; `nil` where it was pushed, or where none could be opened.
  func proposal(on base: ObjectID?) -> OpenProposal? {
    guard delivered, let number else { return nil }
    return OpenProposal(name: name, number: number, commit: commit, base: base, page: pullRequest)
  }
}
