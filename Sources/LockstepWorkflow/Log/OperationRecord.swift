package import LockstepCore
package import LockstepLedger

/// What the ledger says about one operation.
package struct OperationRecord: Sendable {
  /// How far an operation has come.
  package enum State: Hashable, Sendable {
    /// Begun, and nothing ended it: at work while its lease is held, else interrupted.
    case open

    /// A step said no, or has to wait.
    case stopped
    case failed
    case conflict
    case finished

    /// It is being taken back.
    case aborting
    case aborted
    case preempted(by: String)
  }

  package let id: String
  package var kind: String
  package var title: String

  /// The plan's facts.
  package var facts: JSONValue

  /// The whole plan as `operation.started` carries it.
  package var plan: JSONValue

  /// The form of that plan.
  package var planSchema: Int64

  package var startedAt: Timestamp
  package var startedBy: Author
  package var endedAt: Timestamp?
  package var state = State.open

  /// Whether a process holds the lease for it.
  package var isHeld = false

  /// The steps, in the plan's order.
  package var steps: [StepRecord]

  /// Why it was aborted, where it was.
  package var abortReason: String?

  /// What an abort left in the world.
  package var remaining: [Remainder] = []

  private var places: [StepID: Int]

  /// Reads what `operation.started` says; `nil` for any other event.
  init?(_ event: Event) {
    guard event.kind == OperationEvent.started, let id = event.operation else { return nil }
    let plan = event.body["plan"] ?? .null
    self.id = id
    self.plan = plan
    planSchema = event.body["schema"]?.integer ?? 0
    kind = plan["kind"]?.string ?? ""
    title = plan["title"]?.string ?? id
    facts = plan["facts"] ?? .null
    startedAt = event.at
    startedBy = event.by
    var steps: [StepRecord] = []
    if case .array(let listed)? = plan["steps"] {
      steps = listed.compactMap(StepRecord.init(plan:))
    }
    self.steps = steps
    places = Dictionary(
      steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The record of one step.
  package subscript(step: StepID) -> StepRecord? {
    places[step].map { steps[$0] }
  }

  /// Whether it can be resumed or aborted.
  package var isOpen: Bool {
    switch state {
    case .open, .stopped, .failed, .conflict, .aborting: true
    case .finished, .aborted, .preempted: false
    }
  }

  /// Whether it is at work, as far as the ledger can tell.
  package var isRunning: Bool { isOpen && isHeld }

  /// The evidence of its finished steps.
  package var evidence: [StepID: Evidence] {
    var found: [StepID: Evidence] = [:]
    for step in steps where step.state == .finished { found[step.id] = step.evidence }
    return found
  }

  /// Takes in an event about this operation; what is closed stays closed.
  mutating func take(_ event: Event) {
    if event.kind.hasPrefix("step.") {
      takeStep(event)
      return
    }
    guard isOpen else { return }
    switch event.kind {
    case OperationEvent.resumed:
      state = .open
    case OperationEvent.finished:
      close(.finished, at: event.at)
    case OperationEvent.aborting:
      state = .aborting
      abortReason = event.body["because"]?.string
    case OperationEvent.aborted:
      close(.aborted, at: event.at)
      abortReason = event.body["because"]?.string ?? abortReason
      if case .array(let rest)? = event.body["remaining"] {
        remaining = rest.compactMap(Remainder.init(json:))
      }
    case OperationEvent.preempted:
      close(.preempted(by: event.body["by"]?.string ?? "another operation"), at: event.at)
    default: break
    }
  }

  private mutating func takeStep(_ event: Event) {
    guard let name = event.body["step"]?.string, let place = places[StepID(name)] else { return }
    steps[place].take(event)
    guard isOpen, state != .aborting else { return }
    switch event.kind {
    case StepEvent.stopped: state = .stopped
    case StepEvent.failed: state = .failed
    case StepEvent.conflict: state = .conflict
    case StepEvent.intended, StepEvent.finished: state = .open
    default: break
    }
  }

  private mutating func close(_ state: State, at time: Timestamp) {
    self.state = state
    endedAt = time
  }
}
