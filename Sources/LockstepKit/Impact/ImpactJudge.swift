internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// Builds dependents against the candidate, and against the state before where that is needed, and
/// says what the candidate does to them.
struct ImpactJudge: Sendable {
  /// The present world.
  let before: FleetLayout
  /// The world in which the candidate is public.
  let after: FleetLayout
  let ground: ImpactGround
  let preparer: DependentPreparer
  let baseline: ReleasedVersion?
  let attribution: ErrorAttribution
  /// Dependents that could not be fetched just now.
  let failures: [RepositoryName: Explanation]

  /// What is known of a dependent once it is judged.
  struct Judged: Sendable {
    var impact: DependentImpact
    /// The commit that a rollout would push, where it builds.
    var prepared: ObjectID?
  }

  private var release: ReleasedVersion { ground.release }

  private var aim: BuildSubject.Aim {
    BuildSubject.Aim(packages: after.fleet.foundation.packages.sorted(), version: release.version)
  }

  /// Judges one dependent; every trouble becomes its outcome.
  func judge(_ name: RepositoryName) async -> Judged {
    guard let dependent = after.fleet.dependent(name), failures[name] == nil else {
      let known = failures[name] ?? after.fleet.problems[name]?.first
      let reason = known?.oneLine ?? "it does not depend on the foundation"
      return Judged(impact: DependentImpact(name: name, outcome: .unknown, reason: reason))
    }
    var judged: Judged
    do {
      judged = try await judge(dependent)
    } catch {
      judged = Judged(
        impact: attribution.missingFeatures(of: dependent)
          ?? DependentImpact(
            name: name, outcome: .unknown, reason: Explanation(of: error).oneLine))
    }
    judged.impact.via = dependent.via
    return judged
  }

  private func judge(_ dependent: Dependent) async throws -> Judged {
    let lineage = Lineage(workspace: after.workspace, release: release)
    let ahead = try await lineage.reasonAhead(dependent)
    let commit = try await preparer.commit(
      for: dependent, settingBack: ahead != nil, movingLocks: !isOverridden(dependent))
    let verdict = try await after.yard.verdict(
      of: try await subject(of: dependent, at: commit ?? dependent.commit))
    var impact = try await impact(of: verdict, on: dependent)
    if let ahead, impact.outcome == .breaks {
      impact.reason = "\(ahead): a rollout leaves it alone, set back it breaks"
    }
    let isGood = impact.outcome == .unaffected && ahead == nil
    return Judged(impact: impact, prepared: isGood ? commit : nil)
  }

  private func impact(of verdict: BuildVerdict, on dependent: Dependent) async throws
    -> DependentImpact
  {
    if verdict.outcome == .unknown, let broken = attribution.missingFeatures(of: dependent) {
      return broken
    }
    var present: BuildVerdict?
    if verdict.outcome == .fails {
      present = try await before.verdict(
        of: dependent, at: dependent.commit, foundation: baseline, settled: true)
    }
    let decision = ImpactDecision(
      aim: aim, direct: dependent.direct, packages: Set(dependent.facts.packages.map(\.name)),
      platforms: Set(dependent.directUses.compactMap(\.dependency.target)).sorted())
    return decision.impact(on: dependent.name, after: verdict, before: present) {
      attribution.site(of: $0)
    }
  }

  // MARK: - What is built

  /// Whether the candidate reaches a dependent by an override, because its registry cannot be copied.
  private func isOverridden(_ dependent: Dependent) -> Bool {
    guard ground.overridesRegistry else { return false }
    return dependent.uses.contains { use in
      if case .registry = use.dependency.source { true } else { false }
    }
  }

  private func subject(of dependent: Dependent, at commit: ObjectID) async throws -> BuildSubject {
    var subject = try await after.subject(of: dependent, at: commit, foundation: release)
    subject.aim = aim
    subject.overrides = try overrides(for: dependent)
    return subject
  }

  /// What a build of `dependent` takes from commits of ours: the candidate, where only those between
  /// name the foundation, and what was prepared of those that it takes by branch.
  private func overrides(for dependent: Dependent) throws -> [BuildSubject.Override] {
    var sources: [String] = []
    if isOverridden(dependent) { sources.append(registryName) }
    if !dependent.direct {
      var seen: Set<AddressIdentity> = []
      sources += ground.addresses.filter { seen.insert(AddressIdentity($0)).inserted }
    }
    var overrides = sources.flatMap { source in
      aim.packages.map { package in
        BuildSubject.Override(
          package: package, source: source, objects: after.workspace.repository,
          commit: release.commit, folder: after.foundationFolders[package] ?? "")
      }
    }
    for use in dependent.uses where use.reach == .immediate {
      guard let via = use.via, let commit = after.prepared[via],
        case .git(let url, _) = use.dependency.source,
        let (_, folder) = after.provider(of: use.dependency.name)
      else { continue }
      let override = BuildSubject.Override(
        package: use.dependency.name, source: url, objects: after.workspace.store.objects,
        commit: commit, folder: folder)
      if !overrides.contains(override) { overrides.append(override) }
    }
    return overrides
  }

  private var registryName: String {
    if case .registry(let name) = after.workspace.configuration.foundation.publish { return name }
    return "crates-io"
  }
}
