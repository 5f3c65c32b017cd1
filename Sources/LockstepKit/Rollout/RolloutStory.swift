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
  ///
  /// - Parameters:
  ///   - version: The version that goes out, whose line is looked for.
  ///   - branch: The line's branch, where somebody names it.
  package static func open(
    _ workspace: Workspace, version: Version? = nil, branch: String?
  ) async throws -> RolloutStory {
    var workspace = workspace
    let log = try await workspace.operations()
    let line =
      version == nil || branch != nil
      ? try await workspace.refreshLine(branch)
      : try await workspace.refreshLine(of: version, branch: nil, log: log)
    let fleet = try await workspace.loadFleet(fetching: true)
    return RolloutStory(workspace: workspace, line: line, log: log, fleet: fleet)
  }

  /// The dependents that are called `names`; nobody where there are none.
  package func named(_ names: [String]) throws -> Set<RepositoryName> {
    guard !names.isEmpty else { return [] }
    return try fleet.named(names, unread: fleet.unread(of: workspace.configuration))
  }

  /// Plans the rollout of `version`, or of the last release, to those that `selection` means.
  package func propose(
    _ version: Version?, selection: RolloutSelection = RolloutSelection()
  ) async throws -> RolloutProposal {
    let unread = fleet.unread(of: workspace.configuration)
    var proposal = try await RolloutPlanner(
      workspace: workspace, fleet: fleet.fleet, line: line, takenBack: log.takenBack,
      unread: unread, selection: selection
    ).propose(version) { log.unused($0) }
    // A version that cannot go out is worth more words than nobody who would take it.
    if fleet.fleet.dependents.isEmpty, unread.isEmpty {
      if fleet.failures.isEmpty, fleet.unlisted.isEmpty { throw FleetEmpty() }
      throw FleetUnreadable(failures: fleet.failures, unlisted: fleet.unlisted)
    }
    proposal.remarks += try await workspace.remarks(on: line, log: log)
    return proposal
  }

  /// Carries a proposal out.
  package func carryOut(
    _ proposal: RolloutProposal, confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    try await workspace.carryOut(proposal.plan, confirm: confirm, report: report)
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

/// Not one repository of the fleet could be fetched; who depends on the foundation is not known.
package struct FleetUnreadable: ExplainedError {
  package let failures: [RepositoryName: Explanation]
  /// Organisations whose repositories could not be listed.
  package var unlisted: [String: Explanation] = [:]

  package var explanation: Explanation {
    let shown = failures.sorted { $0.key < $1.key }.prefix(10).map {
      "\($0.key): \($0.value.oneLine)"
    }
    let more = failures.count - shown.count
    return Explanation(
      failures.isEmpty
        ? "who depends on the foundation is not known: no forge has listed its repositories"
        : "who depends on the foundation is not known: no repository could be fetched",
      why: unlisted.sorted { $0.key < $1.key }.map(\.value.oneLine) + shown
        + (more > 0 ? ["… and \(more) more"] : []),
      hints: ["mend the cause, then try again: `lockstep fleet --fetch` shows what can be read"])
  }
}
