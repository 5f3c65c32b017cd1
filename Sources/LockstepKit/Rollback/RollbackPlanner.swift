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
    bad: Version? = nil, good: Version? = nil, because: String? = nil, extent: Extent = .whole
  ) {
    self.bad = bad
    self.good = good
    self.because = because
    self.extent = extent
  }
}

/// Plans the emergency path: pin, hotfix, restore, validate, bring back.
package struct RollbackPlanner: Sendable {
  package let workspace: Workspace
  package let fleet: Fleet
  package let line: Line
  package let log: OperationLog

  package init(workspace: Workspace, fleet: Fleet, line: Line, log: OperationLog) {
    self.workspace = workspace
    self.fleet = fleet
    self.line = line
    self.log = log
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
    let bad = try badVersion(wish.bad)
    let good = try goodVersion(wish.good, before: bad)
    let version = try await hotfixVersion(bad: bad.version, good: good.version)
    let commits = try await workspace.repository.log(from: good.commit, to: bad.commit)
    let hotfix = try await self.hotfix(version, bad: bad, good: good)
    let exposures = exposures(bad: bad, good: good, commits: commits)
    let facts = RollbackFacts(
      package: workspace.configuration.foundation.package, bad: bad.release, good: good.release,
      hotfix: hotfix.release, branch: line.branch, commits: commits.map(\.subject),
      exposed: exposures.exposed, held: held(from: bad, among: exposures.safe),
      safe: exposures.safe, because: wish.because,
      preempted: log.open.map(\.id))
    let packages = try await workspace.measure(version, at: hotfix.commit)
    let steps = try await self.steps(facts, hotfix: hotfix, packages: packages)
    let plan = Plan(
      operation: operation("rollback-\(bad.version)"), kind: OperationKind.rollback,
      title: "rollback of \(facts.package) \(bad.version) to \(good.version)",
      facts: try JSONValue(encoding: facts), steps: steps)
    return RollbackProposal(assessment: .takesBack(facts), plan: plan)
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

  // MARK: - Which versions

  func badVersion(_ wanted: Version?) throws -> TaggedVersion {
    let found =
      wanted.map { version in line.releases.first { $0.version == version } } ?? line.baseline
    guard let found else {
      throw ExplainedFailure(
        wanted.map { "\($0) is not released" } ?? "nothing is released that could be taken back",
        why: ["the remote `\(workspace.remoteName)` has no tag of it"],
        hints: ["a release that was not tagged yet is withdrawn with `lockstep abort`"])
    }
    // Named again it may be meant; without a name it would be a mistake at the worst of times.
    if wanted == nil, let rollback = finishedRollback(about: found.version) {
      throw rollback
    }
    return found
  }

  /// The rollback that has taken `version` back, or that `version` is the hotfix of.
  private func finishedRollback(about version: Version) -> AlreadyTakenBack? {
    for record in log.takenBack.values where record.state == .finished {
      guard let facts = try? record.facts.decode(RollbackFacts.self),
        [facts.bad.version, facts.hotfix.version].contains(version)
      else { continue }
      return AlreadyTakenBack(
        version: facts.bad.version, hotfix: facts.hotfix.version, operation: record)
    }
    return nil
  }

  /// The last good version: the highest one below the bad one in its history that was not taken back
  /// itself.
  func goodVersion(_ wanted: Version?, before bad: TaggedVersion) throws -> TaggedVersion {
    let withdrawn = Set(
      log.operations.filter { $0.kind == OperationKind.rollback }
        .compactMap { try? $0.facts.decode(RollbackFacts.self).bad.version })
    if let wanted {
      guard let found = line.releases.first(where: { $0.version == wanted }) else {
        throw ExplainedFailure(
          "\(wanted) is not released", why: ["no tag stands for it"],
          hints: [released(below: bad.version)])
      }
      guard found.version < bad.version else {
        throw ExplainedFailure(
          "\(wanted) is not older than \(bad.version)", hints: [released(below: bad.version)])
      }
      return found
    }
    let candidates = line.merged.filter {
      $0.version < bad.version && !withdrawn.contains($0.version)
    }
    guard let found = candidates.first else {
      throw ExplainedFailure(
        "there is no version to go back to",
        why: [
          "\(bad.version) is the first release of its line that was not taken back itself"
        ],
        hints: [
          "name one with `--to`: " + released(below: bad.version),
          "or release a fix: `lockstep plan patch`",
        ])
    }
    return found
  }

  private func released(below version: Version) -> String {
    let names = line.releases.filter { $0.version < version }.map(\.version.description)
    return names.isEmpty
      ? "nothing older is released" : "released are \(names.joined(separator: ", "))"
  }

  /// The bad version's next patch where it was a patch itself, else the good one's; a number that is
  /// spent is stepped over, for an emergency waits for nobody.
  private func hotfixVersion(bad: Version, good: Version) async throws -> Version {
    var version =
      (bad.major, bad.minor) == (good.major, good.minor)
      ? try bad.next(.patch) : try good.next(.patch)
    var taken = Set(line.releases.map(\.version))
    if workspace.publishes {
      taken.formUnion(
        try await workspace.registry()
          .versions(of: workspace.configuration.foundation.package).map(\.version))
    }
    while taken.contains(version) { version = try version.next(.patch) }
    return version
  }

  // MARK: - Who is exposed

  func exposures(bad: TaggedVersion, good: TaggedVersion, commits: [CommitInfo]) -> (
    exposed: [RollbackFacts.ExposedDependent], safe: [RepositoryName]
  ) {
    let range = line.releases.filter { $0.version > good.version && $0.version <= bad.version }
    let release = BadRelease(
      versions: Set(range.map(\.version)), tags: Set(range.map(\.tag.short)),
      commits: Set(commits.map(\.id.description)), branches: [line.branch.short])
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

  // MARK: - The hotfix

  /// The good tag's tree on top of the bad tag, with a version and a changelog of its own.
  ///
  /// It cannot conflict, and its code is the good version's.
  private func hotfix(_ version: Version, bad: TaggedVersion, good: TaggedVersion) async throws
    -> TaggedVersion
  {
    let repository = workspace.repository
    let source = try await workspace.source(at: good.commit)
    let edits = try Cargo().settingVersion(
      version, of: workspace.configuration.foundation.allPackages, in: source.files)
    var changes = edits.map {
      FileChange(path: $0.path, content: .bytes($0.bytes, executable: false))
    }
    changes.append(try await changelog(version, bad: bad, good: good))
    changes += try await configurationChange(bad: bad)
    let signature = workspace.signature()
    let written = try await repository.write([
      CommitDraft(
        parents: [bad.commit], tree: .commit(good.commit), changes: changes,
        message: """
          Release \(workspace.configuration.foundation.package) \(version), a hotfix

          It is \(good.version) again, under a new version: \(bad.version) was taken back.

          """,
        author: signature, committer: signature, sign: workspace.ledger.sign)
    ])
    guard let commit = written.first else {
      throw ExplainedFailure("git did not write the hotfix", hints: ["try again"])
    }
    let name = workspace.configuration.foundation.hotfixTag.name(for: version)
    return TaggedVersion(
      version: version, tag: try RefName.tag(name), commit: commit, isHotfix: true)
  }

  /// Our own configuration is no part of the library: it stays as it was when things went wrong.
  private func configurationChange(bad: TaggedVersion) async throws -> [FileChange] {
    let path = workspace.pathInRepository(Workspace.configurationName)
    let file = try await workspace.repository.read([.file(commit: bad.commit, path: path)]).first
    guard let file = file ?? nil else { return [] }
    return [FileChange(path: path, content: .bytes(file.bytes, executable: false))]
  }

  /// The bad version's changelog goes on: what was released stays told.
  private func changelog(_ version: Version, bad: TaggedVersion, good: TaggedVersion) async throws
    -> FileChange
  {
    let path = workspace.pathInRepository("CHANGELOG.md")
    let file = try await workspace.repository.read([.file(commit: bad.commit, path: path)]).first
    var changelog = try (file ?? nil).map { try Changelog(bytes: $0.bytes) } ?? .empty
    changelog.release(
      hotfix: version, tag: workspace.configuration.foundation.hotfixTag.name(for: version),
      on: workspace.host.clock.now().day,
      saying: "Takes \(bad.version) back: the code is that of \(good.version).")
    return FileChange(path: path, content: .bytes(Array(changelog.text.utf8), executable: false))
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

/// The last release of the line was taken back before.
package struct AlreadyTakenBack: ExplainedError, ExitStatusCarrying {
  package let version: Version
  package let hotfix: Version
  package let operation: OperationRecord

  package var explanation: Explanation {
    Explanation(
      "\(version) was taken back already",
      why: [
        "`\(operation.id)` finished \(operation.endedAt?.description ?? "before"); its hotfix is \(hotfix)"
      ],
      hints: [
        "where the hotfix or another version is meant, name it: `lockstep rollback \(hotfix)`"
      ])
  }

  package var exitStatus: ExitStatus { .done }
}
