package import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet
internal import LockstepGit
package import LockstepLedger
package import LockstepWorkflow

/// How things stand, as the ledger tells it at one moment.
///
/// It is a fold over the events; only what each dependent has by now is read from the fleet.
package struct Status: Sendable {
  /// One operation: a release, a rollout, a rollback.
  package struct Operation: Sendable {
    package let id: String
    package let kind: String
    package let title: String
    /// `finished`, `stopped at …`, and so on.
    package let state: String
    package let isOpen: Bool
    package let startedAt: Timestamp
    package let startedBy: String
    /// Where in its window it stands, and what is overdue; `nil` for operations without one.
    package let window: String?
    /// How the dependents came out with what it is about; `nil` where that was not run.
    package let fleetRun: String?
    /// The phases of an emergency with their clocks; `nil` for other operations.
    package let clock: EmergencyClock?
    /// The incident that it belongs to.
    package let incident: Incident?
    /// The commit that bisection found to be the cause of what was taken back, in one line.
    package let cause: String?
    package let steps: [StepStatus]
    package let dependents: [DependentStatus]
  }

  /// One step of an operation.
  package struct StepStatus: Sendable {
    package let id: String
    package let title: String
    package let state: String
    /// What it showed, or what stopped it.
    package let detail: String

    /// A sign for the state that needs no colour.
    package var mark: String {
      switch state {
      case "finished": Status.mark(ofFinished: detail)
      case "waiting": "·"
      case "intended": "…"
      case "undone": "↺"
      default: "✗"
      }
    }
  }

  /// What became of one dependent.
  package struct DependentStatus: Sendable {
    package let name: RepositoryName
    package let outcome: String
    package let detail: String
  }

  /// The sign for a step that ended: what was not done says so in its first word, and gets no tick.
  package static func mark(ofFinished detail: String) -> String {
    detail.hasPrefix("not ") ? "–" : "✓"
  }

  package let operations: [Operation]
  /// Who works at this moment; `nil` where nobody does.
  package let lease: String?
  package let fetchedAt: Timestamp?
  /// How far the dependents have come with the last release; `nil` where none stands.
  package let support: SupportWindow?
  /// The moment that it was made for.
  package let now: Timestamp

  /// Folds `history`, as seen at `now`.
  ///
  /// - Parameters:
  ///   - log: The operations of `history`, where somebody has folded them already.
  ///   - fleet: The dependents as they were fetched last, where that is known.
  ///   - isDead: Whether the holder of a lease is known to be gone.
  package init(
    of history: History, _ log: OperationLog? = nil, at now: Timestamp, fleet: Fleet? = nil,
    isDead: (Lease) -> Bool = \.isHeldByTheDead
  ) {
    let log = log ?? OperationLog(history)
    support = SupportWindow(of: log, fleet: fleet)
    let takenBack = log.takenBack
    let held = log.lease.flatMap { isDead($0) ? nil : $0 }
    let incidents = Incident.all(in: history)
    operations = log.operations.map { record in
      var record = record
      if held == nil { record.isHeld = false }
      let standing = record.release.flatMap { history.fleetStanding(on: $0) }
      return Operation(
        record, at: now, takenBack: takenBack, standing: standing,
        incident: incidents.last { $0.operations.contains(record.id) },
        cause: record.takenBack.flatMap { history.bisection(of: $0) }?.inWords)
    }
    lease = held.map { "\($0.title), by \($0.person.name) on \($0.person.host)" }
    fetchedAt = history.fetchedAt
    self.now = now
  }

  /// The status as `lockstep status --format json` prints it.
  ///
  /// - Parameter waysBack: The ways back that were prepared for the release that is out.
  package func json(with waysBack: StandingWaysBack? = nil) -> JSONValue {
    [
      "schema": "lockstep.status/1",
      "running": lease.map(JSONValue.string) ?? .null,
      "fetched": fetchedAt.map { .string($0.description) } ?? .null,
      "support": support?.json(at: now) ?? .null,
      "operations": .array(operations.map(\.json)), "ways-back": waysBack?.json ?? .null,
    ]
  }
}

extension Status.Operation {
  init(
    _ record: OperationRecord, at now: Timestamp, takenBack: [Version: OperationRecord],
    standing: FleetStanding?, incident: Incident?, cause: String?
  ) {
    id = record.id
    kind = record.kind
    title = record.title
    state = record.stateInWords
    isOpen = record.isOpen
    startedAt = record.startedAt
    startedBy = record.startedBy.name
    window = record.window(at: now, takenBack: takenBack)
    fleetRun = standing?.told(at: now)
    clock = record.emergencyClock(of: incident)
    self.incident = incident
    self.cause = cause
    steps = record.steps.map { step in
      Status.StepStatus(
        id: step.id.text, title: step.title, state: step.state.rawValue,
        detail: step.explanation?.what ?? step.evidence?.summary ?? "")
    }
    dependents = record.dependentStatus
  }

  fileprivate var json: JSONValue {
    [
      "id": .string(id), "kind": .string(kind), "title": .string(title), "state": .string(state),
      "open": .boolean(isOpen), "started": .string(startedAt.description),
      "by": .string(startedBy), "window": window.map(JSONValue.string) ?? .null,
      "fleet-run": fleetRun.map(JSONValue.string) ?? .null,
      "clock": clock.map(\.json) ?? .null,
      "incident": incident.map { .string($0.id) } ?? .null,
      "cause": cause.map(JSONValue.string) ?? .null,
      "steps": .array(
        steps.map { step in
          [
            "id": .string(step.id), "title": .string(step.title), "state": .string(step.state),
            "detail": .string(step.detail),
          ]
        }),
      "dependents": .array(
        dependents.map { dependent in
          [
            "name": .string(dependent.name.description), "outcome": .string(dependent.outcome),
            "detail": .string(dependent.detail),
          ]
        }),
    ]
  }
}

extension EmergencyClock {
  fileprivate var json: JSONValue {
    .array(
      stages.map { stage in
        [
          "phase": .string(stage.phase), "aim": .string(stage.aim),
          "due": .string(stage.due.description), "finished": .integer(Int64(stage.finished)),
          "steps": .integer(Int64(stage.steps)),
        ]
      })
  }
}

extension OperationRecord {
  fileprivate var stateInWords: String {
    switch state {
    case .open: isHeld ? "running" : "interrupted, `lockstep resume` goes on"
    case .stopped: "stopped, `lockstep resume` or `lockstep abort`"
    case .failed: "failed, `lockstep resume` tries again"
    case .conflict: "in conflict with the world, somebody has to look"
    case .finished: "finished"
    case .aborting: "being taken back"
    case .aborted:
      remaining.isEmpty ? "aborted" : "aborted, \(counted(remaining.count, "effect")) left"
    case .preempted(let by): "pre-empted by \(by)"
    }
  }

  /// The version that a rollback takes back.
  fileprivate var takenBack: Version? {
    guard kind == OperationKind.rollback else { return nil }
    return (try? facts.decode(RollbackFacts.self))?.bad.version
  }

  /// The commit that a release or a rollout is about.
  fileprivate var release: ObjectID? {
    switch kind {
    case OperationKind.release: (try? facts.decode(ReleaseFacts.self))?.candidate
    case OperationKind.rollout: (try? facts.decode(RolloutFacts.self))?.release.commit
    default: nil
    }
  }

  /// Where a finished release stands in its window.
  fileprivate func window(at now: Timestamp, takenBack: [Version: OperationRecord]) -> String? {
    guard kind == OperationKind.release, state == .finished, let endedAt,
      let facts = try? facts.decode(ReleaseFacts.self)
    else { return nil }
    if let rollback = takenBack[facts.version] { return "taken back by \(rollback.id)" }
    let end = endedAt.adding(facts.window)
    return end < now
      ? "its window ended \(end)" : "its window of \(facts.window) is open until \(end)"
  }

  /// The last word on each dependent, in the order in which they were worked on.
  var dependentStatus: [Status.DependentStatus] {
    var order: [RepositoryName] = []
    var found: [RepositoryName: (outcome: String, detail: String)] = [:]
    for step in steps {
      guard let body = step.evidence?.body else { continue }
      if let prepared = try? body.decode([PreparedDependent].self) {
        for dependent in prepared {
          if found[dependent.name] == nil { order.append(dependent.name) }
          found[dependent.name] = (dependent.outcome.rawValue, dependent.detail)
        }
      } else if let proposed = try? (body["proposals"] ?? body).decode([ProposalStanding].self) {
        for proposal in proposed {
          found[proposal.name] = (proposal.standing.rawValue, proposal.detail)
        }
      } else if let settled = try? body.decode([SettledDependent].self) {
        for dependent in settled {
          found[dependent.name] = (dependent.outcome, dependent.reason ?? "")
        }
      } else if let delivered = try? body.decode([DeliveredDependent].self) {
        for dependent in delivered {
          let detail = found[dependent.name]?.detail ?? ""
          found[dependent.name] =
            dependent.delivered
            ? dependent.pullRequest.map { ("proposed", "\($0) \(detail)") } ?? ("pushed", detail)
            : ("not pushed", dependent.reason ?? "the remote refused")
        }
      }
    }
    return order.map { name in
      Status.DependentStatus(
        name: name, outcome: found[name]?.outcome ?? "", detail: found[name]?.detail ?? "")
    }
  }
}

extension PreparedDependent {
  /// What was changed or what was in the way, in one line.
  package var detail: String {
    if let reason, outcome != .ready { return reason }
    let edits = changes.map { change in
      "\(change.place.path):\(change.place.line): \(change.from.ends) → \(change.to.ends)"
    }
    return (edits + locks + (reason.map { ["but \($0)"] } ?? [])).joined(separator: "; ")
  }
}

extension String {
  /// The text in one line; of several lines only the first and the last are told.
  fileprivate var ends: String {
    let lines = split(whereSeparator: \.isNewline)
    guard lines.count > 1, let first = lines.first, let last = lines.last else {
      return printable(self)
    }
    return "\(printable(String(first))) … \(printable(String(last)))"
  }
}
