internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

extension VerifyStory {
  /// The gate *integration*: commands that get every dependent at the commit that a rollout would push,
  /// in a world in which the candidate is public.
  func integration(
    _ ground: Ground, against baseline: FoundationSide?,
    _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> GateReport {
    let commands = configuration.gates.integration
    guard !commands.isEmpty, let subject = ground.subjects.first else {
      return .skipped(
        .integration, because: "no command is configured",
        hints: ["name some under [gates] `integration`"])
    }
    guard ground.side.commit != nil, let baseline else {
      return .skipped(
        .integration,
        because: ground.side.commit == nil
          ? "what dependents get is a commit, and a folder is none"
          : "there is no release that dependents stand on",
        hints: ground.side.commit == nil ? ["commit it and name the commit"] : [])
    }
    let release = try await ProposedRelease(
      workspace: workspace, baseline: baseline, candidate: ground.side,
      required: {
        try await changes.difference(from: baseline, to: ground.side, progress: progress).required
      }
    ).release()
    let loaded = try await workspace.loadFleet(fetching: true)
    let branch =
      try changes.line?.branch ?? .branch(configuration.foundation.mainBranch)
    let before = try await baseline.release(in: workspace)
    return try await CandidateGround.with(
      release, on: branch, fleet: loaded.fleet, workspace: workspace
    ) { world in
      let walk = CandidateWalk(
        ground: world, present: workspace, loaded: loaded, baseline: before, progress: progress)
      return try await Scratch.withFolder(in: host, name: "integration") { folder in
        let missing = try await FleetGround(world: world, folder: folder).layOut(
          walk, on: subject.folder)
        var report = try await gate(commands, on: ground, in: world, folder, progress)
          .check(candidate: subject.folder, fleet: folder)
        report.evidence += missing
        return report
      }
    }
  }

  private func gate(
    _ commands: [[String]], on ground: Ground, in world: CandidateGround, _ folder: String,
    _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> IntegrationGate {
    let top = ground.subjects.first?.folder ?? ground.top
    let isolation = world.workspace.isolation
    let writable = [folder, ground.top]
    let cargo = try await isolation.runner(for: top, writable: writable)
    return IntegrationGate(
      commands, environment: cargo.environment(adding: [:]),
      host: try await isolation.host(for: top, writable: writable), progress: progress)
  }
}
