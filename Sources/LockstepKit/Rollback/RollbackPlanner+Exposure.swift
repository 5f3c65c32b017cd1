internal import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet
internal import LockstepGit
internal import LockstepWorkflow

extension RollbackPlanner {
  /// Says of every dependent whether it has the bad version or can get it, the most exposed first.
  ///
  /// Only what the bad version's own history released since the good one is bad: another line's numbers in
  /// between are not, and whoever follows another branch is not touched.
  func exposures(bad: TaggedVersion, good: TaggedVersion, commits: [CommitInfo]) async throws -> (
    exposed: [RollbackFacts.ExposedDependent], safe: [RepositoryName]
  ) {
    let between = line.releases.filter { $0.version > good.version && $0.version <= bad.version }
    let range = try await workspace.versions(among: between, in: bad.commit)
    let release = BadRelease(
      versions: Set(range.map(\.version)), tags: Set(range.map(\.tag.short)),
      commits: Set(commits.map(\.id.description)), branches: [line.branch.short],
      isOnDefaultBranch: line.isDefault, isInFolders: line.isDefault,
      newer: try await preferred(to: bad.version))
    let found = fleet.exposures(to: release)
    let before = commitsBefore(Set(range.map(\.version)))
    let ordered = fleet.dependents.enumerated().sorted { one, other in
      let (first, second) = (found[one.element.name], found[other.element.name])
      let degrees = (first?.degree ?? .none, second?.degree ?? .none)
      return degrees.0 == degrees.1 ? one.offset < other.offset : degrees.0 > degrees.1
    }.map(\.element)
    var exposed: [RollbackFacts.ExposedDependent] = []
    var safe: [RepositoryName] = []
    for dependent in ordered {
      guard let exposure = found[dependent.name], exposure.degree != .none else {
        safe.append(dependent.name)
        continue
      }
      exposed.append(
        RollbackFacts.ExposedDependent(
          name: dependent.name, degree: exposure.degree.words,
          reason: exposure.reasons.first?.description ?? "", commit: dependent.commit,
          before: before[dependent.name] ?? dependent.commit,
          followsBranch: dependent.directUses.contains { $0.reach == .immediate }))
    }
    return (exposed, safe.sorted())
  }

  /// The versions that a resolver takes rather than the bad one, where a requirement admits both.
  private func preferred(to bad: Version) async throws -> [Version] {
    let withdrawn = line.withdrawn
    let offered =
      workspace.publishes
      ? try await publishedVersions().filter { !$0.yanked }.map(\.version)
      : line.releases.map(\.version)
    return offered.filter { $0 > bad && !$0.isPrerelease && !withdrawn.contains($0) }
  }

  /// Where each dependent stood before a rollout of one of `versions` moved it, from the ledger.
  func commitsBefore(_ versions: Set<Version>) -> [RepositoryName: ObjectID] {
    var commits: [RepositoryName: ObjectID] = [:]
    for operation in log.operations where operation.kind == OperationKind.rollout {
      guard let facts = try? operation.facts.decode(RolloutFacts.self),
        versions.contains(facts.release.version)
      else { continue }
      for evidence in operation.evidence.values {
        for dependent in (try? evidence.body.decode([SettledDependent].self)) ?? [] {
          if let before = dependent.before { commits[dependent.name] = before }
        }
        guard let prepared = try? evidence.body.decode([PreparedDependent].self) else { continue }
        for dependent in prepared where dependent.after != nil && commits[dependent.name] == nil {
          commits[dependent.name] = dependent.before
        }
      }
    }
    return commits
  }
}

extension Exposure.Degree {
  /// The degree in words.
  package var words: String {
    switch self {
    case .none: "not exposed"
    case .canResolve: "can resolve"
    case .follows: "follows"
    case .locked: "locked"
    }
  }
}
