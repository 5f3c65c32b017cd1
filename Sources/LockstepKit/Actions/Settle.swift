package import LockstepCore
package import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

/// A dependent that a delivery did not reach, and what became of it when it was tried again.
package struct SettledDependent: Codable, Hashable, Sendable {
  package var name: RepositoryName
  /// Whether nothing is left to be done for it.
  package var settled: Bool
  /// `pushed`, `not pushed`, `not merged`, how its pull request stands, or the outcome of its preparation.
  package var outcome: String
  package var reason: String?
  /// Where its branch stood before it was pushed to; `nil` where it was not.
  package var before: ObjectID?
  /// The delivery that reached it; `nil` where none did.
  package var delivered: DeliveredDependent?
  /// The step that prepared it first; `nil` in records that do not say so.
  package var source: String?
}

extension StoryPerformer {
  /// Ends an operation only when it has reached everybody; whom it did not reach is named.
  ///
  /// The first time it only looks, except at those who waited for the pull request of somebody else. Going on
  /// with the operation afterwards prepares and pushes what is left over once more, each dependent from where
  /// its branch stands then. A pull request that no step has waited for is waited for here.
  func perform(_ settlement: Settlement, in context: StepContext) async throws -> Performance {
    let earlier = try context.earlier?.body.decode([SettledDependent].self) ?? []
    var proposed = try await look(
      at: try settlement.unawaited(in: context.evidence, after: earlier))
    let known = Set(proposed.map(\.name))
    var left = try settlement.leftovers(in: context.evidence).filter { !known.contains($0.name) }
    left += proposed.compactMap(\.leftover)
    let due = left.filter { context.earlier != nil || $0.isWaitingForMerge }
    left.removeAll(where: due.contains)
    var results = left.map(\.result)
    if !due.isEmpty {
      // What an earlier attempt has settled shows itself as up to date.
      let settled = try await settle(due, of: settlement, in: context)
      left += settled.left
      results += settled.results
      let names = Set(results.compactMap { $0.delivered?.name })
      let fresh = try await look(
        at: try settlement.unawaited(in: context.evidence, after: results)
          .filter { names.contains($0.name) })
      left += fresh.compactMap(\.leftover)
      proposed = proposed.filter { !names.contains($0.name) } + fresh
    }
    let standing = proposed.filter { $0.leftover == nil }.map(\.result)
    let told = Set(standing.map(\.name))
    results = (results.filter { !told.contains($0.name) } + standing).sorted { $0.name < $1.name }
    let waiting = standing.filter { !$0.settled }
    return try Self.ending(left, waiting, results)
  }

  /// How the pull requests stand; what is ours to merge by the configuration is merged.
  private func look(at proposals: [UnawaitedProposal]) async throws -> [UnawaitedProposal] {
    let standings = try await ProposalDesk(workspace: workspace, forges: forges)
      .look(at: proposals.map(\.proposal), acting: true)
    return zip(proposals, standings).map { proposal, standing in
      var proposal = proposal
      proposal.standing = standing
      return proposal
    }
  }

  private static func ending(
    _ left: [Leftover], _ waiting: [SettledDependent], _ results: [SettledDependent]
  ) throws -> Performance {
    let counts = [
      left.isEmpty ? nil : "\(left.count) left over",
      waiting.isEmpty ? nil : "\(waiting.count) not merged",
    ].compactMap { $0 }
    let evidence = Evidence(
      summary: counts.isEmpty ? "nobody is left over" : counts.joined(separator: ", "),
      body: try JSONValue(encoding: results))
    guard !counts.isEmpty else { return .done(evidence) }
    return .stopped(explanation(of: left, waiting), evidence, .resumable)
  }

  func undo(_ settlement: Settlement, in context: StepContext) throws -> UndoResult {
    let results = try context.earlier?.body.decode([SettledDependent].self) ?? []
    return results.contains { $0.hasIt }
      ? .irreversible("dependents have the update; `lockstep rollback` takes it back")
      : .nothingToUndo
  }

  /// Prepares and pushes the leftovers again, one group after the other.
  private func settle(
    _ leftovers: [Leftover], of settlement: Settlement, in context: StepContext
  ) async throws -> (left: [Leftover], results: [SettledDependent]) {
    var left: [Leftover] = []
    var results: [SettledDependent] = []
    for (number, group) in settlement.groups.enumerated() {
      let names = leftovers.filter { $0.group == number }.map(\.name)
      guard !names.isEmpty else { continue }
      let prepared = try await prepare(group.preparation.only(names), in: context)
      let delivered = try await deliver(prepared, source: group.source, in: context)
      for leftover in Leftover.among(prepared, delivered: delivered, group: number) {
        left.append(leftover)
        results.append(leftover.result)
      }
      for dependent in prepared where !left.contains(where: { $0.name == dependent.name }) {
        let outcome =
          dependent.outcome == .ready ? SettledDependent.pushed : dependent.outcome.rawValue
        results.append(
          SettledDependent(
            name: dependent.name, settled: true, outcome: outcome, reason: dependent.detail,
            before: dependent.outcome == .ready ? dependent.before : nil,
            delivered: delivered.first { $0.name == dependent.name && $0.delivered },
            source: group.source))
      }
    }
    return (left, results)
  }

  private static func explanation(
    of left: [Leftover], _ waiting: [SettledDependent]
  ) -> Explanation {
    let unreached =
      left.isEmpty
      ? nil
      : "\(counted(left.count, "dependent")) could not be reached: "
        + left.map(\.name.description).joined(separator: ", ")
    let unmerged =
      waiting.isEmpty
      ? nil
      : "\(counted(waiting.count, "pull request")) not merged: "
        + waiting.map(\.name.description).joined(separator: ", ")
    return Explanation(
      [unreached, unmerged].compactMap { $0 }.joined(separator: "; "),
      why: left.map { "\($0.name): \($0.reason)" }
        + waiting.map { "\($0.name): \($0.reason ?? "")" },
      hints: [
        left.isEmpty
          ? "everybody else is done; `lockstep resume` looks again"
          : "everybody else is done; mend the cause, then `lockstep resume` tries these again, each "
            + "from where its branch stands then",
        "or leave them out for good: `lockstep abort` ends the operation and takes nothing back that "
          + "was pushed",
      ])
  }
}

extension SettledDependent {
  static let pushed = "pushed"
  static let notPushed = "not pushed"
  static let notMerged = "not merged"
}

/// A dependent that an operation meant to reach and did not.
struct Leftover: Hashable, Sendable {
  var name: RepositoryName
  /// The number of the group whose preparation counts for it.
  var group: Int
  var outcome: String
  var reason: String

  /// Whether it takes another dependent that was not there yet.
  var isWaitingForMerge: Bool {
    outcome == PreparedDependent.Outcome.waitsForMerge.rawValue
  }

  var result: SettledDependent {
    SettledDependent(name: name, settled: false, outcome: outcome, reason: reason)
  }

  /// Those of whom nothing was learnt, and those whose commit was not taken.
  static func among(
    _ prepared: [PreparedDependent], delivered: [DeliveredDependent],
    proposed: [ProposalStanding] = [], group: Int
  ) -> [Leftover] {
    let conflicts = Dictionary(
      proposed.filter { $0.standing == .conflicting }.map { ($0.name, $0) },
      uniquingKeysWith: { $1 })
    let pushes = Dictionary(delivered.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return prepared.compactMap { dependent in
      switch dependent.outcome {
      case .unknown, .waitsForMerge:
        return Leftover(
          name: dependent.name, group: group, outcome: dependent.outcome.rawValue,
          reason: dependent.reason ?? "nothing was learnt about it")
      case .ready:
        if let conflict = conflicts[dependent.name] {
          return Leftover(
            name: dependent.name, group: group, outcome: SettledDependent.notMerged,
            reason: conflict.detail)
        }
        let push = pushes[dependent.name]
        guard push?.delivered != true else { return nil }
        return Leftover(
          name: dependent.name, group: group, outcome: SettledDependent.notPushed,
          reason: push?.reason ?? "what was prepared for it is not there any more")
      default: return nil
      }
    }
  }
}

extension Settlement {
  /// Takes in every delivery among `steps`, and those that the plan could not even read.
  init(of steps: [Step<Action>], unread: Preparation?) {
    let unread = unread.map {
      [Group(source: Self.unread, delivery: Self.unread, preparation: $0)]
    }
    self.init(
      groups: (unread ?? [])
        + steps.compactMap { step in
          guard case .deliver(let delivery) = step.action else { return nil }
          return Group(
            source: delivery.source, delivery: step.id.text, preparation: delivery.preparation)
        })
    let waits = steps.compactMap { step in
      if case .proposals = step.action { step.id.text } else { nil }
    }
    self.waits = waits.isEmpty ? nil : waits
  }

  /// The step that ends an operation.
  static func step(
    after steps: [Step<Action>], phase: String, unread: Preparation? = nil
  ) -> Step<Action> {
    Step(
      id: "settle", title: "see that nobody is left over", phase: phase,
      action: .settle(Settlement(of: steps, unread: unread)))
  }

  /// The source of a group that no step has prepared.
  static let unread = "unread"

  /// Whom the groups did not reach; the last group that a dependent is in counts for it.
  func leftovers(in evidence: [StepID: Evidence]) throws -> [Leftover] {
    var found: [RepositoryName: Leftover?] = [:]
    for (number, group) in groups.enumerated() {
      if group.source == Self.unread {
        for name in group.preparation.repositories {
          found[name] = Leftover(
            name: name, group: number, outcome: PreparedDependent.Outcome.unknown.rawValue,
            reason: "it could not be read when the plan was made")
        }
      }
      guard let proof = evidence[StepID(group.source)] else { continue }
      let prepared = try proof.body.decode([PreparedDependent].self)
      let delivered = try group.delivered(in: evidence)
      let proposed =
        try waits.flatMap { waits in
          try waits.flatMap { try evidence[StepID($0)]?.body.decode([ProposalStanding].self) ?? [] }
        } ?? []
      let left = Dictionary(
        Leftover.among(prepared, delivered: delivered, proposed: proposed, group: number).map {
          ($0.name, $0)
        },
        uniquingKeysWith: { $1 })
      for dependent in prepared { found[dependent.name] = .some(left[dependent.name]) }
    }
    return found.values.compactMap { $0 }.sorted { $0.name < $1.name }
  }
}

/// A number and what it counts: `1 wave`, `2 waves`.
package func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
  "\(number) \(number == 1 ? one : many ?? one + "s")"
}
