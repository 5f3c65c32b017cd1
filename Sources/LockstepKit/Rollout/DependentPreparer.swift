internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification

/// Prepares one dependent after the other: edits, locks, writes the commit, builds it.
///
/// Nothing leaves this machine here, and no dependent's trouble reaches another one.
struct DependentPreparer: Sendable {
  let layout: FleetLayout
  let preparation: Preparation
  let sources: ReleaseSources
  /// Tests what builds; `nil` where nothing more than a build is asked for.
  var tester: DependentTester?
  /// Pins that were prepared before; what a build has said of the very same tree is not asked again.
  var ways: [RepositoryName: WayBack] = [:]
  let progress: @Sendable (String) -> Void

  var cargo: Cargo { Cargo() }
  var workspace: Workspace { layout.workspace }
  var fleet: Fleet { layout.fleet }
  /// What the verdicts are compared with: the state before.
  var baseline: ReleasedVersion? { preparation.baseline }

  private var lineage: Lineage { Lineage(workspace: workspace, release: preparation.release) }

  /// Prepares the dependent called `name`; every trouble becomes its outcome.
  func prepare(_ name: RepositoryName) async -> PreparedDependent {
    guard let dependent = fleet.dependent(name) else {
      let reason = fleet.problems[name]?.first?.oneLine
      return PreparedDependent(
        name: name, outcome: .unknown,
        reason: reason ?? "it could not be fetched, or does not depend on the foundation any more",
        branch: "", before: .absent)
    }
    do {
      var prepared = try await prepare(dependent)
      if prepared.outcome == .unknown || prepared.outcome == .brokenBefore {
        prepared.reason = prepared.reason.map { circle(name) + $0 }
      }
      return prepared
    } catch let error as any ExplainedError {
      return result(.unknown, for: dependent, reason: circle(name) + error.explanation.oneLine)
    } catch {
      return result(.unknown, for: dependent, reason: "\(error)")
    }
  }

  /// Says that a dependent needs itself, where it does: most else that goes wrong follows from that.
  private func circle(_ name: RepositoryName) -> String {
    guard let cycle = fleet.cycles.first(where: { $0.contains(name) }) else { return "" }
    return "it needs itself, \(LoadedFleet.circle(cycle)): "
  }

  private func prepare(_ dependent: Dependent) async throws -> PreparedDependent {
    if case .update = preparation.mode, let reason = try await lineage.reasonAhead(dependent) {
      return result(.ahead, for: dependent, reason: reason)
    }
    let files = try await workspace.store.objects.manifestSet(of: dependent.commit)
    let edits = try await self.edits(of: dependent, in: files)
    let locks = try await move(dependent, files: files, edits: edits)
    guard !edits.isEmpty || !locks.isEmpty else { return try await unchanged(dependent) }
    let commit = try await write(edits: edits, locks: locks, on: dependent)
    var prepared = result(.ready, for: dependent)
    prepared.after = commit
    prepared.changes = edits.flatMap(\.changes)
    prepared.locks = locks.map(\.path)
    return try await judged(prepared, dependent)
  }

  // MARK: - Editing

  /// The commit that a rollout would push, without building it; `nil` where nothing has to change.
  ///
  /// - Parameters:
  ///   - settingBack: Lowers the requirement of a dependent that is ahead of the release, which a
  ///     rollout leaves alone.
  ///   - movingLocks: Whether committed locks move too.
  func commit(for dependent: Dependent, settingBack: Bool, movingLocks: Bool) async throws
    -> ObjectID?
  {
    let files = try await workspace.store.objects.manifestSet(of: dependent.commit)
    var edits = try await self.edits(of: dependent, in: files)
    if settingBack, edits.isEmpty {
      edits = try cargo.edit(
        .raise(to: target, when: .whenNeeded), of: dependent.directUses.map(\.dependency),
        in: files)
    }
    let locks = movingLocks ? try await move(dependent, files: files, edits: edits) : []
    guard !edits.isEmpty || !locks.isEmpty else { return nil }
    return try await write(edits: edits, locks: locks, on: dependent)
  }

  private func move(_ dependent: Dependent, files: ManifestSet, edits: [EditedManifest])
    async throws -> [MovedLock]
  {
    try await DependentLocks(
      workspace: workspace, layout: layout, dependent: dependent, release: preparation.release,
      sources: sources, progress: progress, onlySettles: preparation.mode.isAboutFlag,
      changesFeatures: preparation.takenFlags?[dependent.name] != nil
    ).move(files: files, edits: edits)
  }

  private func edits(of dependent: Dependent, in files: ManifestSet) async throws
    -> [EditedManifest]
  {
    let stated = dependent.directUses.map(\.dependency)
    guard let flags = preparation.takenFlags?[dependent.name] else {
      return try await edits(of: dependent, stating: stated, in: files)
    }
    var given = try await givingBack(flags, to: stated, in: files)
    given.edits.take(
      try await edits(of: dependent, stating: given.dependencies, in: given.files))
    return given.edits.values.sorted { $0.path < $1.path }
  }

  private func edits(
    of dependent: Dependent, stating dependencies: [Dependency], in files: ManifestSet
  ) async throws -> [EditedManifest] {
    switch preparation.mode {
    case .update:
      let raise = workspace.configuration.policy.raise == .always
      let dependencies = try await lineage.behind(dependent).map(\.dependency)
      return try cargo.edit(
        .raise(to: target, when: raise ? .always : .whenNeeded), of: dependencies, in: files)
    case .pin:
      return try cargo.edit(
        .pin(to: target, replacingPath: try replacement(in: dependent)), of: dependencies, in: files
      )
    case .restore(let before):
      guard let original = before[dependent.name] else { return [] }
      let model = try await workspace.store.objects.manifestSet(of: original)
      var edited: [EditedManifest] = []
      for (path, group) in Dictionary(grouping: dependencies, by: \.manifest) {
        guard let bytes = model[path] else { continue }
        edited += try cargo.edit(.restore(to: target, original: bytes), of: group, in: files)
      }
      return edited.sorted { $0.path < $1.path }
    case .withoutFlag(let flag):
      return try await edits(switchingOff: flag, dependencies, in: files)
    case .withFlag(let flag, let before):
      guard let original = before[dependent.name] else { return [] }
      let model = try await workspace.store.objects.manifestSet(of: original)
      return try await edits(switchingOn: flag, dependencies, in: files, as: model)
    }
  }

  private var target: ReleaseTarget {
    ReleaseTarget(
      version: preparation.release.version, tag: preparation.release.tag,
      commit: preparation.release.commit.description, repository: workspace.remote.asCargoURL)
  }

  /// Where a path dependency goes while it is pinned: to the source that the rest of the build uses,
  /// else to the foundation's own repository.
  private func replacement(in dependent: Dependent) throws -> RequirementEdit.PathReplacement {
    for use in dependent.directUses {
      switch use.dependency.source {
      case .registry(let name): return .registry(name: name)
      case .git(let url, _): return .git(url: url)
      case .path: continue
      }
    }
    return .git(url: workspace.remote.asCargoURL)
  }

  private func write(edits: [EditedManifest], locks: [MovedLock], on dependent: Dependent)
    async throws -> ObjectID
  {
    let changes =
      edits.map { FileChange(path: $0.path, content: .bytes($0.bytes, executable: false)) }
      + locks.map { FileChange(path: $0.path, content: .bytes($0.bytes, executable: false)) }
    let signature = workspace.signature()
    let written = try await workspace.store.objects.write([
      CommitDraft(
        parents: [dependent.commit], tree: .commit(dependent.commit), changes: changes,
        message: message, author: signature, committer: signature, sign: workspace.ledger.sign)
    ])
    guard let commit = written.first else {
      throw ExplainedFailure("git did not write the commit", hints: ["try again"])
    }
    return commit
  }

  private var message: String {
    let package = workspace.configuration.foundation.package
    let version = preparation.release.version
    return switch preparation.mode {
    case .update: "Update \(package) to \(version)\n"
    case .pin: "Pin \(package) to \(version)\n"
    case .restore: "Restore the requirement of \(package), on \(version)\n"
    case .withoutFlag(let flag): "Do without the feature \(flag) of \(package)\n"
    case .withFlag(let flag, _): "Ask for the feature \(flag) of \(package) again\n"
    }
  }

  // MARK: - Judging

  /// A dependent in which nothing has to change: it may still break.
  private func unchanged(_ dependent: Dependent) async throws -> PreparedDependent {
    let outcome: PreparedDependent.Outcome =
      if dependent.uses.contains(where: { $0.dependency.folderOutside }) {
        .follows
      } else if dependent.directUses.contains(where: { $0.floats(to: preparation.release.version) })
      {
        .floats
      } else if !dependent.direct, dependent.uses.allSatisfy({ $0.reach == .release }) {
        .waits
      } else {
        .upToDate
      }
    return try await judged(result(outcome, for: dependent), dependent)
  }

  /// Builds the prepared state, and the present one too where the prepared one fails.
  private func judged(_ prepared: PreparedDependent, _ dependent: Dependent) async throws
    -> PreparedDependent
  {
    var judged = prepared
    if let proven = try await tester?.provenBefore(prepared, dependent) { return proven }
    if let proven = try await provenByWayBack(prepared, dependent) { return proven }
    let after = try await layout.verdict(
      of: dependent, at: prepared.after ?? dependent.commit, foundation: preparation.release)
    if after.outcome == .builds {
      if let refused = try await split(prepared, dependent, by: after) { return refused }
      judged = proven(judged, dependent, by: after)
      return try await tester?.tested(judged, dependent) ?? judged
    }
    if after.outcome == .unknown, case .pin = preparation.mode {
      judged.reason = "not proven by a build: \(after.summary)"
      return judged
    }
    judged.reason = after.summary
    if after.outcome == .unknown {
      judged.outcome = .unknown
      return judged
    }
    let before = try await layout.verdict(
      of: dependent, at: dependent.commit, foundation: baseline, settled: true)
    judged.outcome = failure(of: prepared, whenBefore: before)
    return judged
  }

  /// The pin as it was proven when its update went out, where it is of the very same tree; else `nil`.
  private func provenByWayBack(_ prepared: PreparedDependent, _ dependent: Dependent)
    async throws -> PreparedDependent?
  {
    guard let way = ways[dependent.name], way.pin.built == true, let tree = way.tree,
      way.beside == dependent.beside(in: fleet),
      try await workspace.store.objects.tree(of: prepared.after ?? dependent.commit) == tree
    else { return nil }
    var proven = prepared
    proven.built = true
    proven.proof = .wayBack
    return proven
  }

  /// Holds a green build against what it compiled: without the release in it, it proves nothing.
  private func proven(
    _ prepared: PreparedDependent, _ dependent: Dependent, by verdict: BuildVerdict
  ) -> PreparedDependent {
    let version = preparation.release.version.description
    let isIn = fleet.foundation.packages.contains {
      verdict.compiled[$0]?.contains(version) == true
    }
    var judged = prepared
    guard prepared.outcome == .ready, !isIn else {
      judged.built = true
      return judged
    }
    judged.reason = "not proven by a build: \(version) was not part of it"
    // What is meant for another platform cannot be proven on this one.
    let isElsewhere = dependent.directUses.contains { $0.dependency.target != nil }
    if case .update = preparation.mode, !isElsewhere { judged.outcome = .unknown }
    return judged
  }

  /// What a failing build means, from what the state before it does.
  private func failure(of prepared: PreparedDependent, whenBefore before: BuildVerdict)
    -> PreparedDependent.Outcome
  {
    switch (preparation.mode, before.outcome) {
    case (.pin, .builds): .cannotPin
    // Its branch is red as it stands: a pin cannot break it and keeps the bad version out, and what was
    // pinned has to be restored.
    case (.pin, _), (.restore, .fails): prepared.after == nil ? .brokenBefore : .ready
    case (.withoutFlag, .builds): .needsFlag
    case (_, .builds): .regressed
    case (_, .fails): .brokenBefore
    case (_, .unknown): .unknown
    }
  }

  private func result(
    _ outcome: PreparedDependent.Outcome, for dependent: Dependent, reason: String? = nil
  ) -> PreparedDependent {
    PreparedDependent(
      name: dependent.name, outcome: outcome, reason: reason, branch: dependent.branch,
      before: dependent.commit)
  }
}

extension Explanation {
  /// The explanation in one line, as tables show it.
  package var oneLine: String {
    let told = ([what] + why.prefix(2)).joined(separator: ": ")
    // A place says more than anything else where there is only one line.
    guard let place, !told.contains("\(place)") else { return told }
    return "\(place): \(told)"
  }
}

extension Dependency {
  /// Whether it names a folder outside its own repository.
  var folderOutside: Bool {
    guard case .path = source else { return false }
    return folderInRepository == nil
  }
}
