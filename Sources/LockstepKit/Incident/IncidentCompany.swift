package import LockstepLedger

/// What is recorded together with an incident's event, all of it or none, and told with its message.
package struct IncidentCompany: Sendable {
  /// What is known already, a line each, below the message's title.
  package var lines: [String]
  /// The events, made of the incident's name.
  package var events: @Sendable (_ incident: String) throws -> [EventDraft]
  /// Throws where nothing of it may be recorded on this history.
  package var allowed: @Sendable (History) throws -> Void

  package init(
    lines: [String] = [],
    events: @escaping @Sendable (_ incident: String) throws -> [EventDraft] = { _ in [] },
    allowed: @escaping @Sendable (History) throws -> Void = { _ in }
  ) {
    self.lines = lines
    self.events = events
    self.allowed = allowed
  }
}
