internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// The story of `lockstep verify --fleet`: every dependent, at the commit that a rollout would push,
/// built and tested against baseline and candidate.
package enum FleetRunStory {
  /// Runs the fleet; nothing leaves this machine, and nothing is recorded yet: `record` does that.
  ///
  /// - Parameter events: Is told what happens, from several tasks.
  package static func tell(
    _ wish: FleetRunWish, in workspace: Workspace,
    events: @escaping @Sendable (FleetRunEvent) -> Void
  ) async throws -> FleetRunReport {
    let progress: @Sendable (String) -> Void = { events(.note($0)) }
    let story = try await open(wish, in: workspace)
    let workspace = story.workspace
    // Before anything is built: the two sides' interfaces are read by a build too.
    let sandbox = try await Sandbox.find(wish.sandbox, on: workspace.host)
    try await workspace.keepApart(in: sandbox)
    let (before, after) = try await sides(of: wish, in: story)
    let release = try await ProposedRelease(
      workspace: workspace, baseline: before, candidate: after,
      decided: wish.agreed?.release.version,
      required: {
        try await story.difference(from: before, to: after, progress: progress).required
      }
    ).release()
    try wish.agreed?.check(release)
    let loaded = try await workspace.loadFleet(fetching: true, at: wish.agreed?.commits ?? [:])
    let (named, unread, absent) = try whom(wish, loaded, workspace)
    var report = FleetRunReport(
      baseline: before.name, candidate: after.name,
      subject: .init(
        candidate: after.commit ?? release.commit, release: release, baseline: before.commit,
        isWhole: wish.dependents.isEmpty),
      waiver: wish.waiver, sandboxAbsence: sandbox.absence)
    guard !named.isEmpty else {
      report.entries = absent
      return report
    }
    let branch =
      try story.line?.branch ?? .branch(workspace.configuration.foundation.mainBranch)
    let baseline = try await before.release(in: workspace)
    events(.begins(loaded.fleet.closure(of: named).sorted()))
    let entries = try await CandidateGround.with(
      release, on: branch, fleet: loaded.fleet, workspace: workspace
    ) { ground in
      let walk = CandidateWalk(
        ground: ground, present: workspace, loaded: loaded, baseline: baseline, progress: progress)
      let width = FleetRunGround.width(
        wish.jobs, cores: Machine.cores, freeMemory: Machine.freeMemory)
      let judge = judge(on: walk, wish, width: width, events: events)
      let order = FleetRunOrder(
        of: loaded.fleet.dependents, width: width,
        past: FleetRunGround(workspace: workspace).cache.past)
      return try await walk.run(named, unread: unread, width: width, order: order.ordered) {
        name, preparation in
        let entry = await judge.judge(name, preparation)
        return (entry, isGood: entry.outcome.letsPush)
      }
    }
    try FleetRunGround(workspace: workspace).tidy(progress)
    report.entries = entries.filter { named.contains($0.name) } + absent
    report.fold(loaded.fleet)
    return report
  }

  private static func judge(
    on walk: CandidateWalk, _ wish: FleetRunWish, width: Int,
    events: @escaping @Sendable (FleetRunEvent) -> Void
  ) -> FleetRunJudge {
    let ground = FleetRunGround(workspace: walk.present)
    let bounds = TestYard.Bounds(
      time: wish.time, resources: ResourceLimits(memory: wish.memory),
      jobs: FleetRunGround.jobs(width: width, cores: Machine.cores))
    let driver = TrialDriver(
      candidateYard: ground.yard(
        in: walk.ground.workspace, layouts: walk.candidateYard, bounds: bounds),
      presentYard: ground.yard(
        in: walk.present, layouts: walk.presentYard, bounds: bounds),
      layouts: walk.candidateYard, cache: ground.cache,
      bounds: "\(wish.time) \(wish.memory ?? 0)", again: wish.again,
      progress: { events(.works($0, $1)) })
    return FleetRunJudge(driver: driver, wish: wish, halt: FailFast(), events: events)
  }
}

extension FleetOutcome {
  /// Whether a rollout would push a dependent that comes out so. One that failed before too, or comes
  /// and goes, is pushed where it compiles.
  fileprivate var letsPush: Bool {
    switch kind {
    case .passed, .fixed: true
    case .brokenBefore, .flaky: compiles == true
    case .regressed, .skipped, .unknown: false
    }
  }
}

extension FleetRunReport {
  /// Folds those that fail only because of another one under it.
  fileprivate mutating func fold(_ fleet: Fleet) {
    for index in entries.indices where entries[index].outcome.kind == .regressed {
      let packages = Set(entries[index].outcome.newErrors.map(\.key.package))
      guard !packages.isEmpty, entries[index].outcome.failedTests.isEmpty else { continue }
      let provider = fleet.dependents.first { dependent in
        dependent.name != entries[index].name
          && packages.isSubset(of: dependent.facts.packages.map(\.name))
      }
      entries[index].because = provider?.name
    }
  }
}
