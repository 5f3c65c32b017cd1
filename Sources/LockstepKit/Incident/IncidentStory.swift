internal import LockstepChannels
package import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepSystem

/// The story of `lockstep incident`: it is opened, people are told and called, it is acknowledged, noted on
/// and closed. Each is an event first and a message second, so that no channel can hold it up.
package struct IncidentStory: Sendable {
  package let workspace: Workspace
  /// Where the console's messages go.
  let print: @Sendable (String) -> Void

  /// In an emergency nobody waits long for a channel; what failed is tried by the next command.
  private static let patience: Span = .seconds(20)
  /// How long the link counts by which somebody takes an incident.
  private static let linkAge: Span = .days(1)

  /// Tells the incidents of a foundation.
  package init(_ workspace: Workspace, print: @escaping @Sendable (String) -> Void) {
    self.workspace = workspace
    self.print = print
  }

  /// How a message to people went.
  package struct Told: Sendable {
    /// The incident afterwards.
    package let incident: Incident
    /// The channels that took the message.
    package let reached: [String]
    /// Those that did not, each with the reason.
    package let unreached: [(channel: String, reason: String)]
    /// Those whose quiet hours hold the message back, and until when.
    package let held: [(channel: String, until: Timestamp)]
    /// What whoever said it should know.
    package var remarks: [String] = []

    func adding(_ remarks: [String]) -> Told {
      var told = self
      told.remarks += remarks
      return told
    }
  }

  /// All incidents, the oldest first.
  package func all() async throws -> [Incident] {
    Incident.all(in: try await workspace.ledger.fetch())
  }

  /// The incident with this name; where none is given, the one that is open.
  package func find(_ id: String?) async throws -> Incident {
    let all = try await all()
    if let id {
      guard let found = all.first(where: { $0.id == id }) else {
        throw ExplainedFailure(
          "there is no incident `\(id)`",
          hints: nearest(to: id, among: all.map(\.id)).map { ["did you mean `\($0)`?"] } ?? [],
          exitStatus: .usage)
      }
      return found
    }
    let open = all.filter(\.isOpen)
    guard open.count == 1, let found = open.first else {
      throw ExplainedFailure(
        open.isEmpty ? "no incident is open" : "\(open.count) incidents are open",
        hints: open.isEmpty
          ? ["`lockstep incident open \"what is wrong\"` opens one"]
          : ["name the one that is meant: \(open.map(\.id).joined(separator: ", "))"],
        exitStatus: .usage)
    }
    return found
  }

  /// Says who can read the record, where that may be more than should; nobody waits long for it.
  package func sayExposure() async {
    if let remark = await workspace.ledgerExposure(within: .seconds(5)).remark {
      print("note: \(remark); `[ledger] remote` in lockstep.toml keeps it apart")
    }
  }

  // MARK: - What happens

  /// Opens an incident; tells the first level, everybody's maintainers, and the trackers.
  ///
  /// Where everybody reads the record, words that do not belong there stand in the messages alone, unless
  /// they are to be recorded all the same: an emergency is opened in any case.
  ///
  /// - Parameters:
  ///   - operation: The operation that it is opened for.
  ///   - handling: What is done with such words.
  ///   - delivers: Whether the messages go out now; else they wait in the outbox, so that nobody who works
  ///     on the way back has to wait for a channel.
  ///   - company: What is recorded and told with it.
  package func open(
    _ title: String, severity: IncidentSeverity, for operation: String? = nil,
    handling: WordHandling = .withhold, delivers: Bool = true,
    with company: IncidentCompany = IncidentCompany()
  ) async throws -> Told {
    let history = try await workspace.ledger.fetch()
    let id = "incident-\(Incident.all(in: history).count + 1)"
    let now = workspace.host.clock.now()
    let first = Escalation(
      workspace.configuration.contacts, openedAt: now, swaps: RotationSwap.all(in: history)
    ).due(at: now)
    let people = workspace.configuration.contacts.filter {
      $0.level == .maintainer || $0.channel.kind == .linear
    }
    let maintainers = Maintainers(workspace.configuration)
    let listed = workspace.configuration.fleet.dependents.flatMap {
      maintainers.known($0.maintainers)
    }
    let channels =
      first.map(\.channel) + people.map { Maintainers.text($0.channel) }
      + listed
    let (publicity, remarks) = try await publicity(
      of: [title] + company.lines, severity: severity, handling)
    var message = opening(id, title, company.lines, severity: severity, at: now)
    var text = title
    if publicity == .withheld {
      try ConfidentialText(of: workspace.repository).keep(message)
      text = Self.withheldTitle
      message = opening(id, text, [askInstead], severity: severity, at: now)
    }
    return try await tell(
      message, over: channels.isEmpty ? ["console"] : channels, id: id,
      event: Incident.Kind.opened,
      body: Incident.Body(
        incident: id, text: text, severity: severity, publicity: publicity), link: operation,
      delivers: delivers, with: company
    ).adding(remarks)
  }

  /// The message that opens an incident's conversation.
  private func opening(
    _ id: String, _ title: String, _ lines: [String], severity: IncidentSeverity, at now: Timestamp
  ) -> Message {
    Message(
      kind: .incident, key: Self.root(id), thread: Self.root(id),
      title: "\(severity.rawValue): \(title)",
      body: MessageBody(
        [
          .paragraph([
            .text("Opened as \(id) by \(workspace.author.name) for "),
            .code(workspace.configuration.foundation.package), .text("."),
          ])
        ] + (lines.isEmpty ? [] : [.list(lines.map { [.text($0)] })]) + [
          .paragraph([.text("Take it: "), .code("lockstep incident ack \(id) -x")])
        ]), urgency: severity == .minor ? .high : .urgent, labels: ["incident"], writtenAt: now)
  }

  /// Records that an operation belongs to an incident; where it does already, nothing is written.
  package func link(_ operation: String, to incident: Incident) async throws {
    guard !incident.operations.contains(operation) else { return }
    _ = try await workspace.ledger.append([try Self.link(operation, to: incident.id)])
  }

  private static func link(_ operation: String, to id: String) throws -> EventDraft {
    EventDraft(
      kind: Incident.Kind.linked, operation: nil, summary: "\(id): \(operation) belongs to it",
      body: try JSONValue(
        encoding: Incident.Body(incident: id, text: operation, operation: operation)))
  }

  /// Acknowledges an incident, which ends its escalation.
  package func acknowledge(_ incident: Incident) async throws -> Told {
    try await follow(
      incident, .update, title: "\(workspace.author.name) has taken \(incident.id)",
      body: Incident.Body(incident: incident.id, text: "acknowledged"),
      event: Incident.Kind.acknowledged)
  }

  /// Adds a line to the incident's course.
  ///
  /// - Parameter handling: What is done with words that everybody could read in the record, and should not.
  package func note(
    _ incident: Incident, _ text: String, handling: WordHandling = .withhold,
    with company: IncidentCompany = IncidentCompany()
  ) async throws -> Told {
    let (publicity, remarks) = try await publicity(
      of: [text], severity: incident.severity, handling,
      hints: [
        "`--confidential` tells it to whoever was told of the incident, and records only that a "
          + "note was made"
      ])
    let shown = publicity == .withheld ? Self.withheldNote : text
    return try await follow(
      incident, .update, title: shown, words: publicity == .withheld ? text : nil,
      body: Incident.Body(incident: incident.id, text: shown, publicity: publicity),
      event: Incident.Kind.noted, with: company
    ).adding(remarks)
  }

  /// Gives somebody a role, and tells everybody.
  ///
  /// - Parameter handling: What is done with a name that everybody could read in the record, and should not.
  package func assign(
    _ role: IncidentRole, to person: String, in incident: Incident,
    handling: WordHandling = .refuse
  ) async throws -> Told {
    let (publicity, remarks) = try await publicity(
      of: [person], severity: nil, handling,
      hints: ["say who it is without an address: a name is enough to find them"])
    let text = "\(role.rawValue) is \(person)"
    return try await follow(
      incident, .update, title: "\(incident.id): \(text)",
      body: Incident.Body(
        incident: incident.id, text: text, publicity: publicity, role: role, person: person),
      event: Incident.Kind.assigned
    ).adding(remarks)
  }

  /// Says that an incident is worse, or less bad, than it was said to be, and tells everybody.
  ///
  /// That it is worse is recorded in any case; where everybody reads the record, a reason that does not
  /// belong there stands in the messages alone, unless it is to be recorded all the same.
  package func grade(
    _ incident: Incident, as severity: IncidentSeverity, because reason: String,
    handling: WordHandling = .withhold
  ) async throws -> Told {
    let isCritical = severity == .critical || incident.severity == .critical
    let (publicity, remarks) = try await publicity(
      of: [reason], severity: isCritical ? .critical : severity, handling)
    let change = "\(severity.rawValue), was \(incident.severity.rawValue)"
    let shown = publicity == .withheld ? Self.withheldReason : reason
    return try await follow(
      incident, .update, title: "\(incident.id) is \(change): \(shown)",
      words: publicity == .withheld ? "\(incident.id) is \(change): \(reason)" : nil,
      body: Incident.Body(
        incident: incident.id, text: "\(change): \(shown)", severity: severity, because: shown,
        publicity: publicity),
      event: Incident.Kind.graded
    ).adding(remarks)
  }

  /// Closes an incident with the all-clear.
  ///
  /// - Parameters:
  ///   - report: How its post-mortem stands.
  ///   - because: Why it is closed although its post-mortem is not complete.
  package func close(
    _ incident: Incident, _ text: String, report: Incident.ReportStanding? = nil,
    because: String? = nil
  ) async throws -> Told {
    try await follow(
      incident, .allClear, title: "all clear: \(text)",
      body: Incident.Body(
        incident: incident.id, text: text, report: report, because: because),
      event: Incident.Kind.closed)
  }

  /// Calls whoever's turn has come in the incidents that nobody acknowledged; each turn is called once.
  package func escalate() async throws -> [Told] {
    var told: [Told] = []
    let now = workspace.host.clock.now()
    let history = try await workspace.ledger.fetch()
    let swaps = RotationSwap.all(in: history)
    for incident in Incident.all(in: history) where incident.isOpen {
      guard incident.acknowledgedAt == nil else { continue }
      let escalation = Escalation(
        workspace.configuration.contacts, openedAt: incident.openedAt, swaps: swaps)
      let known = try await workspace.ledger.history().outbox
      for call in escalation.due(at: now) where call.at > incident.openedAt {
        let key = "incident/\(incident.id)/\(call.level.rawValue)/\(call.contact)"
        let channel = call.channel
        guard known[.init(key: key, channel: channel)] == nil else { continue }
        let whom = call.person.map { "\($0), " } ?? ""
        let message = Message(
          kind: .escalation, key: key, thread: Self.root(incident.id),
          title: "\(whom)nobody has answered \(incident.id) since \(incident.openedAt): "
            + incident.title,
          body: MessageBody([
            .paragraph([.text("Take it: "), .code("lockstep incident ack \(incident.id) -x")]),
            .text("The next level is called at \(call.until) (UTC)."),
          ]), urgency: .urgent, labels: ["incident"], writtenAt: now)
        told.append(try await tell(message, over: [channel], id: incident.id))
      }
    }
    return told
  }

  // MARK: - Telling

  /// The key of the message that opens an incident's conversation.
  static func root(_ id: String) -> String { "incident/\(id)/open" }

  /// Records what happened, and tells everybody whom the incident was told to.
  func follow(
    _ incident: Incident, _ kind: Message.Kind, title: String, words: String? = nil,
    body: Incident.Body, event: String, delivers: Bool = true,
    with company: IncidentCompany = IncidentCompany()
  ) async throws -> Told {
    guard incident.isOpen else {
      throw ExplainedFailure(
        "\(incident.id) is closed",
        why: ["it was closed at \(incident.closedAt.map(\.description) ?? "")"],
        exitStatus: .usage)
    }
    let root = Self.root(incident.id)
    let channels = try await workspace.ledger.history().outbox.all
      .filter { $0.message.thread == root }.map(\.channel)
    let now = workspace.host.clock.now()
    let message = Message(
      kind: kind, key: "incident/\(incident.id)/\(incident.course.count)", thread: root,
      title: title, body: MessageBody([.text("By \(body.contact ?? workspace.author.name).")]),
      urgency: (body.severity ?? incident.severity) == .minor ? .normal : .urgent,
      closesThread: kind == .allClear, writtenAt: now)
    if let words {
      var complete = message
      complete.title = words
      try ConfidentialText(of: workspace.repository).keep(complete)
    }
    return try await tell(
      message, over: channels, id: incident.id, event: event, body: body, delivers: delivers,
      with: company)
  }

  /// The message as it goes over one channel: who has to answer there may take the incident by a link.
  private func addressed(_ message: Message, to channel: String, of id: String) -> Message {
    let contact = workspace.configuration.contacts.first {
      $0.level != .maintainer && Maintainers.text($0.channel) == channel
    }
    guard let contact, message.kind == .incident || message.kind == .escalation else {
      return message
    }
    var message = message
    message.acknowledges = Acknowledgement(
      incident: id, contact: contact.name, until: message.writtenAt.adding(Self.linkAge))
    return message
  }

  private func tell(
    _ message: Message, over channels: [String], id: String, event: String? = nil,
    body: Incident.Body? = nil, link operation: String? = nil, delivers: Bool = true,
    with company: IncidentCompany = IncidentCompany()
  ) async throws -> Told {
    let names = channels.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    var events: [EventDraft] = []
    if let event, let body {
      events.append(
        EventDraft(
          kind: event, operation: nil, summary: "\(id): \(message.title)",
          body: try JSONValue(encoding: body)))
    }
    if let operation { events.append(try Self.link(operation, to: id)) }
    events += try company.events(id)
    let letters = names.map { (message: addressed(message, to: $0, of: id), channel: $0) }
    let mailroom = Mailroom(workspace, print: print)
    let outbox =
      delivers
      ? try await mailroom.send(
        letters, recording: events, patience: Self.patience, allowed: company.allowed)
      : try await mailroom.queue(letters, recording: events, allowed: company.allowed).outbox
    let history = try await workspace.ledger.history()
    guard let incident = Incident.all(in: history).first(where: { $0.id == id }) else {
      throw ExplainedFailure("\(id) is not in the ledger", exitStatus: .defect)
    }
    let entries = names.compactMap { outbox[.init(key: message.key, channel: $0)] }
    let now = workspace.host.clock.now()
    let left = entries.filter { $0.receipt == nil }
    return Told(
      incident: incident, reached: entries.filter { $0.receipt != nil }.map(\.channel),
      unreached: left.filter { outbox.quietEnd(of: $0, at: now) == nil }
        .map { ($0.channel, $0.lastFailure?.explanation.oneLine ?? "it was not tried yet") },
      held: left.compactMap { entry in
        outbox.quietEnd(of: entry, at: now).map { (entry.channel, $0) }
      })
  }
}
