package import LockstepCore
package import LockstepGit
internal import LockstepWorkflow

/// A pull request of ours that somebody has to decide about.
package struct OpenProposal: Codable, Hashable, Sendable {
  package var name: RepositoryName
  package var number: Int
  /// The commit that was proposed.
  package var commit: ObjectID
  /// The commit that it was made on; `nil` where that is not known.
  package var base: ObjectID?
  /// Where people find it.
  package var page: String?

  /// What it is found again by.
  var marker: String { "proposal/\(commit)" }
}

extension OperationRecord {
  /// The pull requests that it has opened and that nobody has merged or closed, as far as it was told:
  /// by the dependent's name, of several the last one.
  var openProposals: [OpenProposal] {
    var found: [RepositoryName: OpenProposal] = [:]
    var bases: [RepositoryName: ObjectID] = [:]
    for step in steps {
      guard let body = step.evidence?.body else { continue }
      if let prepared = try? body.decode([PreparedDependent].self) {
        for dependent in prepared { bases[dependent.name] = dependent.before }
      } else if let delivered = try? body.decode([DeliveredDependent].self) {
        for dependent in delivered {
          if let open = dependent.proposal(on: bases[dependent.name]) { found[open.name] = open }
        }
      } else if let settled = try? body.decode([SettledDependent].self) {
        for dependent in settled {
          if let open = dependent.proposal {
            found[open.name] = dependent.isOver ? nil : open
          }
        }
      } else if let standings = try? (body["proposals"] ?? body).decode([ProposalStanding].self) {
        for standing in standings where found[standing.name]?.number == standing.number {
          if standing.standing.isFinal { found[standing.name] = nil }
        }
      } else if let withdrawn = try? body.decode([WithdrawnProposal].self) {
        for proposal in withdrawn where found[proposal.name]?.number == proposal.number {
          if proposal.outcome.isFinal { found[proposal.name] = nil }
        }
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }
}

extension ProposalStanding.Standing {
  /// Whether nothing more becomes of it.
  var isFinal: Bool { self == .merged || self == .declined }
}
