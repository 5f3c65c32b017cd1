package import LockstepCore
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
  }

  /// What an event says.
  package struct Body: Codable, Hashable, Sendable {
    /// The incident's name.
    package var incident: String
    /// What is wrong, or what is noted, or how it ended.
    package var text: String
    package var severity: IncidentSeverity?

    package init(incident: String, text: String, severity: IncidentSeverity? = nil) {
      self.incident = incident
      self.text = text
      self.severity = severity
    }
  }

  /// One line of its course.
  package struct Moment: Hashable, Sendable {
    package let at: Timestamp
    package let by: String
    /// `opened`, `acknowledged`, `noted`, `closed`.
    package let what: String
    package let text: String
  }

  /// Its name, `incident-1`.
  package let id: String
  package let title: String
  package let severity: IncidentSeverity
  package let openedAt: Timestamp
  package let openedBy: String
  package private(set) var acknowledgedAt: Timestamp?
  package private(set) var acknowledgedBy: String?
  package private(set) var closedAt: Timestamp?
  package private(set) var course: [Moment] = []

  /// Whether it is not closed yet.
  package var isOpen: Bool { closedAt == nil }

  /// The incidents of a history, the oldest first.
  package static func all(in history: History) -> [Incident] {
    var found: [Incident] = []
    for entry in history.entries where entry.event.kind.hasPrefix("incident.") {
      guard let body = try? entry.event.body.decode(Body.self) else { continue }
      let event = entry.event
      if event.kind == Kind.opened, !found.contains(where: { $0.id == body.incident }) {
        found.append(
          Incident(
            id: body.incident, title: body.text, severity: body.severity ?? .major,
            openedAt: event.at, openedBy: event.by.name))
      }
      guard let place = found.firstIndex(where: { $0.id == body.incident }) else { continue }
      found[place].take(event, body)
    }
    return found
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

  private mutating func take(_ event: Event, _ body: Body) {
    course.append(
      Moment(
        at: event.at, by: event.by.name,
        what: String(event.kind.drop { $0 != "." }.dropFirst()), text: body.text))
    switch event.kind {
    // The first acknowledgement counts; a later one is only told.
    case Kind.acknowledged where acknowledgedAt == nil:
      (acknowledgedAt, acknowledgedBy) = (event.at, event.by.name)
    case Kind.closed where closedAt == nil: closedAt = event.at
    default: break
    }
  }
}
