package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
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
  /// - Parameters:
  ///   - wish: `nil` takes the candidate that was planned before, with the override it was planned
  ///     with.
  ///   - override: Lets a smaller number pass than the changes require.
  ///   - progress: Is told what takes time.
  package func propose(
    _ wish: ReleaseWish?, initial: Bool, override: BumpOverride? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> ReleaseProposal {
    let planned = wish == nil ? try await planned() : nil
    let changes = ChangeStory(workspace: workspace, line: line)
    let planner = ReleasePlanner(
      workspace: workspace, line: line, spent: log.spentVersions
    ) { baseline, candidate in
      try await changes.difference(from: baseline, to: candidate, progress: progress)
    }
    var proposal = try await planner.propose(
      wish ?? planned.map { .version($0.version) } ?? .auto, initial: initial,
      override: override ?? planned?.override)
    proposal.plan.operation = log.unused(proposal.plan.operation)
    proposal.fleetRun = try await workspace.ledger.history()
      .fleetStanding(on: proposal.facts.candidate)?.told(at: workspace.host.clock.now())
    proposal.remarks += try await workspace.remarks(on: line, log: log)
    return proposal
  }

  /// Carries a proposal out.
  package func carryOut(
    _ proposal: ReleaseProposal, confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    try await workspace.carryOut(proposal.plan, confirm: confirm, report: report)
  }

  /// The one candidate that stands on the line's tip; `nil` where there is none.
  private func planned() async throws -> (version: Version, override: BumpOverride?)? {
    let prefix = "refs/heads/lockstep/"
    var planned: [(version: Version, commit: ObjectID)] = []
    for reference in try await workspace.repository.references(under: [prefix]) {
      let name = reference.name.description.dropFirst(prefix.count)
      guard let version = try? Version(parsing: name),
        !line.releases.contains(where: { $0.version == version }),
        try await workspace.isCandidate(reference.peeled, of: version, on: line.tip)
      else { continue }
      planned.append((version, reference.peeled))
    }
    guard planned.count < 2 else {
      let names = planned.map(\.version).sorted().map(\.description)
      throw ExplainedFailure(
        "\(names.count) candidates are planned on the tip of \(line.branch.short)",
        why: [names.joined(separator: ", ")],
        hints: [
          "name the one that is meant: `lockstep release \(names[names.count - 1])`",
          "a candidate that nobody wants goes with `git branch -D lockstep/\(names[0])`",
        ])
    }
    guard let found = planned.first else { return nil }
    let message = try await workspace.repository.log(from: line.tip, to: found.commit).first?.body
    return (found.version, message.flatMap(BumpOverride.init(candidateMessage:)))
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
