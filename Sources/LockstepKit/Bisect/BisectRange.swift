internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepWorkflow

/// What is searched: the ends, and the commits between them.
struct BisectRange: Sendable {
  let good: FoundationSide
  let bad: FoundationSide
  /// The commit that the good end is tried at: the last one that both ends have.
  let base: ObjectID
  let tip: ObjectID
  /// The commits that the bad end has and the good one has not, and ``base``.
  let commits: [ObjectID: CommitInfo]
  let order: [ObjectID]
  /// The rollback that took the bad version back.
  let rollback: String?
  let remarks: [String]

  /// The numbers of the commits, oldest first; ``base`` is 0.
  var places: [ObjectID: Int] {
    var places = [base: 0]
    for (number, commit) in order.reversed().enumerated() { places[commit] = number + 1 }
    return places
  }

  var search: BisectionSearch<ObjectID> {
    BisectionSearch(
      order.map { .init($0, parents: commits[$0]?.parents ?? []) }, good: base, bad: tip)
  }

  /// Finds both ends: as they were named, else as the ledger and the tags have them.
  static func find(_ wish: BisectWish, _ changes: ChangeStory, log: OperationLog) async throws
    -> BisectRange
  {
    let rollbacks = log.operations.filter { $0.kind == OperationKind.rollback }
    let known = rollbacks.reversed().compactMap { record in
      (try? record.facts.decode(RollbackFacts.self)).map { (id: record.id, facts: $0) }
    }
    let bad: FoundationSide =
      if let text = wish.bad {
        try await side(text, as: .candidate, changes)
      } else if let last = known.first {
        FoundationSide(
          name: last.facts.bad.tag, version: last.facts.bad.version, commit: last.facts.bad.commit)
      } else if let last = changes.line?.baseline {
        ChangeStory.side(of: last)
      } else {
        try await changes.side(nil, as: .candidate)
      }
    let rollback = known.first { $0.facts.bad.commit == bad.commit }
    let good: FoundationSide =
      if let text = wish.good {
        try await side(text, as: .baseline, changes)
      } else if let facts = rollback?.facts {
        FoundationSide(
          name: facts.good.tag, version: facts.good.version, commit: facts.good.commit)
      } else {
        try await changes.sides(candidate: bad.commit?.description).baseline
      }
    return try await between(good, bad, changes, rollback: rollback?.id)
  }

  /// A side by its version, as people say it, or by any name that git knows.
  private static func side(
    _ text: String, as role: FoundationSide.Role, _ changes: ChangeStory
  ) async throws -> FoundationSide {
    if let version = try? Version(parsing: text),
      let tagged = try await changes.workspace.taggedVersions().first(where: {
        $0.version == version
      })
    {
      return ChangeStory.side(of: tagged)
    }
    // A line is what its remote has; a clone's own branch of that name may be long behind.
    if let line = changes.line, line.branch.short == text {
      return try await changes.side(nil, as: .candidate)
    }
    return try await changes.side(text, as: role)
  }

  private static func between(
    _ good: FoundationSide, _ bad: FoundationSide, _ changes: ChangeStory, rollback: String?
  ) async throws -> BisectRange {
    let repository = changes.workspace.repository
    guard let last = good.commit, let tip = bad.commit else {
      throw ExplainedFailure(
        "a folder cannot be bisected", why: ["what is searched are commits"],
        hints: ["name versions, tags or commits: `--good v2.0.0 --bad main`"], exitStatus: .usage)
    }
    guard let base = try await repository.mergeBase(last, tip) else {
      throw ExplainedFailure(
        "\(good.name) and \(bad.name) have no history in common",
        hints: ["name two commits of one line"], exitStatus: .usage)
    }
    let infos = try await repository.log(from: last, to: tip)
    guard !infos.isEmpty, base != tip else {
      throw ExplainedFailure(
        "there is nothing between \(good.name) and \(bad.name)",
        why: ["the good end has every commit of the bad one"],
        hints: ["name the ends: `--good VERSION --bad VERSION`"], exitStatus: .usage)
    }
    var commits = Dictionary(infos.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    commits[base] = try await repository.log(from: nil, to: base, limit: 1).first
    return BisectRange(
      good: good, bad: bad, base: base, tip: tip, commits: commits, order: infos.map(\.id),
      rollback: rollback,
      remarks: base == last
        ? []
        : [
          "\(good.name) is not in the history of \(bad.name): the good end is \(base.short), "
            + "the last commit that both have"
        ])
  }

  /// The number behind every one that anybody has: patches are counted from there.
  func firstNumber(in workspace: Workspace) async throws -> Version {
    let package = workspace.configuration.foundation.package
    let written = try await workspace.source(at: tip).version(of: package)
    let own = max(written, bad.version ?? written).release
    var taken = try await workspace.taggedVersions().map(\.version)
    if workspace.publishes {
      // A registry that cannot be asked keeps nobody from searching: tags say the same.
      taken += (try? await workspace.registry().versions(of: package).map(\.version)) ?? []
    }
    let patches = taken.filter { $0.major == own.major && $0.minor == own.minor }.map(\.patch)
    return Version(own.major, own.minor, max(own.patch, patches.max() ?? 0) + 1)
  }

  /// The dependents that decide: those that were named, else those that the ledger calls broken.
  func names(_ wish: BisectWish, in loaded: LoadedFleet, log: OperationLog) throws
    -> [RepositoryName]
  {
    guard wish.dependents.isEmpty else {
      return try loaded.named(wish.dependents, unread: []).sorted()
    }
    let broken = broken(log).filter { loaded.fleet.dependent($0) != nil }
    guard broken.isEmpty else { return broken.sorted() }
    throw ExplainedFailure(
      "it is not said whose failure is searched",
      why: ["the ledger knows no dependent that \(bad.name) broke"],
      hints: ["name one: `--dependent NAME`; `lockstep fleet` lists them"], exitStatus: .usage)
  }

  /// The dependents that rollouts of the bad version, or fleet runs on it, found broken.
  private func broken(_ log: OperationLog) -> Set<RepositoryName> {
    var found: Set<RepositoryName> = []
    for operation in log.operations where operation.kind == OperationKind.rollout {
      guard let facts = try? operation.facts.decode(RolloutFacts.self),
        facts.release.commit == tip
      else { continue }
      for evidence in operation.evidence.values {
        let prepared = (try? evidence.body.decode([PreparedDependent].self)) ?? []
        found.formUnion(prepared.filter { $0.outcome == .regressed }.map(\.name))
      }
    }
    return found
  }
}
