internal import LockstepChannels
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension RollbackStory {
  /// The incident that the rollback belongs to, and what is still to be told of it.
  package struct Emergency: Sendable {
    package let incident: Incident
    /// Whether it was opened for this rollback.
    package let isNew: Bool
    /// Whether messages wait that go out beside the rollback, over channels that may be slow.
    let isUntold: Bool
  }

  /// Sees to it that the way back has its incident: one that is open is taken, else one is opened.
  ///
  /// Its record is written before anything is done; nobody is waited for. A release of which nothing was
  /// public, a version that is offered again and a feature that is given back are no emergencies.
  ///
  /// - Parameter severity: How bad it is; where it is `nil` that follows from who has the bad version.
  /// - Returns: `nil` where there is no emergency.
  package func emergency(
    of proposal: RollbackProposal, _ wish: RollbackWish, severity: IncidentSeverity? = nil,
    print: @escaping @Sendable (String) -> Void
  ) async throws -> Emergency? {
    // Who gets a feature back is out of the woods.
    if case .flag(let flag) = wish.extent, flag.restores { return nil }
    let exposed: [RollbackFacts.ExposedDependent]
    let what: String
    switch proposal.assessment {
    case .takesBack(let facts):
      (exposed, what) = (facts.exposed, "\(facts.bad.version) is taken back")
    case .pins(let facts):
      (exposed, what) = (facts.exposed, "\(facts.bad.version) is bad for a part of the fleet")
    case .withdraws, .offersAgain: return nil
    }
    let story = IncidentStory(workspace, print: print)
    let history = try await workspace.ledger.fetch()
    if let open = Incident.all(in: history).last(where: \.isOpen) {
      try await story.link(proposal.plan.operation, to: open)
      return Emergency(incident: open, isNew: false, isUntold: false)
    }
    let package = workspace.configuration.foundation.package
    let title = "\(package) \(what)" + (wish.because.map { ": \($0)" } ?? "")
    let told = try await story.open(
      title, severity: severity ?? Self.severity(of: exposed), for: proposal.plan.operation,
      delivers: false)
    // What lies on this machine takes no time; whatever else waits is told beside the rollback.
    let mailroom = Mailroom(workspace, print: print)
    let isLocal = try await mailroom.outbox().waiting.allSatisfy {
      $0.channel == "console" || $0.channel.hasPrefix("file:")
    }
    if isLocal { _ = try await mailroom.deliver(patience: .zero) }
    return Emergency(incident: told.incident, isNew: true, isUntold: !isLocal)
  }

  /// Tells whoever was not told yet; what fails is tried again by the next command.
  package func tell(
    _ emergency: Emergency, print: @escaping @Sendable (String) -> Void
  ) async throws {
    guard emergency.isUntold else { return }
    _ = try await Mailroom(workspace, print: print).deliver(patience: .seconds(20))
  }

  private static func severity(of exposed: [RollbackFacts.ExposedDependent]) -> IncidentSeverity {
    RollbackAssessment(of: exposed).severity == .low ? .minor : .major
  }
}
