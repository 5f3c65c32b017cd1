package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
package import LockstepWorkflow

/// The story of a rollback: everybody to the last good version, the hotfix, the way back.
package struct RollbackStory: Sendable {
  package let workspace: Workspace
  package let line: Line
  package let log: OperationLog
  package let fleet: LoadedFleet

  /// Asks every remote how things stand.
  ///
  /// - Parameters:
  ///   - bad: The version that went wrong, whose line is looked for.
  ///   - branch: The line's branch, where somebody names it.
  package static func open(
    _ workspace: Workspace, bad: Version? = nil, branch: String?
  ) async throws -> RollbackStory {
    var workspace = workspace
    let log = try await workspace.operations()
    let line = try await workspace.refreshLine(of: bad, branch: branch, log: log)
    let fleet = try await workspace.loadFleet(fetching: true)
    return RollbackStory(workspace: workspace, line: line, log: log, fleet: fleet)
  }

  /// The dependents that are called `names`.
  package func named(_ names: [String]) throws -> [RepositoryName] {
    try fleet.named(names, unread: fleet.unread(of: workspace.configuration)).sorted()
  }

  /// Assesses the emergency and plans the way out.
  package func propose(_ wish: RollbackWish) async throws -> RollbackProposal {
    try await RollbackPlanner(workspace: workspace, fleet: fleet.fleet, line: line, log: log)
      .propose(wish) { log.unused($0) }
  }

  /// Carries the rollback out; what is under way gives way first, also on another machine.
  ///
  /// Its pull requests are waited for as those of a rollout are, when everything else is done. Whatever was under way may have gone on since `proposal` was made, so the plan is made anew once
  /// nothing moves any more.
  package func carryOut(
    _ proposal: RollbackProposal, of wish: RollbackWish,
    confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    let result = try await start(proposal, of: wish, confirm: confirm, report: report)
    return try await workspace.following(
      result, of: proposal.plan.operation, confirm: confirm, report: report)
  }

  private func start(
    _ proposal: RollbackProposal, of wish: RollbackWish,
    confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    let engine = workspace.engine(confirm: confirm, report: report)
    // What leaves the release standing takes nobody's place.
    guard !log.open.isEmpty, wish.extent == .whole else {
      return try await engine.start(proposal.plan)
    }
    let hold = try await engine.preempt(
      log.open.map(\.id), by: proposal.plan.operation, title: proposal.plan.title,
      because: wish.because ?? proposal.plan.title)
    do {
      try await workspace.lock.waitUntilFree(timeout: Workspace.remoteTimeout) {
        report(.waitingForEffects)
      }
      // The releases that were open still count as such: they were when this began.
      let again = try await reopened(proposal)
      var plan = try await again.propose(wish).plan
      plan.operation = proposal.plan.operation
      return try await engine.start(plan, holding: hold)
    } catch {
      try await hold.release()
      throw error
    }
  }

  /// The story as the world stands now, with the operations that gave way to it.
  private func reopened(_ proposal: RollbackProposal) async throws -> RollbackStory {
    let bad = proposal.facts?.bad.version
    let now = try await RollbackStory.open(
      workspace, bad: bad, branch: bad == nil ? line.branch.short : nil)
    return RollbackStory(workspace: now.workspace, line: now.line, log: log, fleet: now.fleet)
  }
}
