internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification
package import LockstepWorkflow

/// The story of `release --rehearse` and `rollback --rehearse`: the real plans, carried out by the real
/// engine on scratch copies of the whole fleet.
package struct RehearsalStory: Sendable {
  /// What is rehearsed.
  package enum Subject: Sendable {
    /// The release with its rollout, and the rollback of it.
    case release(ReleaseWish?, initial: Bool, override: BumpOverride?)
    /// The rollback of a released version.
    case rollback(RollbackWish)
  }

  let real: Workspace
  let stage: RehearsalStage
  /// Where each repository of the fleet is.
  let addresses: [RepositoryName: RemoteAddress]
  let branch: String?
  let progress: @Sendable (String) -> Void
  let report: @Sendable (EngineReport) -> Void

  /// Rehearses; the real remotes are only read, but for the record of it in the ledger.
  ///
  /// - Parameters:
  ///   - records: Whether the ledger gets what was found.
  ///   - progress: Is told what takes time.
  ///   - report: Is told how the rehearsed operations go on.
  package static func tell(
    _ subject: Subject, in workspace: Workspace, branch: String?, records: Bool = true,
    progress: @escaping @Sendable (String) -> Void,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> RehearsalReport {
    let clock = workspace.host.clock
    let begun = clock.elapsed()
    if case .rollback(let wish) = subject, wish.extent != .whole { throw Self.onlyWhole }
    // The candidate that is rehearsed is the one that would be released, to the very commit.
    var wish: (proposal: ReleaseProposal, initial: Bool, override: BumpOverride?)?
    if case .release(let asked, let initial, let override) = subject {
      let story = try await ReleaseStory.open(workspace, branch: branch)
      wish = (
        try await story.propose(asked, initial: initial, override: override, progress: progress),
        initial, override
      )
    }
    let fleet = try await workspace.loadFleet(fetching: true)
    progress("copying \(counted(fleet.discovery.sources.count + 1, "repository", "repositories"))")
    var found = try await RehearsalStage.with(copying: workspace, fleet: fleet) { stage in
      let story = RehearsalStory(
        real: workspace, stage: stage,
        addresses: Dictionary(
          fleet.discovery.sources.map { ($0.name, $0.address) },
          uniquingKeysWith: { first, _ in first }),
        branch: branch, progress: progress, report: report)
      let copied = (clock.elapsed() - begun).inSeconds
      var found =
        switch (subject, wish) {
        case (.release, let wish?):
          try await story.rehearse(wish.proposal, initial: wish.initial, override: wish.override)
        case (.rollback(let wish), _): try await story.rehearse(wish)
        case (.release, nil):
          throw ExplainedFailure("there is no candidate to rehearse")
        }
      found.preparation = copied
      return found
    }
    found.seconds = (clock.elapsed() - begun).inSeconds
    if records { try await record(&found, in: workspace) }
    return found
  }

  // MARK: - What is rehearsed

  private func rehearse(
    _ proposal: ReleaseProposal, initial: Bool, override: BumpOverride?
  ) async throws -> RehearsalReport {
    var found = RehearsalReport(
      title: "release \(proposal.facts.version)", version: proposal.facts.version,
      candidate: proposal.facts.candidate, remarks: stage.remarks)
    let story = try await ReleaseStory.open(stage.workspace, branch: branch)
    var rehearsed = try await story.propose(
      .version(proposal.facts.version), initial: initial, override: override ?? proposal.override,
      progress: progress)
    guard rehearsed.facts.candidate == proposal.facts.candidate else {
      throw ExplainedFailure(
        "the copies led to another candidate than the real fleet",
        why: [
          "\(rehearsed.facts.candidate.short) instead of \(proposal.facts.candidate.short)",
          "the foundation's branch may have moved on meanwhile",
        ], hints: ["try again"])
    }
    // What may go out is decided by the gates, the notice and the approvals of the real release; here it
    // is to be seen that it can.
    rehearsed.plan.steps.removeAll { step in
      switch step.action {
      case .gates, .notice, .approvals: true
      default: false
      }
    }
    let watch = RehearsalWatch(real.host.clock)
    let result = try await story.carryOut(
      rehearsed, confirm: { _ in true }, report: reporting(to: watch))
    found.take(result, of: rehearsed.plan, by: watch)
    guard case .finished = result else { return found }
    try await rollOut(&found)
    guard proposal.facts.baseline != nil else {
      found.remarks.append("a first release has nothing to go back to")
      return found
    }
    try await rollBack(
      RollbackWish(bad: proposal.facts.version, because: "a rehearsal"), &found)
    return found
  }

  private func rehearse(_ wish: RollbackWish) async throws -> RehearsalReport {
    var found = RehearsalReport(
      title: "rollback", version: wish.bad ?? Version(0, 0, 0), candidate: .absent,
      remarks: stage.remarks)
    try await rollBack(wish, &found)
    return found
  }

  private func rollOut(_ found: inout RehearsalReport) async throws {
    let story = try await RolloutStory.open(stage.workspace, branch: branch)
    let proposal: RolloutProposal
    do {
      proposal = try await story.propose(nil)
    } catch let empty as FleetEmpty {
      found.remarks.append(empty.explanation.what)
      return
    }
    found.floats = proposal.facts.forecast.filter { $0.action == .floats }.map(\.name)
    let watch = RehearsalWatch(real.host.clock)
    let result = try await story.carryOut(
      proposal, confirm: { _ in true }, report: reporting(to: watch))
    found.take(result, of: proposal.plan, by: watch)
    if case .finished = result { return }
    found.remarks.append("the rollout would not come to its end; the rollback began from there")
  }

  private func rollBack(_ wish: RollbackWish, _ found: inout RehearsalReport) async throws {
    let story = try await RollbackStory.open(
      stage.workspace, bad: wish.bad, branch: branch)
    let proposal = try await story.propose(wish)
    let facts: RollbackFacts
    switch proposal.assessment {
    case .takesBack(let taken): facts = taken
    case .withdraws(let release):
      throw ExplainedFailure(
        "there is nothing to rehearse: \(release.version) is not public yet",
        why: ["taking it back is withdrawing its candidate"],
        hints: ["rehearse its release, with the rollback of it: `lockstep release --rehearse`"])
    case .pins, .offersAgain: throw Self.onlyWhole
    }
    if found.candidate.isAbsent {
      found.title = "rollback of \(facts.bad.version)"
      found.version = facts.bad.version
      found.candidate = facts.bad.commit
    }
    let watch = RehearsalWatch(real.host.clock)
    let result = try await story.carryOut(
      proposal, of: wish, confirm: { _ in true }, report: reporting(to: watch))
    found.take(result, of: proposal.plan, by: watch)
    if let ways = try await real.ledger.history().waysBack(
      from: facts.bad.version, to: facts.good.version)
    {
      let tips = try await real.store.tips().mapValues(\.commit)
      found.remarks.append(StandingWaysBack(ways, at: tips).told)
    }
    let log = OperationLog(try await stage.workspace.ledger.history())
    let pinned = found.takePins(of: log[proposal.plan.operation])
    project(&found, pinned: pinned, pushing: watch.time(where: PinSteps.isPush))
  }

  private static var onlyWhole: ExplainedFailure {
    ExplainedFailure(
      "only a whole rollback is rehearsed", why: ["what proves the way back is all of it"],
      hints: ["leave out `--partial` and `--undo-yank`"], exitStatus: .usage)
  }

  private func reporting(to watch: RehearsalWatch) -> @Sendable (EngineReport) -> Void {
    { [report] event in
      watch.take(event)
      report(event)
    }
  }

  // MARK: - How long it takes for real

  /// The hour in which everybody is to be pinned.
  private static let promise: Duration = .seconds(3_600)

  /// Projects how long the pins take by each delivery.
  private func project(
    _ found: inout RehearsalReport, pinned: [RepositoryName], pushing: Duration
  ) {
    let count = pinned.count
    guard count > 0 else { return }
    // The copies are all on this machine.
    let width = RemoteAddress.widthOnThisMachine
    // What was measured went so wide; one push took so much longer.
    let push = pushing * width / max(count, width)
    let pushed = ForgeProjection(of: count, by: .push, width: width, push: push)
    found.projections.append(
      .init(
        delivery: "push", forge: nil, repositories: count, seconds: pushing.inSeconds,
        fits: pushed.fits(into: Self.promise)))
    let isGitLab = addresses.contains { name, address in
      pinned.contains(name) && address.text.contains("gitlab")
    }
    let limits = isGitLab ? ForgeLimits.gitlab : .github
    let opened = ForgeProjection(of: count, by: .pullRequest, under: limits, push: push)
    found.projections.append(
      .init(
        delivery: "pull-request", forge: isGitLab ? "GitLab" : "GitHub", repositories: count,
        seconds: opened.duration.inSeconds, fits: opened.fits(into: Self.promise)))
    let asked = real.configuration.fleet.dependents.filter { settings in
      settings.delivery == .pullRequest && pinned.contains(settings.name)
    }.count
    let most = ForgeProjection.most(within: Self.promise, by: .pullRequest, under: limits)
    if asked > most {
      found.remarks.append(
        "the promised hour cannot be kept: \(asked) dependents are pinned by pull request, and "
          + "\(isGitLab ? "GitLab" : "GitHub") takes \(most) an hour from one identity; deliver "
          + "them by `push`, add identities, or open the branches beforehand")
    }
  }

  // MARK: - The record

  private static func record(_ found: inout RehearsalReport, in workspace: Workspace) async throws {
    do {
      _ = try await workspace.ledger.fetch()
      _ = try await workspace.ledger.append([try found.draft()])
    } catch let error as any ExplainedError {
      found.remarks.append("not recorded: \(error.explanation.oneLine)")
    }
  }
}

extension ReleaseProposal {
  /// The override that the proposal was made with.
  fileprivate var override: BumpOverride? { facts.compatibility?.override }
}

extension RehearsalReport {
  /// Takes in how an operation ended.
  fileprivate mutating func take(
    _ result: OperationResult, of plan: Plan<Action>, by watch: RehearsalWatch
  ) {
    let phases = watch.phases(of: plan)
    var operation = Operation(
      kind: plan.kind, title: plan.title, finished: false, reason: nil,
      seconds: phases.reduce(0) { $0 + $1.seconds }, phases: phases)
    switch result {
    case .finished: operation.finished = true
    case .stopped(_, let explanation, _), .conflict(_, let explanation),
      .failed(_, let explanation):
      operation.reason = explanation.oneLine
    case .preempted(let other): operation.reason = "pre-empted by \(other)"
    case .aborted: operation.reason = "aborted"
    case .interrupted: operation.reason = "interrupted"
    }
    operations.append(operation)
  }

  /// Takes in what became of each pin, and returns who was pinned.
  fileprivate mutating func takePins(of operation: OperationRecord?) -> [RepositoryName] {
    guard let prepared = try? PinSteps.prepared(in: operation?.evidence ?? [:]) else { return [] }
    let ready = prepared.filter { $0.outcome == .ready }.map(\.name)
    pinned = ready.count
    let flagged = (try? FlagSteps.prepared(in: operation?.evidence ?? [:])) ?? []
    let without = Set(flagged.filter { $0.outcome == .ready }.map(\.name))
    cannotPin = prepared.filter { $0.outcome == .cannotPin }.map {
      let reason = $0.reason ?? "it does not build with the last good version"
      return Named(
        name: $0.name,
        reason: without.contains($0.name)
          ? "\(reason); it would do without the feature that it may be about" : reason)
    }
    let floating = prepared.filter { $0.outcome == .floats }.map(\.name)
    floats = Set(floats + floating).sorted()
    return ready
  }
}
