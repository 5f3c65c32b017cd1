internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepVerification

/// One wave of a walk: gets its dependents ready.
struct CandidateStop: Sendable {
  /// The present world.
  let before: FleetLayout
  /// The world in which the candidate is public.
  let after: FleetLayout
  let ground: CandidateGround
  let preparer: DependentPreparer
  let baseline: ReleasedVersion?
  /// Dependents that could not be fetched just now.
  let failures: [RepositoryName: Explanation]

  private var release: ReleasedVersion { ground.release }

  private var aim: BuildSubject.Aim {
    BuildSubject.Aim(packages: after.fleet.foundation.packages.sorted(), version: release.version)
  }

  /// Writes the commit that a rollout would push, and says what is to be built.
  func prepare(_ name: RepositoryName) async -> CandidatePreparation {
    guard let dependent = after.fleet.dependent(name), failures[name] == nil else {
      let known = failures[name] ?? after.fleet.problems[name]?.first
      return .impossible(
        after.fleet.dependent(name), known ?? Explanation("it does not depend on the foundation"))
    }
    do {
      return .ready(try await prepare(dependent))
    } catch {
      return .impossible(dependent, Explanation(of: error))
    }
  }

  private func prepare(_ dependent: Dependent) async throws -> CandidateCase {
    let lineage = Lineage(workspace: after.workspace, release: release)
    let ahead = try await lineage.reasonAhead(dependent)
    let commit = try await preparer.commit(
      for: dependent, settingBack: ahead != nil, movingLocks: !isOverridden(dependent))
    var subject = try await after.subject(
      of: dependent, at: commit ?? dependent.commit, foundation: release)
    subject.aim = aim
    subject.overrides = overrides(for: dependent)
    return CandidateCase(
      dependent: dependent, commit: commit, candidate: subject,
      baseline: try await before.subject(
        of: dependent, at: dependent.commit, foundation: baseline, settled: true),
      aim: aim, ahead: ahead)
  }

  /// Whether the candidate reaches a dependent by an override, because its registry cannot be copied.
  private func isOverridden(_ dependent: Dependent) -> Bool {
    guard ground.overridesRegistry else { return false }
    return dependent.uses.contains { use in
      if case .registry = use.dependency.source { true } else { false }
    }
  }

  /// What a build of `dependent` takes from commits of ours: the candidate, where only those between
  /// name the foundation, and what was prepared of those that it takes by branch.
  private func overrides(for dependent: Dependent) -> [BuildSubject.Override] {
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
