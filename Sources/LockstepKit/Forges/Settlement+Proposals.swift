internal import LockstepCore
internal import LockstepGit
internal import LockstepWorkflow

/// A pull request that no step of its operation has waited for: it stands in for a refused push, or came of
/// trying somebody once more at the end.
struct UnawaitedProposal: Sendable {
  /// The number of the group whose preparation counts for it.
  var group: Int
  /// The step that prepared it first.
  var source: String
  var delivered: DeliveredDependent
  var proposal: OpenProposal
  /// How it stands; `unknown` until it was looked at.
  var standing: ProposalStanding

  var name: RepositoryName { proposal.name }

  /// Its dependent as one that has to be tried again, where it does not go with what its branch has by now.
  var leftover: Leftover? {
    guard standing.standing == .conflicting else { return nil }
    return Leftover(
      name: name, group: group, outcome: SettledDependent.notMerged, reason: standing.detail)
  }

  /// What is told of it where the operation ends.
  var result: SettledDependent {
    let isOpen = standing.standing.isUndecided
    let detail = [standing.detail, delivered.barred.map { "its branch refuses pushes: \($0)" }]
      .compactMap { $0 }.filter { !$0.isEmpty }
    return SettledDependent(
      name: name, settled: !isOpen,
      outcome: isOpen ? SettledDependent.notMerged : standing.standing.rawValue,
      reason: detail.joined(separator: "; "), before: proposal.base, delivered: delivered,
      source: source)
  }

  fileprivate init(
    _ delivered: DeliveredDependent, _ proposal: OpenProposal, group: Int, source: String
  ) {
    self.group = group
    self.source = source
    self.delivered = delivered
    self.proposal = proposal
    standing = proposal.standing(.unknown)
  }
}

extension Settlement {
  /// The pull requests that only the end of the operation can wait for.
  ///
  /// - Parameter earlier: What became of the leftovers when they were tried before.
  func unawaited(
    in evidence: [StepID: Evidence], after earlier: [SettledDependent]
  ) throws -> [UnawaitedProposal] {
    let awaited = try (waits ?? []).flatMap {
      try evidence[StepID($0)]?.body.decode([ProposalStanding].self) ?? []
    }
    var found: [RepositoryName: UnawaitedProposal] = [:]
    var groups: [RepositoryName: Int] = [:]
    for (number, group) in self.groups.enumerated() {
      let prepared =
        try evidence[StepID(group.source)]?.body.decode([PreparedDependent].self) ?? []
      for name in prepared.map(\.name) + group.preparation.repositories { groups[name] = number }
      let bases = Dictionary(prepared.map { ($0.name, $0.before) }, uniquingKeysWith: { $1 })
      for dependent in try group.delivered(in: evidence) {
        found[dependent.name] = dependent.proposal(on: bases[dependent.name]).map {
          UnawaitedProposal(dependent, $0, group: number, source: group.source)
        }
      }
    }
    for settled in earlier {
      guard let delivered = settled.delivered, let group = groups[settled.name],
        let proposal = settled.proposal
      else { continue }
      found[settled.name] = UnawaitedProposal(
        delivered, proposal, group: group, source: self.groups[group].source)
    }
    return found.values.filter { found in
      !awaited.contains {
        $0.name == found.name && $0.number == found.proposal.number
      }
    }.sorted { $0.name < $1.name }
  }
}

extension Settlement.Group {
  /// What became of its delivery.
  func delivered(in evidence: [StepID: Evidence]) throws -> [DeliveredDependent] {
    try evidence[StepID(delivery)]?.body.decode([DeliveredDependent].self) ?? []
  }
}

extension SettledDependent {
  static let merged = ProposalStanding.Standing.merged.rawValue

  /// The pull request by which it was reached; `nil` where it was pushed, or not reached.
  var proposal: OpenProposal? { delivered?.proposal(on: before) }

  /// Whether its branch has what it was meant to get.
  var hasIt: Bool { outcome == Self.pushed || outcome == Self.merged }

  /// Whether nothing more becomes of its pull request.
  var isOver: Bool {
    ProposalStanding.Standing(rawValue: outcome).map(\.isFinal) ?? false
  }
}
