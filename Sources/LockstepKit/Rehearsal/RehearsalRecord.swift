package import LockstepCore
package import LockstepGit
package import LockstepLedger

/// What the ledger keeps of a rehearsal, for the gate that asks for one.
package struct RehearsalRecord: Codable, Hashable, Sendable {
  /// The kind of the event.
  package static let kind = "rehearsal.done"

  package var candidate: ObjectID
  package var version: Version
  package var isGreen: Bool
  /// Why the way back is not ready; empty where it is.
  package var obstacles: [String]
  package var pinned: Int
  package var seconds: Double

  package init(
    candidate: ObjectID, version: Version, isGreen: Bool, obstacles: [String], pinned: Int,
    seconds: Double
  ) {
    self.candidate = candidate
    self.version = version
    self.isGreen = isGreen
    self.obstacles = obstacles
    self.pinned = pinned
    self.seconds = seconds
  }
}

/// A rehearsal and when it was recorded.
package struct RehearsalStanding: Hashable, Sendable {
  package var record: RehearsalRecord
  package var at: Timestamp

  package init(record: RehearsalRecord, at: Timestamp) {
    self.record = record
    self.at = at
  }

  /// What a release may rely on.
  package enum Verdict: Hashable, Sendable {
    case ready
    /// It was too long ago.
    case old
    case notReady
  }

  /// Judges the rehearsal at `now`, where policy takes none that is older than `age`.
  package func verdict(at now: Timestamp, age: Span) -> Verdict {
    guard record.isGreen else { return .notReady }
    return now.span(since: at) > age ? .old : .ready
  }
}

extension RehearsalReport {
  /// The file of the event's evidence that holds the whole report.
  static let evidenceName = "rehearsal.json"

  /// The event that records it, with the whole report as evidence.
  func draft() throws -> EventDraft {
    let record = RehearsalRecord(
      candidate: candidate, version: version, isGreen: isGreen, obstacles: obstacles,
      pinned: pinned, seconds: seconds)
    return EventDraft(
      kind: RehearsalRecord.kind, operation: nil,
      summary: "rehearsed \(title) at \(candidate.short): "
        + (isGreen ? "the way back is ready" : "the way back is not ready"),
      body: try JSONValue(encoding: record),
      attachments: [Self.evidenceName: try JSONValue(encoding: self).bytes(pretty: true)])
  }
}

extension History {
  /// The event of the newest rehearsal of `commit`; `nil` where there was none.
  func rehearsalEntry(of commit: ObjectID) -> Entry? {
    entries.last { entry in
      entry.event.kind == RehearsalRecord.kind
        && entry.event.body["candidate"]?.string == commit.description
    }
  }

  /// The newest rehearsal of `commit`; `nil` where there was none.
  package func rehearsal(of commit: ObjectID) -> RehearsalStanding? {
    entries(ofKind: RehearsalRecord.kind).reversed().lazy.compactMap { entry in
      (try? entry.event.body.decode(RehearsalRecord.self)).map {
        RehearsalStanding(record: $0, at: entry.event.at)
      }
    }.first { $0.record.candidate == commit }
  }
}
