package import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

/// The phases of an emergency, each with its clock: everybody back within an hour, the hotfix with
/// everybody within four, the causes within a day.
///
/// The clock starts when its incident was opened; without one, when the rollback did.
package struct EmergencyClock: Hashable, Sendable {
  /// One phase.
  package struct Stage: Hashable, Sendable {
    /// Its hours, as plans name them: `0–1 h`.
    package var phase: String
    /// What has to be reached in it.
    package var aim: String
    /// When it has to be reached.
    package var due: Timestamp
    /// How many of its steps are finished, and how many it has; none for what people do.
    package var finished: Int
    package var steps: Int

    /// Whether everything that a plan does in it is done.
    package var isDone: Bool { steps > 0 && finished == steps }

    /// Where it stands at `now`.
    package func text(at now: Timestamp) -> String {
      if isDone { return "done" }
      let count = steps > 0 ? "\(finished) of \(steps) done, " : ""
      return now > due ? "\(count)overdue since \(due)" : "\(count)due \(due)"
    }
  }

  package let stages: [Stage]

  /// The hours of the phases, from the process that is described in the documentation.
  private static let hours: [(phase: String, aim: String, end: Int64)] = [
    (Phase.mitigation, "everybody exposed is on the last good version", 1),
    (Phase.hotfix, "the hotfix is out, with everybody, and validated", 4),
    (Phase.analysis, "root cause, post-mortem, the plan of the next release", 24),
  ]

  /// The clock of an emergency that began at `start`, with its steps as (phase, finished) pairs.
  package init(from start: Timestamp, steps: [(phase: String, isFinished: Bool)]) {
    stages = Self.hours.map { phase, aim, end in
      let own = steps.filter { $0.phase == phase }
      return Stage(
        phase: phase, aim: aim, due: start.adding(.hours(end)),
        finished: own.count(where: \.isFinished), steps: own.count)
    }
  }
}

extension OperationRecord {
  /// The clock of a rollback; `nil` for what is none, or was pre-empted or aborted.
  ///
  /// - Parameter incident: The incident that it belongs to; its cause and its post-mortem are then steps of
  ///   the last phase.
  package func emergencyClock(of incident: Incident?) -> EmergencyClock? {
    guard kind == OperationKind.rollback, isOpen || state == .finished else { return nil }
    var steps = steps.map { ($0.phase, $0.state == .finished) }
    steps += unmergedPins.map { _ in (Phase.mitigation, false) }
    if let incident {
      steps += [
        (Phase.analysis, incident.isBisected),
        (Phase.analysis, incident.report?.isComplete == true || !incident.isOpen),
      ]
    }
    // What was opened long before for another reason does not make this one late.
    let start = incident.map { min($0.openedAt, startedAt) } ?? startedAt
    return EmergencyClock(from: start, steps: steps)
  }

  /// Those whose way back was proposed, and was not merged as far as is known: they have the bad version
  /// still.
  private var unmergedPins: Set<RepositoryName> {
    guard state != .finished else { return [] }
    let pins = evidence(of: DeliveredDependent.self).filter { PinSteps.isPush($0.step.id) }
      .flatMap(\.values)
    let proposed = Set(pins.filter { $0.delivered && $0.number != nil }.map(\.name))
    let merged = evidence(of: ProposalStanding.self).flatMap(\.values)
      .filter { $0.standing == .merged }.map(\.name)
    let settled = evidence(of: SettledDependent.self).flatMap(\.values).filter(\.hasIt).map(\.name)
    return proposed.subtracting(merged + settled)
  }
}
