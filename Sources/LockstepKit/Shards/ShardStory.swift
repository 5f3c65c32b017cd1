internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// The stories of a fleet run on several machines: dividing it, running one shard, joining them.
package enum ShardStory {
  /// Divides a fleet run into shards, balanced by how long each dependent took before.
  ///
  /// Everything that the machines have to agree on is fixed: the commits of both sides and of every
  /// dependent, the candidate's version, the configuration, the limits.
  ///
  /// - Parameter past: A report of an earlier run that says how long each dependent took.
  /// - Throws: Explained errors; with the status of a wrong usage where a side is a folder, which no
  ///   other machine has.
  package static func split(
    _ wish: FleetRunWish, into count: Int, past: String? = nil, in workspace: Workspace,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> ShardPlan {
    guard (1...ShardPlan.mostShards).contains(count) else {
      throw ExplainedFailure(
        "`--split` is \(count)", why: ["it goes from 1 to \(ShardPlan.mostShards)"],
        exitStatus: .usage)
    }
    let story = try await ChangeStory.open(workspace, branch: wish.branch)
    let workspace = story.workspace
    let (before, after) = try await story.sides(
      baseline: wish.baseline, candidate: wish.candidate)
    for side in [before, after] where side.commit == nil {
      throw ExplainedFailure(
        "\(side.name) cannot be tested on several machines",
        why: ["a folder is on this machine alone"], hints: ["commit it and name the commit"],
        exitStatus: .usage)
    }
    let release = try await ProposedRelease(
      workspace: workspace, baseline: before, candidate: after,
      required: {
        try await story.difference(from: before, to: after, progress: progress).required
      }
    ).release()
    let loaded = try await workspace.loadFleet(fetching: true)
    let unread = loaded.unread(of: workspace.configuration)
    let named = try loaded.named(wish.dependents, unread: unread)
    let durations = try await FleetRunDurations.read(
      past: past, in: workspace, progress: progress)
    let fleet = loaded.fleet
    let parts = ShardBalance.divide(
      fleet.dependents.filter { named.contains($0.name) }.map { dependent in
        ShardBalance.Load(
          dependent.name, seconds: durations[dependent.name],
          needs: fleet.closure(of: [dependent.name]).subtracting([dependent.name]))
      }, into: count)
    return ShardPlan(
      schema: ShardPlan.schema, foundation: workspace.configuration.foundation.package,
      baseline: before, candidate: after, release: release, branch: wish.branch,
      configuration: .init(
        commit: story.line?.tip,
        digest: FileDigest.sha256(of: workspace.configuration.bytes)),
      options: .init(
        sandbox: wish.sandbox, seconds: wish.time.inSeconds, memory: wish.memory,
        failFast: wish.failsFast, again: wish.again),
      shards: parts.enumerated().map { index, part in
        .init(number: index + 1, seconds: part.seconds, needs: part.alsoRun)
      },
      dependents: dependents(of: fleet, in: parts, durations),
      isWhole: wish.dependents.isEmpty,
      unread: unread.filter(named.contains).map { name in
        let known = loaded.failures[name] ?? fleet.problems[name]?.first
        return .init(name: name, reason: known?.oneLine ?? "nothing of it could be read")
      })
  }

  /// In the order of the waves, each with its shard.
  private static func dependents(
    of fleet: Fleet, in parts: [ShardBalance.Part], _ durations: FleetRunDurations
  ) -> [ShardPlan.Dependent] {
    var places: [RepositoryName: Int] = [:]
    for (index, part) in parts.enumerated() {
      for name in part.names { places[name] = index + 1 }
    }
    let usual = ShardBalance.usual(
      places.keys.map { ShardBalance.Load($0, seconds: durations[$0]) })
    return fleet.waves.flatMap { $0 }.compactMap { name in
      guard let shard = places[name], let dependent = fleet.dependent(name) else { return nil }
      return ShardPlan.Dependent(
        name: name, commit: dependent.commit, shard: shard, seconds: durations[name] ?? usual,
        measured: durations[name] != nil)
    }
  }

  /// Runs one shard; nothing is recorded, for it is a part only.
  ///
  /// - Parameters:
  ///   - jobs: How many dependents this machine runs at once.
  ///   - events: Is told what happens, from several tasks.
  /// - Throws: Explained errors; with the status of a wrong usage where there is no such shard.
  package static func run(
    _ number: Int, of plan: ShardPlan, jobs: Int?, in workspace: Workspace,
    events: @escaping @Sendable (FleetRunEvent) -> Void
  ) async throws -> ShardReport {
    guard (1...plan.shards.count).contains(number) else {
      throw ExplainedFailure(
        "there is no shard \(number)",
        why: ["the file has \(plan.shards.count), numbered from 1"],
        hints: ["an array that counts from 0 adds one"], exitStatus: .usage)
    }
    let wish = plan.wish(of: number, jobs: jobs)
    guard !wish.dependents.isEmpty else {
      return try ShardReport(
        shard: number, plan: plan,
        report: FleetRunReport(baseline: plan.baseline.name, candidate: plan.candidate.name))
    }
    let report = try await FleetRunStory.tell(wish, in: workspace, events: events)
    return try ShardReport(shard: number, plan: plan, report: report)
  }

  /// Joins the shards whose folders these are, or lie in these.
  ///
  /// - Parameter plan: The plan; the copy that the first shard has where it is `nil`.
  /// - Throws: ``ShardMergeError`` where they do not belong together.
  package static func merge(_ paths: [String], plan: ShardPlan?) throws -> ShardMerge {
    var folders: [ShardFolder] = []
    for path in paths {
      let folder = ShardFolder(path)
      let found =
        folder.holdsReport
        ? [folder]
        : try Files.list(path).map { ShardFolder(Files.join(path, $0)) }.filter(\.holdsReport)
      guard !found.isEmpty || plan != nil else {
        throw ExplainedFailure(
          "no shard has reported in \(path)",
          why: [Files.isDirectory(path) ? "it holds no shard.json" : "there is no such folder"],
          hints: ["name the folders that `lockstep verify --fleet --shard I --out DIR` has written"]
        )
      }
      folders += found
    }
    guard let plan = try plan ?? folders.first?.plan() else {
      throw ExplainedFailure(
        "there is nothing to merge", hints: ["name the shards' folders"], exitStatus: .usage)
    }
    var merge = try ShardMerge(plan)
    for folder in folders { try merge.add(try folder.report(), from: folder.path) }
    return merge
  }
}
