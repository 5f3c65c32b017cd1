internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepVerification

extension FleetRunAgreement {
  /// Whether the clone has everything that was agreed on, and was told of the remote's tags.
  func isHere(in workspace: Workspace) async throws -> Bool {
    for commit in [baseline.commit, candidate.commit, configurationCommit].compactMap(\.self) {
      guard try await workspace.repository.resolve(commit.description) != nil else { return false }
    }
    return try await !workspace.repository.references(under: [Workspace.remoteHeads]).isEmpty
  }

  /// Sees to it that the workspace is the one that was agreed on: both sides are here, and the
  /// configuration is that one.
  func settle(_ story: ChangeStory) async throws -> ChangeStory {
    for (side, role) in [(baseline, FoundationSide.Role.baseline), (candidate, .candidate)] {
      _ = try await story.side(side.commit?.description, as: role)
    }
    var workspace = story.workspace
    if let commit = configurationCommit {
      _ = try await story.side(commit.description, as: .candidate)
      try await workspace.takeConfiguration(of: commit)
    }
    guard FileDigest.sha256(of: workspace.configuration.bytes) == configurationDigest else {
      throw ExplainedFailure(
        "the lockstep.toml here is not the one that the shards were computed by",
        why: ["the remote's branch has none, so each machine takes its own"],
        hints: ["push it to the remote, or compute the shards again"])
    }
    return ChangeStory(workspace: workspace, line: story.line)
  }

  /// Makes sure that the candidate is built as the very commit that was agreed on.
  func check(_ own: ReleasedVersion) throws {
    guard own != release else { return }
    throw ExplainedFailure(
      "the candidate is another one here than when the shards were computed",
      why: [
        "it was to be \(release.version) at \(release.commit.short), and is "
          + "\(own.version) at \(own.commit.short)"
      ],
      hints: ["compute the shards again: `lockstep verify --fleet --split N`"])
  }

  /// Tells apart the dependents that this machine has as they were agreed on, and those that it has
  /// not, each with the reason.
  func sort(_ names: [String], in loaded: LoadedFleet) throws -> (
    here: Set<RepositoryName>, absent: [FleetRunReport.Entry]
  ) {
    var here: Set<RepositoryName> = []
    var absent: [FleetRunReport.Entry] = []
    for name in try names.map({ try RepositoryName($0) }) {
      if let dependent = loaded.fleet.dependent(name), dependent.commit == commits[name] {
        here.insert(name)
        continue
      }
      let known = loaded.fleet.problems[name]?.first ?? loaded.failures[name]
      let told = known.map { ": \($0.oneLine)" } ?? ""
      let commit = commits[name].map { " at \($0.short)" } ?? ""
      absent.append(
        FleetRunReport.Entry(
          name: name,
          outcome: FleetOutcome(
            .unknown, reason: "this machine does not have it\(commit), as was agreed on\(told)")))
    }
    return (here, absent)
  }
}

extension FleetRunStory {
  /// Opens the foundation, as it was agreed on where it was.
  static func open(_ wish: FleetRunWish, in workspace: Workspace) async throws -> ChangeStory {
    guard let agreed = wish.agreed else {
      return try await ChangeStory.open(workspace, branch: wish.branch)
    }
    // Shards may share a clone, and git lets only one of them at a time fetch into it.
    let asking = try await !agreed.isHere(in: workspace)
    return try await agreed.settle(
      try await ChangeStory.open(workspace, branch: wish.branch, asking: asking))
  }

  /// The two sides: those that were agreed on, else those that are asked for.
  static func sides(of wish: FleetRunWish, in story: ChangeStory) async throws -> (
    baseline: FoundationSide, candidate: FoundationSide
  ) {
    if let agreed = wish.agreed { return (agreed.baseline, agreed.candidate) }
    return try await story.sides(baseline: wish.baseline, candidate: wish.candidate)
  }

  /// Whom the run is about: those that can be run or said to be unreadable, and those of an agreement
  /// that are not here as was agreed on.
  static func whom(_ wish: FleetRunWish, _ loaded: LoadedFleet, _ workspace: Workspace) throws -> (
    named: Set<RepositoryName>, unread: [RepositoryName], absent: [FleetRunReport.Entry]
  ) {
    if let agreed = wish.agreed {
      let (here, absent) = try agreed.sort(wish.dependents, in: loaded)
      return (here, [], absent)
    }
    let unread = loaded.unread(of: workspace.configuration)
    return (try loaded.named(wish.dependents, unread: unread), unread, [])
  }
}
