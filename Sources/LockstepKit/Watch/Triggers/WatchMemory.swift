package import LockstepCore

/// What a watch remembers from one round to the next on its machine: since when something is missing.
///
/// Losing it only delays what depends on time. A date that lies ahead was written before a clock was set
/// back; it then counts as now.
package struct WatchMemory: Codable, Hashable, Sendable {
  /// Since when a source has no data.
  package var silent: [String: Timestamp]
  /// Since when a fact that had fired is not seen any more, by trigger and id.
  package var gone: [String: [String: Timestamp]]

  /// Remembers nothing.
  package init(
    silent: [String: Timestamp] = [:], gone: [String: [String: Timestamp]] = [:]
  ) {
    self.silent = silent
    self.gone = gone
  }

  /// Takes in which sources had no data at `now`, and returns those that have had none for so long.
  package mutating func noteSilence(
    of looks: [WatchLook], at now: Timestamp, longest: Span
  ) -> [(look: WatchLook, since: Timestamp)] {
    var found: [(look: WatchLook, since: Timestamp)] = []
    for look in looks {
      guard case .noData = look.state else {
        silent[look.source] = nil
        continue
      }
      let since = min(silent[look.source] ?? now, now)
      silent[look.source] = since
      if now.span(since: since) >= longest { found.append((look, since)) }
    }
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
