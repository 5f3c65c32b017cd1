package import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

/// How the pull request of one dependent stands, as its forge says at one moment.
package struct ProposalStanding: Codable, Hashable, Sendable {
  /// The ways in which it can stand.
  package enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// Its changes are on the dependent's branch.
    case merged
    /// Its checks run, or somebody has to merge it.
    case waiting
    /// Nothing but its merging is left, and that is ours by the configuration.
    case ready
    /// Its maintainers closed it.
    case declined
    /// Its maintainers changed its branch: it is left alone.
    case changed
    /// A check is red that was not red before.
    case regressed
    /// Only checks are red that were red before.
    case brokenBefore = "broken-before"
    /// It does not go together with what its base has by now.
    case conflicting
    /// The forge was not asked, or did not answer.
    case unknown
  }

  package var name: RepositoryName
  package var number: Int
  package var standing: Standing
  /// What it waits for, or what went wrong.
  package var reason: String?
  /// Where people find it.
  package var page: String?

  /// The reason with the place where people read on.
  package var detail: String {
    [reason, page].compactMap { $0 }.joined(separator: ", ")
  }
}

/// The wait for the pull requests of earlier deliveries: for their own checks, and for their merging.
package struct ProposalWait: Codable, Hashable, Sendable {
  /// A preparation and the delivery that follows it.
  package struct Source: Codable, Hashable, Sendable {
    package var preparation: String
    package var delivery: String
  }

  /// The wait's own step.
  package var step: String
  /// In the order of the plan; the last one that a dependent is in counts for it.
  package var sources: [Source]
  /// The rollout that people may let go on without what it waits for; `nil` where nobody may.
  package var operation: String?
  /// Looks once and never stops the operation; `nil` where it waits.
  package var isGlance: Bool?

  /// The step that waits for what `deliveries` have opened: pairs of a preparation and its delivery.
  static func step(
    after deliveries: [(preparation: String, delivery: String)], id: String, title: String,
    phase: String, operation: String? = nil, isGlance: Bool? = nil
  ) -> Step<Action> {
    let sources = deliveries.map { Source(preparation: $0.preparation, delivery: $0.delivery) }
    return Step(
      id: StepID(id), title: title, phase: phase,
      action: .proposals(
        ProposalWait(step: id, sources: sources, operation: operation, isGlance: isGlance)))
  }
}

extension Configuration {
  /// Whether any of `names` takes what reaches it as a pull request.
  func proposes(to names: some Sequence<RepositoryName>) -> Bool {
    let proposed = fleet.dependents.filter { $0.delivery == .pullRequest }.map(\.name)
    return !Set(proposed).isDisjoint(with: names)
  }
}
