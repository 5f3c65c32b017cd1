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
    let sandbox = try await Sandbox.find(wish.sandbox, on: workspace.host)
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
      try story.line?.branch ?? .branch(workspace.configuration.foundation.branches.first ?? "main")
    let baseline = try await before.release(in: workspace)
    events(.begins(loaded.fleet.closure(of: named).sorted()))
    let entries = try await CandidateGround.with(
      release, on: branch, fleet: loaded.fleet, workspace: workspace
    ) { ground in
      let walk = CandidateWalk(
        ground: ground, present: workspace, loaded: loaded, baseline: baseline, progress: progress)
      let judge = judge(on: walk, wish, sandbox: sandbox, events: events)
      return try await walk.run(named, unread: unread, width: width(wish)) { name, preparation in
        let entry = await judge.judge(name, preparation)
        return (entry, isGood: entry.outcome.letsPush)
      }
    }
    report.entries = entries.filter { named.contains($0.name) } + absent
    report.fold(loaded.fleet)
    return report
  }

  /// How many dependents are run at once: the tests of one beside the build of the next.
  private static func width(_ wish: FleetRunWish) -> Int {
    if let jobs = wish.jobs { return max(1, jobs) }
    let memory = Machine.freeMemory.map { Int($0 / (3 << 30)) } ?? Machine.cores
    return max(1, min(Machine.cores, memory))
  }

  private static func judge(
    on walk: CandidateWalk, _ wish: FleetRunWish, sandbox: Sandbox,
    events: @escaping @Sendable (FleetRunEvent) -> Void
  ) -> FleetRunJudge {
    let host = walk.present.host
    let directory = Files.join(host.cacheDirectory, "fleet-run")
    let bounds = TestYard.Bounds(
      time: wish.time, resources: ResourceLimits(memory: wish.memory))
    let sharing = TestYard.Sharing(
      store: UnitStore(directory: Files.join(directory, "units"), host: host),
      foundation: walk.present.configuration.foundation.allPackages)
    func yard(_ workspace: Workspace, _ layouts: BuildYard) -> TestYard {
      let surroundings = workspace.surroundings
      return TestYard(
        host: host, yard: layouts, sandbox: sandbox, bounds: bounds,
        directory: Files.join(directory, "builds"), sharing: sharing,
        runner: { CargoRunner(host: $0, surroundings: surroundings) })
    }
    let driver = TrialDriver(
      candidateYard: yard(walk.ground.workspace, walk.candidateYard),
      presentYard: yard(walk.present, walk.presentYard), layouts: walk.candidateYard,
      cache: FleetRunCache(directory: directory, host: host),
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
