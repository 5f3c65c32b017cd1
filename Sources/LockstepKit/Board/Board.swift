package import LockstepCore

/// What a dashboard shows of a foundation, as its ledger tells it at one moment.
package struct Board: Sendable {
  package let package: String
  package let status: Status
  /// The ways back that were prepared for the release that is out; `nil` where there are none.
  package let waysBack: StandingWaysBack?
  /// Every incident, the oldest first.
  package let incidents: [Incident]
  /// Why the ledger's remote could not be asked; `nil` where it was, or did not have to be.
  package let trouble: Explanation?

  package init(
    package: String, status: Status, waysBack: StandingWaysBack? = nil, incidents: [Incident] = [],
    trouble: Explanation? = nil
  ) {
    self.package = package
    self.status = status
    self.waysBack = waysBack
    self.incidents = incidents
    self.trouble = trouble
  }

  /// The status as `lockstep status --format json` prints it.
  package var json: JSONValue { status.json(with: waysBack) }

  /// The incidents that are not closed, the worst and newest first.
  package var open: [Incident] {
    incidents.filter(\.isOpen).sorted { a, b in
      (a.severity.rank, b.openedAt) < (b.severity.rank, a.openedAt)
    }
  }
}

extension IncidentSeverity {
  /// 0 is the worst.
  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One incident with everything that a page shows of it.
package struct IncidentSheet: Sendable {
  /// One message that asked somebody to answer.
  package struct Call: Hashable, Sendable {
    package let contact: String
    package let channel: String
    /// When it was their turn.
    package let at: Timestamp
    /// When the channel took the message; `nil` where it has not yet.
    package let toldAt: Timestamp?
    /// Why it has not.
    package let failure: String?

    package init(
      contact: String, channel: String, at: Timestamp, toldAt: Timestamp?, failure: String? = nil
    ) {
      self.contact = contact
      self.channel = channel
      self.at = at
      self.toldAt = toldAt
      self.failure = failure
    }
  }

  package let incident: Incident
  /// Who was called, in that order.
  package let calls: [Call]
  /// Whose turn has come, and who was not called: nobody looks after it.
  package let late: [Escalation.Call]
  /// Who is called next if nobody answers; empty where nobody is.
  package let next: [Escalation.Call]
  /// Whether everybody was called and nobody answered in time.
  package let isExhausted: Bool
  /// The clocks of the rollbacks and pins that belong to it.
  package let clocks: [(operation: String, clock: EmergencyClock)]
  /// The contacts who may take it.
  package let contacts: [String]
  package let now: Timestamp

  package init(
    _ incident: Incident, calls: [Call] = [], late: [Escalation.Call] = [],
    next: [Escalation.Call] = [],
    isExhausted: Bool = false, clocks: [(operation: String, clock: EmergencyClock)] = [],
    contacts: [String] = [], now: Timestamp
  ) {
    self.incident = incident
    self.calls = calls
    self.late = late
    self.next = next
    self.isExhausted = isExhausted
    self.clocks = clocks
    self.contacts = contacts
    self.now = now
  }
}
