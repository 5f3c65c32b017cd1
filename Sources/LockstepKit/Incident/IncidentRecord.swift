package import LockstepCore
package import LockstepGit
package import LockstepLedger

/// How bad an incident is.
package enum IncidentSeverity: String, Codable, Hashable, Sendable, CaseIterable {
  /// Data is lost, or a secret is out.
  case critical
  /// Dependents are broken.
  case major
  /// Something is wrong, and nobody is stopped by it.
  case minor
}

/// An incident as the ledger tells it: a fold over its events.
package struct Incident: Hashable, Sendable {
  /// The kinds of the events; each body has the incident's `incident`.
  package enum Kind {
    package static let opened = "incident.opened"
    package static let acknowledged = "incident.acknowledged"
    package static let noted = "incident.noted"
    package static let closed = "incident.closed"
    /// An operation belongs to it.
    package static let linked = "incident.linked"
    /// Somebody has a role in it.
    package static let assigned = "incident.assigned"
    /// It is worse, or less bad, than it was said to be.
    package static let graded = "incident.graded"
  }

  /// What an event says.
  package struct Body: Codable, Hashable, Sendable {
    /// The incident's name.
    package var incident: String
    /// What is wrong, or what is noted, or how it ended.
    package var text: String
    package var severity: IncidentSeverity?
    /// The operation that belongs to it.
    package var operation: String?
    /// How its post-mortem stood when it was closed.
    package var report: ReportStanding?
    /// Why it was closed although its post-mortem was not complete.
    package var because: String?
    /// The contact who took it; `nil` where the event's author did.
    package var contact: String?
    /// The role that ``person`` has from now on.
    package var role: IncidentRole?
    package var person: String?
    /// How the contact took it.
    package var via: Way?
    /// Whether words are left out that everybody could read, or stand there because somebody chose so.
    package var publicity: Publicity?

    package init(
      incident: String, text: String, severity: IncidentSeverity? = nil, operation: String? = nil,
      report: ReportStanding? = nil, because: String? = nil, contact: String? = nil,
      via: Way? = nil, publicity: Publicity? = nil, role: IncidentRole? = nil, person: String? = nil
    ) {
      self.incident = incident
      self.text = text
      self.severity = severity
      self.operation = operation
      self.report = report
      self.because = because
      self.contact = contact
      self.role = role
      self.person = person
      self.via = via
      self.publicity = publicity
    }
  }

  /// What was done about words that do not belong into a record which everybody reads.
  package enum Publicity: String, Codable, Hashable, Sendable {
    /// They are left out; the messages have them.
    case withheld
    /// They stand in the record, by choice.
    case chosen
  }

  /// How a contact takes an incident without a clone of the foundation.
  package enum Way: String, Codable, Hashable, Sendable {
    /// By the signed link of a message.
    case link
    /// On the dashboard, with its token.
    case dashboard
  }

  /// Which post-mortem an incident was closed with.
  package struct ReportStanding: Codable, Hashable, Sendable {
    /// Its path from the folder of `lockstep.toml` on.
    package var path: String
    /// Its SHA-256 digest; `nil` where there was none.
    package var digest: String?
    package var isComplete: Bool

    package init(path: String, digest: String?, isComplete: Bool) {
      self.path = path
      self.digest = digest
      self.isComplete = isComplete
    }
  }

  /// One line of its course.
  package struct Moment: Hashable, Sendable {
    package let at: Timestamp
    package let by: String
    /// `opened`, `acknowledged`, `noted`, `assigned`, `graded`, `linked`, `bisected`, `closed`.
    package let what: String
    package let text: String
    /// The commit of the ledger that says so.
    package let entry: ObjectID
  }

  /// Its name, `incident-1`.
  package let id: String
  package let title: String
  /// How bad it is, as was said last.
  package private(set) var severity: IncidentSeverity
  package let openedAt: Timestamp
  package let openedBy: String
  package private(set) var acknowledgedAt: Timestamp?
  package private(set) var acknowledgedBy: String?
  package private(set) var closedAt: Timestamp?
  /// Who was named for a role, the last one.
  private var named: [IncidentRole: String] = [:]
  package private(set) var course: [Moment] = []
  /// The operations that belong to it: rollbacks and pins.
  package private(set) var operations: [String] = []
  /// Whether its cause was found.
  package private(set) var isBisected = false
  /// How its post-mortem stood when it was closed.
  package private(set) var report: ReportStanding?

  /// Who has which role: whoever took it is its commander until somebody is named.
  package var roles: [IncidentRole: String] {
    guard named[.commander] == nil, let acknowledgedBy else { return named }
    return named.merging([.commander: acknowledgedBy]) { named, _ in named }
  }

  /// Who does what, in the order of the roles: `commander: Ada`.
  package var rolesInWords: [String] {
    IncidentRole.allCases.compactMap { role in roles[role].map { "\(role.rawValue): \($0)" } }
  }

  /// Whether it is not closed yet.
  package var isOpen: Bool { closedAt == nil }

  /// The incidents of a history, the oldest first.
  package static func all(in history: History) -> [Incident] {
    var found: [Incident] = []
    for entry in history.entries where isAbout(entry.event.kind) {
      guard let body = body(of: entry) else { continue }
      let event = entry.event
      if event.kind == Kind.opened, !found.contains(where: { $0.id == body.incident }) {
        found.append(
          Incident(
            id: body.incident, title: body.text, severity: body.severity ?? .major,
            openedAt: event.at, openedBy: event.by.name))
      }
      guard let place = found.firstIndex(where: { $0.id == body.incident }) else { continue }
      found[place].take(entry, body)
    }
    return found
  }

  private static func isAbout(_ kind: String) -> Bool {
    kind.hasPrefix("incident.") || kind == BisectRecord.kind
  }

  private static func body(of entry: Entry) -> Body? {
    guard entry.event.kind == BisectRecord.kind else {
      return try? entry.event.body.decode(Body.self)
    }
    let record = try? entry.event.body.decode(BisectRecord.self)
    return record?.incident.map { Body(incident: $0, text: entry.event.summary) }
  }

  /// The incident that a rollback or a pin belongs to; `nil` where nobody said so.
  package static func of(operation: String, in history: History) -> Incident? {
    all(in: history).last { $0.operations.contains(operation) }
  }

  private init(
    id: String, title: String, severity: IncidentSeverity, openedAt: Timestamp, openedBy: String
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.openedAt = openedAt
    self.openedBy = openedBy
  }

  private mutating func take(_ entry: Entry, _ body: Body) {
    let event = entry.event
    if let operation = body.operation, event.kind == Kind.linked {
      // Whoever starts a rollback a second time links it a second time.
      guard !operations.contains(operation) else { return }
      operations.append(operation)
    }
    course.append(
      Moment(
        at: event.at, by: body.contact ?? event.by.name,
        what: event.kind == BisectRecord.kind
          ? "bisected" : String(event.kind.drop { $0 != "." }.dropFirst()),
        text: body.text, entry: entry.commit))
    switch event.kind {
    // The first acknowledgement counts; a later one is only told.
    case Kind.acknowledged where acknowledgedAt == nil:
      (acknowledgedAt, acknowledgedBy) = (event.at, body.contact ?? event.by.name)
    case Kind.closed where closedAt == nil: (closedAt, report) = (event.at, body.report)
    case Kind.assigned:
      if let role = body.role, let person = body.person { named[role] = person }
    case Kind.graded: severity = body.severity ?? severity
    case BisectRecord.kind: isBisected = true
    default: break
    }
  }
}
