package import LockstepCore

/// Since when something is missing: what a watch has to know of the past to tell what lasts from what
/// flickers.
///
/// A machine keeps it from one round to the next; what a machine might forget is in the ledger
/// (``WatchRecord/Noted``). A date that lies ahead was written before a clock was set back; it then counts
/// as now.
package struct WatchTimers: Codable, Hashable, Sendable {
  /// Since when a source has no data.
  package var silent: [String: Timestamp]
  /// Since when a fact that had fired is not seen any more, by trigger and id.
  package var gone: [String: [String: Timestamp]]

  /// Knows of nothing that is missing.
  package init(
    silent: [String: Timestamp] = [:], gone: [String: [String: Timestamp]] = [:]
  ) {
    self.silent = silent
    self.gone = gone
  }

  /// Takes in what somebody else knows: of two beginnings the earlier one counts.
  package mutating func take(_ other: WatchTimers) {
    silent.merge(other.silent, uniquingKeysWith: min)
    gone.merge(other.gone) { one, other in one.merging(other, uniquingKeysWith: min) }
  }

  /// Takes in which sources had no data at `now`, and returns those that have had none for so long.
  package mutating func noteSilence(
    of looks: [WatchLook], at now: Timestamp, longest: Span
  ) -> [(look: WatchLook, since: Timestamp)] {
    var found: [(look: WatchLook, since: Timestamp)] = []
    var since: [String: Timestamp] = [:]
    for look in looks {
      guard case .noData = look.state else { continue }
      let begun = min(silent[look.source] ?? now, now)
      since[look.source] = begun
      if now.span(since: begun) >= longest { found.append((look, begun)) }
    }
    silent = since
    return found
  }

  /// Takes in which known facts of a trigger are gone, and returns those that have been for so long.
  package mutating func noteGone(
    _ facts: Set<String>, of trigger: String, at now: Timestamp, calm: Span
  ) -> Set<String> {
    var times: [String: Timestamp] = [:]
    for fact in facts { times[fact] = min(gone[trigger]?[fact] ?? now, now) }
    let calmed = facts.filter { now.span(since: times[$0] ?? now) >= calm }
    for fact in calmed { times[fact] = nil }
    gone[trigger] = times.isEmpty ? nil : times
    return calmed
  }
}
