package import LockstepCore
internal import LockstepFleet

/// What one round of a watch saw, and what came of it.
package struct WatchRound: Sendable {
  /// A trigger, and how it stands to what was recorded before.
  package struct Line: Hashable, Sendable {
    package var reading: TriggerReading
    /// The ids of those of its facts that nobody had recorded before.
    package var new: Set<String>
  }

  /// When it was, by the time that counts.
  package var at: Timestamp
  package var package: String
  /// The release that is watched.
  package var release: ReleasedVersion?
  /// Why nothing is said about the release; `nil` where something is.
  package var whyNoRelease: String?
  /// What was looked at, in the order of the sources.
  package var looks: [WatchLook]
  package var lines: [Line]
  /// What is recorded, or would be.
  package var decision: WatchDecision
  /// What still had to follow from earlier rounds.
  package var unfinished: [WatchStanding.Firing]
  /// What followed, in order; empty where nothing was to be done.
  package var deeds: [WatchRecord.Followed] = []
  /// The incidents whose next level was called, in words.
  package var calls: [String] = []
  /// What could not be asked or done, a line each.
  package var remarks: [String]
  /// Whether what follows was done, and not only shown.
  package var executed: Bool
  /// The sources without whose data a round has not succeeded.
  package var needs: Set<String>

  /// 10 where a trigger fires, whoever recorded it first; 1 where data is missing that the policy needs, or
  /// something that had to follow could not be done; else 0.
  package var exitStatus: ExitStatus {
    if lines.contains(where: { $0.reading.state == .fire }) { return .decidedNo }
    return missing.isEmpty && (!executed || unfinished.isEmpty) ? .done : .failed
  }

  /// The sources that are needed and have no data.
  package var missing: [String] {
    looks.compactMap { look in
      guard case .noData = look.state, needs.contains(look.source) else { return nil }
      return look.source
    }
  }
}

extension WatchRound {
  /// The round as `lockstep watch --format json` prints it.
  package var json: JSONValue {
    [
      "schema": "lockstep.watch/1",
      "at": .string(at.description),
      "package": .string(package),
      "release": release.map { .string($0.version.description) } ?? .null,
      "release-not-watched": whyNoRelease.map { .string($0) } ?? .null,
      "executed": .boolean(executed),
      "triggers": .array(lines.map(\.json)),
      "sources": .array(looks.map(\.json)),
      "fired": .array(decision.fires.map(\.json)),
      "cleared": .array(
        decision.clears.flatMap { clear in
          clear.facts.map { ["trigger": .string(clear.trigger), "fact": .string($0)] }
        }),
      "deeds": .array(deeds.map(\.json)),
      "calls": .array(calls.map { .string($0) }),
      "remarks": .array(remarks.map { .string($0) }),
    ]
  }
}

extension WatchRound.Line {
  fileprivate var json: JSONValue {
    var because: JSONValue = .null
    if case .noData(let reason) = reading.state { because = .string(reason) }
    return [
      "trigger": .string(reading.trigger.name),
      "severity": .string(reading.trigger.severity.rawValue),
      "state": .string(reading.state.word), "because": because, "idle": .boolean(reading.isIdle),
      "evidence": .array(
        reading.facts.map { fact in
          [
            "id": .string(fact.id), "text": .string(fact.text),
            "new": .boolean(new.contains(fact.id)),
          ]
        }),
      "remarks": .array(reading.remarks.map { .string($0) }),
    ]
  }
}

extension WatchLook {
  fileprivate var json: JSONValue {
    let (word, because): (String, String?) =
      switch state {
      case .seen: ("seen", nil)
      case .noData(let reason): ("no-data", reason)
      case .idle(let reason): ("idle", reason)
      }
    return [
      "source": .string(source), "state": .string(word),
      "because": because.map { .string($0) } ?? .null,
      "remarks": .array(remarks.map { .string($0) }),
    ]
  }
}

extension WatchRecord.Fired {
  fileprivate var json: JSONValue {
    [
      "key": .string(key), "trigger": .string(trigger), "severity": .string(severity.rawValue),
      "title": .string(title), "evidence": .array(facts.map { .string($0.text) }),
      "follows": .array(wants.map { .string($0.rawValue) }),
    ]
  }
}

extension WatchRecord.Followed {
  fileprivate var json: JSONValue {
    [
      "key": .string(key), "deed": .string(deed.rawValue), "outcome": .string(outcome),
      "incident": incident.map { .string($0) } ?? .null,
    ]
  }
}
