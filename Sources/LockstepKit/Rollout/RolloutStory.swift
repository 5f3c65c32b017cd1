package import LockstepCore
internal import LockstepFleet
package import LockstepWorkflow

/// The story of a rollout: the released version goes to the dependents, wave by wave.
package struct RolloutStory: Sendable {
  package let workspace: Workspace
  package let line: Line
  package let log: OperationLog
  package let fleet: LoadedFleet

  /// Asks every remote how things stand.
  package static func open(_ workspace: Workspace, branch: String?) async throws -> RolloutStory {
    var workspace = workspace
    let log = try await workspace.operations()
    let line = try await workspace.refreshLine(branch)
    let fleet = try await workspace.loadFleet(fetching: true)
    return RolloutStory(workspace: workspace, line: line, log: log, fleet: fleet)
  }

  /// Plans the rollout of `version`, or of the last release.
  package func propose(_ version: Version?) async throws -> RolloutProposal {
    guard !fleet.fleet.dependents.isEmpty else { throw FleetEmpty() }
    var proposal = try await RolloutPlanner(
      workspace: workspace, fleet: fleet.fleet, line: line, takenBack: log.takenBack
    ).propose(version) { log.unused($0) }
    proposal.remarks = try await workspace.remarks(on: line, log: log)
    return proposal
  }

  /// Carries a proposal out.
  package func carryOut(
    _ proposal: RolloutProposal, confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    let engine = workspace.engine(confirm: confirm, report: report)
    return try await engine.start(proposal.plan) { history in
      try OperationLog(history).refuseOthers(than: OperationKind.rollout)
    }
  }
}

/// Nobody depends on the foundation, as far as can be seen.
package struct FleetEmpty: ExplainedError, ExitStatusCarrying {
  package init() {}

  package var explanation: Explanation {
    Explanation(
      "the fleet is empty: no repository depends on the foundation",
      why: ["looked where `search` and [[fleet.dependent]] point"],
      hints: ["`lockstep fleet` shows what was looked at; nothing has to be rolled out"])
  }

  package var exitStatus: ExitStatus { .done }
}
