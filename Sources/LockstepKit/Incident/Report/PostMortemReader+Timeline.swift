internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension PostMortemReader {
  /// What happened, from the first word on the bad version to the end of the incident.
  var timeline: [PostMortem.Moment] {
    let ids = Set(operations.map(\.id))
    var moments: [PostMortem.Moment] = []
    var told: [String: (count: Int, place: Int)] = [:]
    for entry in history.entries where isInTime(entry.event) {
      if let key = messageKey(of: entry.event) {
        tell(key, entry, &moments, &told)
      } else if let text = text(of: entry.event, operations: ids) {
        moments.append(moment(entry, text))
      }
    }
    for (count, place) in told.values {
      moments[place].text = "told people over \(counted(count, "channel"))"
    }
    return moments
  }

  private func isInTime(_ event: Event) -> Bool {
    let start = release?.record.startedAt ?? incident.openedAt
    // A gate, a rehearsal and a notice come before the release itself, and name its candidate.
    guard event.at >= start || candidate(of: event) != nil else { return false }
    return incident.closedAt.map { event.at <= $0 } ?? true
  }

  private func moment(_ entry: Entry, _ text: String) -> PostMortem.Moment {
    PostMortem.Moment(
      at: entry.event.at, text: discretion.text(withoutPlaces(text)),
      by: discretion.person(entry.event.by.name), entry: entry.commit,
      links: links(of: entry.event))
  }

  /// A folder that is published into is a place on somebody's machine.
  private func withoutPlaces(_ text: String) -> String {
    let registry = configuration.foundation.publish.description
    var text = registry.contains("/") ? text.replacing(registry, with: "the registry") : text
    // Messages are counted; where a program of ours names a channel all the same, it is none of a reader's.
    for contact in configuration.contacts where !contact.channel.address.isEmpty {
      text = text.replacing(contact.channel.description, with: "a channel")
    }
    return text
  }

  // MARK: - Messages

  /// The key of a message of this incident that was delivered.
  private func messageKey(of event: Event) -> String? {
    guard event.kind == OutboxRecord.sent, let key = event.body["key"]?.string,
      key.hasPrefix("incident/\(incident.id)/")
    else { return nil }
    return key
  }

  /// Channels are not named: one line for each message, with how many took it.
  private func tell(
    _ key: String, _ entry: Entry, _ moments: inout [PostMortem.Moment],
    _ told: inout [String: (count: Int, place: Int)]
  ) {
    if let known = told[key] {
      told[key] = (known.count + 1, known.place)
    } else {
      told[key] = (1, moments.count)
      moments.append(moment(entry, ""))
    }
  }

  // MARK: - Everything else

  private func text(of event: Event, operations ids: Set<String>) -> String? {
    if let operation = event.operation, ids.contains(operation), let record = log[operation] {
      return text(of: event, in: record)
    }
    switch event.kind {
    case BisectRecord.kind:
      let record = try? event.body.decode(BisectRecord.self)
      return record?.bad.version == releases.bad?.version || record?.incident == incident.id
        ? event.summary : nil
    case VerificationRecord.kind, FleetRunRecord.kind, RehearsalRecord.kind, NoticeRecord.kind,
      NoticeWaiver.kind, ApprovalRecord.kind:
      return candidate(of: event) == nil ? nil : event.summary
    case "watch.followed" where event.body["deed"]?.string == "tell":
      // Its messages are counted by themselves.
      return nil
    case _ where event.kind.hasPrefix("watch."):
      return event.at >= (releases.publishedAt ?? incident.openedAt) ? event.summary : nil
    case Incident.Kind.linked: return nil
    case _ where event.kind.hasPrefix("incident."):
      guard let body = try? event.body.decode(Incident.Body.self), body.incident == incident.id
      else { return nil }
      return text(ofIncident: event.kind, body)
    default: return nil
    }
  }

  private func text(ofIncident kind: String, _ body: Incident.Body) -> String {
    // What people wrote into a record of their own stays there.
    let words = discretion.isShareable ? "" : ": \(body.text)"
    switch kind {
    case Incident.Kind.opened:
      return "opened \(incident.id), \((body.severity ?? .major).rawValue)\(words)"
    case Incident.Kind.acknowledged: return "\(incident.id) was taken"
    case Incident.Kind.noted: return "noted\(words)"
    case Incident.Kind.assigned:
      return body.role.map { "\($0.rawValue) was named\(words)" } ?? "a role was given\(words)"
    case Incident.Kind.graded:
      return "\(incident.id) is \((body.severity ?? incident.severity).rawValue)\(words)"
    case Incident.Kind.closed:
      return "closed \(incident.id)\(words)"
        + (body.because.map {
          discretion.isShareable ? "" : "; its post-mortem was not complete: \($0)"
        }
          ?? "")
    default: return "\(kind.dropFirst("incident.".count))\(words)"
    }
  }

  private func text(of event: Event, in record: OperationRecord) -> String? {
    let step = event.body["step"]?.string.flatMap { record[StepID($0)] }
    switch event.kind {
    case OperationEvent.started: return "began: \(record.title)"
    case OperationEvent.resumed: return "went on: \(record.title)"
    case OperationEvent.finished: return "ended: \(record.title)"
    case OperationEvent.aborted, OperationEvent.preempted, RolloutWord.pause.rawValue,
      RolloutWord.goOn.rawValue:
      return event.summary
    case StepEvent.finished:
      guard let step, isWorthALine(step) else { return nil }
      let summary = event.body["evidence"].flatMap(Evidence.init(json:))?.summary ?? ""
      return summary.isEmpty ? step.title : "\(step.title): \(summary)"
    case StepEvent.stopped, StepEvent.failed, StepEvent.conflict:
      let what = event.body["explanation"].flatMap(Explanation.init(json:))?.what
      return "\(step?.title ?? record.title) stopped" + (what.map { ": \($0)" } ?? "")
    default: return nil
    }
  }

  /// Steps that move the world or decide something; what only prepares is told by what follows.
  private func isWorthALine(_ step: StepRecord) -> Bool {
    if step.irreversible { return true }
    let last = step.id.text.split(separator: ".").last.map(String.init) ?? ""
    return [
      "gates", "notice", "approvals", "push", "judge", "proposals", "yank", "unyank", "validate",
      "ways", "revert",
    ].contains(last) || (step.isOfPins && last == "prepare")
  }

  /// The bad version's candidate, where an event is about it.
  func candidate(of event: Event) -> ObjectID? {
    guard let bad = releases.bad?.commit else { return nil }
    let named =
      event.body["candidate"]?.string ?? event.body["subject"]?["candidate"]?.string
      ?? event.body["subject"]?["release"]?["commit"]?.string
    return named == bad.description ? bad : nil
  }

  private func links(of event: Event) -> [String] {
    var links: [String] = []
    if let evidence = event.body["evidence"].flatMap(Evidence.init(json:)),
      !discretion.isShareable,
      let delivered = try? evidence.body.decode([DeliveredDependent].self)
    {
      links += delivered.compactMap(\.pullRequest).prefix(Self.mostLinks)
    }
    if event.kind == BisectRecord.kind,
      let record = try? event.body.decode(BisectRecord.self)
    {
      links += record.culprits.compactMap { remote?.webPage(ofCommit: $0.line.commit) }
    }
    return links
  }

  /// More links than this make no line that anybody could read.
  private static let mostLinks = 20
}

extension RemoteAddress {
  /// The page on which a forge shows a commit; `nil` where it is not known how the host spells such
  /// addresses.
  func webPage(ofCommit commit: ObjectID) -> String? {
    guard let page = webPage(of: "", at: commit) else { return nil }
    let spellings = [
      ("/-/blob/\(commit)/", "/-/commit/\(commit)"), ("/blob/\(commit)/", "/commit/\(commit)"),
      ("/src/commit/\(commit)/", "/commit/\(commit)"),
    ]
    for (file, whole) in spellings where page.hasSuffix(file) {
      return String(page.dropLast(file.count)) + whole
    }
    return nil
  }
}
