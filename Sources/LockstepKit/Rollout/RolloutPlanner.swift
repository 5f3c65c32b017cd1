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
  /// Who is meant.
  package let selection: RolloutSelection

  package init(
    workspace: Workspace, fleet: Fleet, line: Line, takenBack: [Version: OperationRecord],
    unread: [RepositoryName], selection: RolloutSelection = RolloutSelection()
  ) {
    self.selection = selection
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
    let operation = operation("rollout-\(release.version)")
    let waves = fleet.waves.map { $0.filter(selection.includes) }
    let unread = unread.filter(selection.includes)
    var facts = RolloutFacts(
      package: workspace.configuration.foundation.package, release: release.release,
      baseline: older?.release, branch: line.branch,
      forecast: try await Self.forecast(of: release.release, for: fleet, workspace: workspace),
      leftOut: selection.leftOut(of: fleet))
    facts.configuredBy = try workspace.configurer(of: line)
    let steps = steps(
      of: workspace.configuration.rollout.parts(of: waves), release: release.release,
      baseline: older?.release, operation: operation)
    let unreadable = Preparation(
      mode: .update, release: release.release, baseline: older?.release, repositories: unread)
    let settling = Settlement.step(
      after: steps, phase: Phase.rollout, unread: unread.isEmpty ? nil : unreadable)
    let plan = Plan(
      operation: operation, kind: OperationKind.rollout,
      title: "rollout of \(facts.package) \(release.version)",
      facts: try JSONValue(encoding: facts), steps: steps + [settling])
    return RolloutProposal(
      facts: facts, plan: plan,
      remarks: selection.remarks(on: fleet, canaries: workspace.configuration.rollout.canaries)
        + DeliveryForecast.remarks(
          for: facts.forecast.map(\.name), workspace.configuration,
          at: Dictionary(
            fleet.dependents.compactMap { one in one.address.map { (one.name, $0) } },
            uniquingKeysWith: { first, _ in first })))
  }

  /// The steps of all parts, with a soak between them where the configuration asks for one.
  private func steps(
    of parts: [RolloutPart], release: ReleasedVersion, baseline: ReleasedVersion?,
    operation: String
  ) -> [Step<Action>] {
    let soak = workspace.configuration.rollout.soak
    var steps: [Step<Action>] = []
    for (index, part) in parts.enumerated() {
      let number = index + 1
      var wave = Self.steps(
        part.names, number: number, mode: .update, release: release, baseline: baseline,
        phase: Phase.rollout, label: part.label, isLast: number == parts.count,
        operation: operation, waits: workspace.configuration.proposes(to: part.names))
      if let way = waysBack(part.names, number: number, from: release, to: baseline) {
        wave.insert(way, at: wave.count - 1)
      }
      // A wave that halts the rollout is told too.
      wave.insert(
        contentsOf: Telling.steps(
          .rolledOut(release.version, wave: number, to: part.names), phase: Phase.rollout,
          in: workspace.configuration), at: wave.count - 1)
      steps += wave
      guard soak > .zero, number < parts.count else { continue }
      steps.append(
        Step(
          id: StepID("wave-\(number).soak"), title: "wave \(number): watch it for \(soak)",
          phase: Phase.rollout, action: .soak(Soak(span: soak, wave: number, operation: operation)))
      )
    }
    return steps
  }

  /// The step that prepares the ways back of a wave; `nil` where there is nothing to go back to.
  private func waysBack(
    _ names: [RepositoryName], number: Int, from release: ReleasedVersion, to good: ReleasedVersion?
  ) -> Step<Action>? {
    guard let good, workspace.configuration.rollout.preparesWaysBack else { return nil }
    return Step(
      id: StepID("wave-\(number).ways"),
      title: "wave \(number): prepare and build the ways back to \(good.version)",
      phase: Phase.rollout,
      action: .waysBack(
        WaysBackOrder(bad: release, good: good, branch: line.branch, repositories: names)))
  }

  /// The steps of one wave: prepare and prove, push, wait for its pull requests where `waits`, judge.
  static func steps(
    _ wave: [RepositoryName], number: Int, mode: Preparation.Mode, release: ReleasedVersion,
    baseline: ReleasedVersion?, phase: String, prefix: String = "wave", label: String? = nil,
    isLast: Bool = false, operation: String? = nil, waits: Bool = false
  ) -> [Step<Action>] {
    let id = "\(prefix)-\(number)"
    let names = wave.count == 1 ? "\(wave[0])" : "\(wave.count) dependents"
    let place = label.map { "wave \(number) (\($0))" } ?? "wave \(number)"
    let title = prefix == "wave" ? place : "\(prefix), wave \(number)"
    let source = "\(id).prepare"
    let work = if case .update = mode { "prepare, build and test" } else { "prepare and build" }
    let preparation = Preparation(
      mode: mode, release: release, baseline: baseline, repositories: wave)
    let wait = ProposalWait.step(
      after: [(source, "\(id).push")], id: "\(id).proposals",
      title: "\(title): wait for its pull requests", phase: phase, operation: operation)
    return [
      Step(
        id: StepID(source), title: "\(title): \(work) \(names)", phase: phase,
        action: .prepare(preparation)),
      Step(
        id: StepID("\(id).push"), title: "\(title): push what is ready", phase: phase,
        irreversible: true, action: .deliver(Delivery(source: source, preparation: preparation))),
    ] + (waits ? [wait] : []) + [
      Step(
        id: StepID("\(id).judge"), title: "\(title): may the next one start?", phase: phase,
        action: .judge(
          Judgement(
            source: source, subject: isLast ? "its end" : "wave \(number + 1)",
            operation: operation, proposals: waits ? "\(id).proposals" : nil)))
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
