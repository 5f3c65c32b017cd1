package import LockstepCore
package import LockstepFleet
package import LockstepLedger

/// What follows when a trigger fires.
package enum WatchDeed: String, Codable, Hashable, Sendable, CaseIterable {
  /// A rollout that is under way is paused.
  case halt
  /// An incident is opened, or the one about the same release is noted on.
  case incident
  /// Every exposed dependent goes back to the last good version.
  case pin
  /// People are told.
  case tell
}

/// What the ledger keeps of a watch.
package enum WatchRecord {
  /// The name under which all events of the watch stand, and that of its lease.
  package static let operation = "watch"

  /// A trigger fired on facts that nobody had recorded before.
  package struct Fired: Codable, Hashable, Sendable {
    package static let kind = "watch.fired"

    /// The digest of what it rests on: the same evidence never fires twice.
    package var key: String
    package var trigger: String
    package var severity: Configuration.Severity
    /// The release that was watched.
    package var release: Version?
    /// What is new.
    package var facts: [WatchFact]
    /// What has to follow.
    package var wants: [WatchDeed]
    /// The title, for people.
    package var title: String
  }

  /// Facts that had fired are gone; should they come back they are news.
  package struct Cleared: Codable, Hashable, Sendable {
    package static let kind = "watch.cleared"

    package var trigger: String
    package var facts: [String]
  }

  /// Something is missing, or is no more: what the time is counted from on every machine.
  ///
  /// The moment of the event is the moment of the beginning.
  package struct Noted: Codable, Hashable, Sendable {
    package static let kind = "watch.noted"

    /// Sources that have no data, and those that have data again.
    package var silent: [String]
    package var heard: [String]
    /// Facts that had fired and are not seen, and those of them that did not stay away.
    package var gone: [Cleared]
    package var back: [Cleared]
  }

  /// Something that had to follow was done.
  package struct Followed: Codable, Hashable, Sendable {
    package static let kind = "watch.followed"

    package var key: String
    package var deed: WatchDeed
    /// What came of it, in one line.
    package var outcome: String
    /// The incident that was opened or noted on.
    package var incident: String?
  }
}

/// What was recorded of a watch so far: a fold over the ledger.
package struct WatchStanding: Hashable, Sendable {
  /// One firing, and what has followed.
  package struct Firing: Hashable, Sendable {
    package var record: WatchRecord.Fired
    package var at: Timestamp
    package var done: [WatchDeed: WatchRecord.Followed]

    /// What still has to follow, in the order in which it is done.
    package var pending: [WatchDeed] {
      WatchDeed.allCases.filter { record.wants.contains($0) && done[$0] == nil }
    }
  }

  package private(set) var firings: [Firing] = []
  /// The ids of the facts that have fired and are not cleared, by trigger.
  package private(set) var known: [String: Set<String>] = [:]
  /// Since when something is missing, as far as somebody had to record it.
  package private(set) var timers = WatchTimers()

  /// Before anything was recorded.
  package init() {}

  /// Takes in a firing; one with a key that is known already changes nothing.
  package mutating func take(_ record: WatchRecord.Fired, at time: Timestamp) {
    known[record.trigger, default: []].formUnion(record.facts.map(\.id))
    guard !firings.contains(where: { $0.record.key == record.key }) else { return }
    firings.append(Firing(record: record, at: time, done: [:]))
  }

  package mutating func take(_ record: WatchRecord.Cleared) {
    known[record.trigger]?.subtract(record.facts)
    timers.take(record)
  }

  package mutating func take(_ record: WatchRecord.Noted, at time: Timestamp) {
    timers.take(record, at: time)
  }

  package mutating func take(_ record: WatchRecord.Followed) {
    for place in firings.indices where firings[place].record.key == record.key {
      if firings[place].done[record.deed] == nil { firings[place].done[record.deed] = record }
    }
  }

  /// Whether `deed` of the firing `key` is still to be done.
  package func awaits(_ deed: WatchDeed, of key: String) -> Bool {
    firings.contains { $0.record.key == key && $0.pending.contains(deed) }
  }

  /// Firings of which something still has to follow.
  package var unfinished: [Firing] { firings.filter { !$0.pending.isEmpty } }

  /// The incidents that the watch opened for a release, the newest last.
  package func incidents(of release: Version?) -> [String] {
    firings.filter { $0.record.release == release }
      .compactMap { $0.done[.incident]?.incident }
  }
}

extension History {
  /// What was recorded of the watch.
  package var watch: WatchStanding {
    var standing = WatchStanding()
    for entry in entries where entry.event.operation == WatchRecord.operation {
      let body = entry.event.body
      switch entry.event.kind {
      case WatchRecord.Fired.kind:
        if let record = try? body.decode(WatchRecord.Fired.self) {
          standing.take(record, at: entry.event.at)
        }
      case WatchRecord.Cleared.kind:
        if let record = try? body.decode(WatchRecord.Cleared.self) { standing.take(record) }
      case WatchRecord.Noted.kind:
        if let record = try? body.decode(WatchRecord.Noted.self) {
          standing.take(record, at: entry.event.at)
        }
      case WatchRecord.Followed.kind:
        if let record = try? body.decode(WatchRecord.Followed.self) { standing.take(record) }
      default: continue
      }
    }
    return standing
  }
}
