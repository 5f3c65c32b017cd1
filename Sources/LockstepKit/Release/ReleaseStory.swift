package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
package import LockstepWorkflow

/// The story of a release: plan it, show it, carry it out.
package struct ReleaseStory: Sendable {
  package var workspace: Workspace
  package let line: Line
  package let log: OperationLog

  /// Asks the remote how the line stands and what the ledger says.
  package static func open(_ workspace: Workspace, branch: String?) async throws -> ReleaseStory {
    var workspace = workspace
    let log = try await workspace.operations()
    let line = try await workspace.refreshLine(branch)
    return ReleaseStory(workspace: workspace, line: line, log: log)
  }

  /// Plans the release; nothing leaves this machine.
  ///
  /// - Parameter wish: `nil` takes the candidate that was planned before.
  package func propose(_ wish: ReleaseWish?, initial: Bool) async throws -> ReleaseProposal {
    let wish = if let wish { wish } else { try await plannedVersion().map(ReleaseWish.version) }
    var proposal = try await ReleasePlanner(
      workspace: workspace, line: line, spent: log.spentVersions
    ).propose(wish ?? .auto, initial: initial)
    proposal.plan.operation = log.unused(proposal.plan.operation)
    proposal.remarks = try await workspace.remarks(on: line, log: log)
    return proposal
  }

  /// Carries a proposal out.
  package func carryOut(
    _ proposal: ReleaseProposal, confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    let engine = workspace.engine(confirm: confirm, report: report)
    return try await engine.start(proposal.plan) { history in
      try OperationLog(history).refuseOthers()
    }
  }

  /// The version of the one candidate that stands on the line's tip; `nil` where there is none.
  private func plannedVersion() async throws -> Version? {
    let prefix = "refs/heads/lockstep/"
    var planned: [Version] = []
    for reference in try await workspace.repository.references(under: [prefix]) {
      let name = reference.name.description.dropFirst(prefix.count)
      guard let version = try? Version(parsing: name),
        !line.releases.contains(where: { $0.version == version }),
        try await workspace.isCandidate(reference.peeled, of: version, on: line.tip)
      else { continue }
      planned.append(version)
    }
    guard planned.count < 2 else {
      let names = planned.sorted().map(\.description)
      throw ExplainedFailure(
        "\(names.count) candidates are planned on the tip of \(line.branch.short)",
        why: [names.joined(separator: ", ")],
        hints: [
          "name the one that is meant: `lockstep release \(names[names.count - 1])`",
          "a candidate that nobody wants goes with `git branch -D lockstep/\(names[0])`",
        ])
    }
    return planned.first
  }
}

extension OperationLog {
  /// Refuses to start where an operation is open: it has to be finished or taken back first.
  func refuseOthers() throws {
    guard let other = open.first else { return }
    throw OperationOpen(
      operation: other.id, title: other.title, by: other.startedBy.name, at: other.startedAt)
  }
}

/// Another operation was begun and has not ended.
package struct OperationOpen: ExplainedError, ExitStatusCarrying {
  package let operation: String
  package let title: String
  /// Who began it, and when.
  package let by: String
  package let at: Timestamp

  package var explanation: Explanation {
    Explanation(
      "another operation is open: \(title)",
      why: ["`\(operation)`, begun \(at) by \(by), has neither finished nor been aborted"],
      hints: [
        "`lockstep status` shows how far it came",
        "`lockstep resume` goes on with it, `lockstep abort` takes back what can be taken back",
        "`lockstep rollback` pre-empts it",
      ])
  }

  package var exitStatus: ExitStatus { .leaseHeld }
}
