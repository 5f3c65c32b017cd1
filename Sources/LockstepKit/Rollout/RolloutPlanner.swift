package import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
package import LockstepWorkflow

/// A planned rollout.
package struct RolloutProposal: Sendable {
  package let facts: RolloutFacts
  package let plan: Plan<Action>
  /// What a person should know beside the plan, a line each.
  package var remarks: [String] = []
}

/// Plans how a release goes to the dependents, wave by wave.
package struct RolloutPlanner: Sendable {
  package let workspace: Workspace
  package let fleet: Fleet
  package let line: Line
  /// Versions that were taken back, each with the rollback's record.
  package let takenBack: [Version: OperationRecord]
  /// Dependents by configuration of which nothing could be read.
  package let unread: [RepositoryName]

  package init(
    workspace: Workspace, fleet: Fleet, line: Line, takenBack: [Version: OperationRecord],
    unread: [RepositoryName]
  ) {
    self.workspace = workspace
    self.fleet = fleet
    self.line = line
    self.takenBack = takenBack
    self.unread = unread
  }

  /// Plans the rollout of `version`, or of the line's last release.
  ///
  /// - Parameter operation: The name under which the ledger will know it.
  package func propose(_ version: Version?, operation: (String) -> String) async throws
    -> RolloutProposal
  {
    let release = try await release(version)
    let older = line.merged.first {
      $0.version < release.version && takenBack[$0.version] == nil
    }
    let facts = RolloutFacts(
      package: workspace.configuration.foundation.package, release: release.release,
      baseline: older?.release, branch: line.branch,
      forecast: try await Self.forecast(of: release.release, for: fleet, workspace: workspace))
    var steps: [Step<Action>] = []
    for (number, wave) in fleet.waves.enumerated() {
      steps += Self.steps(
        wave, number: number + 1, mode: .update, release: release.release,
        baseline: older?.release, phase: Phase.rollout)
    }
    let unread = Preparation(
      mode: .update, release: release.release, baseline: older?.release, repositories: unread)
    steps.append(
      Settlement.step(
        after: steps, phase: Phase.rollout, unread: unread.repositories.isEmpty ? nil : unread))
    let plan = Plan(
      operation: operation("rollout-\(release.version)"), kind: OperationKind.rollout,
      title: "rollout of \(facts.package) \(release.version)",
      facts: try JSONValue(encoding: facts), steps: steps)
    return RolloutProposal(facts: facts, plan: plan)
  }

  /// The three steps of one wave: prepare and prove, push, judge.
  static func steps(
    _ wave: [RepositoryName], number: Int, mode: Preparation.Mode, release: ReleasedVersion,
    baseline: ReleasedVersion?, phase: String, prefix: String = "wave"
  ) -> [Step<Action>] {
    let id = "\(prefix)-\(number)"
    let names = wave.count == 1 ? "\(wave[0])" : "\(wave.count) dependents"
    let title = prefix == "wave" ? "wave \(number)" : "\(prefix), wave \(number)"
    let source = "\(id).prepare"
    let work = if case .update = mode { "prepare, build and test" } else { "prepare and build" }
    let preparation = Preparation(
      mode: mode, release: release, baseline: baseline, repositories: wave)
    return [
      Step(
        id: StepID(source), title: "\(title): \(work) \(names)", phase: phase,
        action: .prepare(preparation)),
      Step(
        id: StepID("\(id).push"), title: "\(title): push what is ready", phase: phase,
        irreversible: true, action: .deliver(Delivery(source: source, preparation: preparation))),
      Step(
        id: StepID("\(id).judge"), title: "\(title): may the next one start?", phase: phase,
        action: .judge(Judgement(source: source, subject: "wave \(number + 1)"))),
    ]
  }

  /// The released version that goes out; it has to be public.
  private func release(_ version: Version?) async throws -> TaggedVersion {
    if let version, let rollback = takenBack[version] {
      throw ExplainedFailure(
        "\(version) was taken back, and does not go out again",
        why: ["`\(rollback.id)`, begun \(rollback.startedAt) by \(rollback.startedBy.name)"],
        hints: ["release what was mended under a new version: `lockstep plan patch`"],
        exitStatus: .refused)
    }
    let found =
      version.map { wanted in line.releases.first { $0.version == wanted } }
      ?? line.merged.first { takenBack[$0.version] == nil }
    guard let found else {
      throw ExplainedFailure(
        version.map { "\($0) is not released" } ?? "nothing is released yet",
        why: ["the remote `\(workspace.remoteName)` has no tag of it"],
        hints: ["`lockstep release` comes first"])
    }
    guard workspace.publishes else { return found }
    let registry = try workspace.registry()
    let package = workspace.configuration.foundation.package
    guard let published = try await registry.published(package, found.version) else {
      throw ExplainedFailure(
        "\(package) \(found.version) is tagged but not published",
        why: ["the index of `\(registry.name)` does not have it"],
        hints: ["`lockstep resume` finishes a release that was interrupted"])
    }
    guard !published.yanked else {
      throw ExplainedFailure(
        "\(package) \(found.version) is yanked", why: ["the index of `\(registry.name)` says so"],
        hints: ["roll out a newer version"])
    }
    return found
  }

  // MARK: - Forecast

  /// Says of every dependent, from its manifests alone, how the release would reach it.
  package static func forecast(
    of release: ReleasedVersion, for fleet: Fleet, workspace: Workspace
  ) async throws -> [RolloutFacts.Forecast] {
    let lineage = Lineage(workspace: workspace, release: release)
    var forecast: [RolloutFacts.Forecast] = []
    for dependent in fleet.dependents {
      let ahead = try await lineage.reasonAhead(dependent)
      let (action, detail) =
        if let ahead { (ForecastAction.ahead, ahead) } else { way(of: release, to: dependent) }
      forecast.append(
        RolloutFacts.Forecast(
          name: dependent.name, wave: dependent.wave, action: action, detail: detail))
    }
    return forecast
  }

  private static func way(of release: ReleasedVersion, to dependent: Dependent) -> (
    ForecastAction, String
  ) {
    let uses = dependent.directUses
    guard !uses.isEmpty else {
      let names = dependent.via.map(\.description).joined(separator: ", ")
      let waits = dependent.uses.allSatisfy { $0.reach == .release }
      return waits
        ? (.waits, "waits for a release of \(names)") : (.follows, "takes it through \(names)")
    }
    let raises = uses.compactMap { raise(of: $0.dependency, to: release) }
    if let raise = raises.first { return (.raises, raise) }
    if uses.contains(where: { $0.dependency.folderOutside }) {
      return (.follows, "takes the folder beside it")
    }
    if let use = uses.first(where: { $0.floats(to: release.version) }) {
      return (.floats, "`\(use.dependency.shownRequirement)` has no lock: it has it at publication")
    }
    if uses.allSatisfy({ !$0.hasLock || $0.locked.allSatisfy { $0.version == release.version } }) {
      return (.upToDate, "is on it already")
    }
    return (.locks, "the requirement admits it; the lock moves")
  }

  /// What changes in a requirement that excludes the release; `nil` where it admits it.
  private static func raise(of dependency: Dependency, to release: ReleasedVersion) -> String? {
    switch dependency.source {
    case .registry:
      guard let requirement = dependency.requirement, !requirement.admits(release.version) else {
        return nil
      }
      return "`\(requirement)` → `\(requirement.raised(to: release.version))`"
    case .git(_, .tag(let tag)) where tag != release.tag: return "tag `\(tag)` → `\(release.tag)`"
    case .git(_, .rev(let revision)) where !release.commit.description.hasPrefix(revision):
      return "rev `\(revision.prefix(12))` → `\(release.commit.short)`"
    case .git, .path: return nil
    }
  }
}
