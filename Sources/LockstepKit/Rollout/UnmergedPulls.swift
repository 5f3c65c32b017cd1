internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepWorkflow

extension StoryPerformer {
  /// Those among `names` that take another dependent as it stands, by its branch or folder, whose pull request
  /// of this operation is not merged: until it is, their build would have two versions of the foundation.
  ///
  /// The forge is asked anew, and what is ours to merge is merged.
  func heldBack(
    _ names: [RepositoryName], in fleet: Fleet, _ context: StepContext
  ) async throws -> [RepositoryName: PreparedDependent] {
    let taken = Dictionary(
      names.map { ($0, fleet.dependent($0)?.taken ?? []) }, uniquingKeysWith: { $1 })
    let proposals = try Self.proposals(of: Set(taken.values.joined()), in: context)
    guard !proposals.isEmpty, !workspace.isRehearsal else { return [:] }
    let open = try await ProposalDesk(workspace: workspace, forges: forges)
      .look(at: proposals, acting: true).filter { $0.standing != .merged }
    var held: [RepositoryName: PreparedDependent] = [:]
    for (name, others) in taken {
      guard let dependent = fleet.dependent(name),
        let first = open.first(where: { others.contains($0.name) })
      else { continue }
      held[name] = PreparedDependent(
        name: name, outcome: first.standing.mayBeMerged ? .waitsForMerge : .waits,
        reason: "\(first.name) has to come first: \(first.detail)", branch: dependent.branch,
        before: dependent.commit)
    }
    return held
  }

  /// The pull requests of `names` that this operation has opened; of several the last one.
  private static func proposals(
    of names: Set<RepositoryName>, in context: StepContext
  ) throws -> [OpenProposal] {
    guard !names.isEmpty else { return [] }
    var found: [RepositoryName: OpenProposal] = [:]
    // Whether there are checks to wait for is known from the commit that a proposal was made on.
    var bases: [RepositoryName: ObjectID] = [:]
    for (_, evidence) in inOrder(context.evidence) {
      if let prepared = try? evidence.body.decode([PreparedDependent].self) {
        for dependent in prepared { bases[dependent.name] = dependent.before }
      }
      for dependent in (try? evidence.body.decode([DeliveredDependent].self)) ?? []
      where names.contains(dependent.name) {
        found[dependent.name] = dependent.proposal(on: bases[dependent.name])
      }
    }
    // What this very step has proposed before it stopped the last time.
    for dependent in (try? context.earlier?.body.decode([SettledDependent].self)) ?? []
    where names.contains(dependent.name) {
      if let proposal = dependent.proposal {
        found[dependent.name] = proposal
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// Evidence as the plan has its steps: pins come first, and those that follow the foundation's branch last.
  static func inOrder(_ evidence: [StepID: Evidence]) -> [(key: StepID, value: Evidence)] {
    let order = { (step: StepID) in
      PinSteps.contains(step) ? 0 : step.text.hasPrefix("follow") ? 2 : 1
    }
    return evidence.sorted { (order($0.key), $0.key.text) < (order($1.key), $1.key.text) }
  }
}

extension ProposalStanding.Standing {
  /// Whether it may be merged yet, by itself or after it was prepared anew.
  fileprivate var mayBeMerged: Bool { isUndecided || self == .conflicting }
}
