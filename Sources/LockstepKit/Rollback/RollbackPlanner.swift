package import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
package import LockstepWorkflow

/// A planned rollback.
package struct RollbackProposal: Sendable {
  /// What the rollback amounts to.
  package enum Assessment: Sendable {
    /// A released version is taken back.
    case takesBack(RollbackFacts)
    /// A release that is under way is withdrawn: nothing of it is public yet.
    case withdraws(ReleaseFacts)
    /// A part of the fleet goes back; the release stays.
    case pins(PinFacts)
    /// A withdrawn version is offered again.
    case offersAgain(UnyankFacts)
  }

  package let assessment: Assessment
  package var plan: Plan<Action>
  /// What a person should know beside the plan, a line each.
  package var remarks: [String] = []

  /// The facts of an emergency; `nil` where nothing was public.
  package var facts: RollbackFacts? {
    if case .takesBack(let facts) = assessment { facts } else { nil }
  }
}

/// What was asked of a rollback.
package struct RollbackWish: Hashable, Sendable {
  /// The version that went wrong; the line's last release, or the one under way, where it is `nil`.
  package var bad: Version?
  /// The version to go back to; the release before the bad one where it is `nil`.
  package var good: Version?
  package var because: String?
  /// Commits and ranges that alone are taken back from the bad version; all that came with it where
  /// it is empty.
  package var revert: [String]
  /// What is done; the whole way back unless it is told otherwise.
  package var extent: Extent

  /// How much is done.
  package enum Extent: Hashable, Sendable {
    /// Everybody exposed is pinned, the hotfix goes out, all are restored.
    case whole
    /// Only these are pinned, and the release stays.
    case partial([RepositoryName])
    /// The withdrawal of the version is taken back, and nothing else.
    case undoYank
    /// Those who have the version do without one of its features, or get it back.
    case flag(FlagWish)
  }

  package init(
    bad: Version? = nil, good: Version? = nil, because: String? = nil, revert: [String] = [],
    extent: Extent = .whole
  ) {
    self.bad = bad
    self.good = good
    self.because = because
    self.revert = revert
    self.extent = extent
  }
}

/// Plans the emergency path: pin, hotfix, restore, validate, bring back.
package struct RollbackPlanner: Sendable {
  package let workspace: Workspace
  package let fleet: Fleet
  package let line: Line
  package let log: OperationLog
  /// Compares the last good version with a hotfix whose code is a new one.
  let compare: ReleasePlanner.Comparing

  package init(
    workspace: Workspace, fleet: Fleet, line: Line, log: OperationLog,
    compare: ReleasePlanner.Comparing? = nil
  ) {
    self.workspace = workspace
    self.fleet = fleet
    self.line = line
    self.log = log
    self.compare =
      compare ?? { baseline, candidate in
        try await ChangeStory(workspace: workspace, line: line).difference(
          from: baseline, to: candidate)
      }
  }

  /// Plans the way back that `wish` asks for.
  package func propose(_ wish: RollbackWish, operation: (String) -> String) async throws
    -> RollbackProposal
  {
    switch wish.extent {
    case .whole: break
    case .partial(let names): return try await pinning(names, wish, operation: operation)
    case .undoYank: return try unyanking(wish, operation: operation)
    case .flag(let flag) where flag.restores:
      return try await switchingOn(flag, wish, operation: operation)
    case .flag(let flag): return try await switchingOff(flag, wish, operation: operation)
    }
    if let release = unreleased(wish.bad) {
      return try withdrawal(of: release, operation: operation)
    }
    let bad = try await badVersion(wish.bad)
    let good = try await goodVersion(wish.good, before: bad)
    let commits = try await workspace.repository.log(from: good.commit, to: bad.commit)
    let hotfix = try await hotfix(for: bad, backTo: good, commits: commits, wish.revert)
    let exposures = try await exposures(bad: bad, good: good, commits: commits)
    var facts = RollbackFacts(
      package: workspace.configuration.foundation.package, bad: bad.release, good: good.release,
      hotfix: hotfix.version.release, branch: line.branch, commits: commits.map(\.subject),
      exposed: exposures.exposed, held: held(from: bad, among: exposures.safe),
      safe: exposures.safe, because: wish.because,
      preempted: log.open.map(\.id))
    facts.reverted = hotfix.reverted.isEmpty ? nil : hotfix.reverted
    facts.ranges = hotfix.ranges
    facts.proof = hotfix.proof
    facts.configuredBy = try workspace.configurer(of: line)
    facts.lineStart = line.isNew ? line.tip : nil
    let suspects = try await suspects(from: good, to: bad, among: exposures.exposed)
    facts.flags = suspects.isEmpty ? nil : suspects
    let packages = try await workspace.measure(
      hotfix.version.version, at: hotfix.version.commit)
    let steps = try await self.steps(facts, hotfix: hotfix.version, packages: packages)
    let plan = Plan(
      operation: operation("rollback-\(bad.version)"), kind: OperationKind.rollback,
      title: "rollback of \(facts.package) \(bad.version) to \(good.version)",
      facts: try JSONValue(encoding: facts), steps: steps)
    return RollbackProposal(
      assessment: .takesBack(facts), plan: plan,
      remarks: try await remarks(on: facts, bad: bad))
  }

  // MARK: - A release that is not public yet

  /// The release under way whose tag is not public: there is nothing to take back but its candidate.
  private func unreleased(_ wanted: Version?) -> ReleaseFacts? {
    for operation in log.open where operation.kind == OperationKind.release {
      guard let facts = try? operation.facts.decode(ReleaseFacts.self),
        wanted == nil || wanted == facts.version,
        !line.releases.contains(where: { $0.version == facts.version })
      else { continue }
      return facts
    }
    return nil
  }

  private func withdrawal(of release: ReleaseFacts, operation: (String) -> String) throws
    -> RollbackProposal
  {
    let branch = try RefName.branch("lockstep/\(release.version)")
    let step = Step(
      id: "candidate", title: "withdraw the candidate on \(branch.short)", phase: Phase.mitigation,
      action: Action.push(
        PushSet(
          updates: [RefUpdate(ref: branch, old: release.candidate, new: nil)],
          purpose: "\(branch.short) is gone")))
    let plan = Plan(
      operation: operation("rollback-\(release.version)"), kind: OperationKind.rollback,
      title: "withdrawal of \(release.package) \(release.version)",
      facts: try JSONValue(encoding: release), steps: [step])
    return RollbackProposal(assessment: .withdraws(release), plan: plan)
  }
}
