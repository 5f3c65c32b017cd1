package import LockstepCore

extension WatchTimers {
  /// Takes in what was recorded at `time`; of what has begun already the beginning stands.
  package mutating func take(_ record: WatchRecord.Noted, at time: Timestamp) {
    for source in record.heard { silent[source] = nil }
    for source in record.silent where silent[source] == nil { silent[source] = time }
    for absence in record.back { take(absence) }
    for absence in record.gone {
      for fact in absence.facts where gone[absence.trigger]?[fact] == nil {
        gone[absence.trigger, default: [:]][fact] = time
      }
    }
  }

  /// Takes in that facts are not waited for any more.
  package mutating func take(_ cleared: WatchRecord.Cleared) {
    for fact in cleared.facts { gone[cleared.trigger]?[fact] = nil }
    if gone[cleared.trigger]?.isEmpty == true { gone[cleared.trigger] = nil }
  }

  /// The facts that are missing here and not in `other`, by trigger.
  fileprivate func absences(beside other: WatchTimers) -> [WatchRecord.Cleared] {
    gone.sorted { $0.key < $1.key }.compactMap { trigger, times in
      let facts = times.keys.filter { other.gone[trigger]?[$0] == nil }
      return facts.isEmpty ? nil : WatchRecord.Cleared(trigger: trigger, facts: facts.sorted())
    }
  }
}

extension WatchRecord.Noted {
  /// What has to be recorded where the ledger knows `old` and `new` is true; `nil` where that is nothing.
  ///
  /// - Parameter begins: Whether beginnings are recorded too. Ends always are: what the ledger says has to
  ///   be true on every machine.
  init?(from old: WatchTimers, to new: WatchTimers, begins: Bool) {
    silent = begins ? new.silent.keys.filter { old.silent[$0] == nil }.sorted() : []
    heard = old.silent.keys.filter { new.silent[$0] == nil }.sorted()
    gone = begins ? new.absences(beside: old) : []
    back = old.absences(beside: new)
    if silent.isEmpty, heard.isEmpty, gone.isEmpty, back.isEmpty { return nil }
  }

  /// Whether what it tells of is not known to `timers` already.
  func isNews(to timers: WatchTimers) -> Bool {
    var after = timers
    after.take(self, at: .latest)
    return after != timers
  }

  /// What it tells, in one line.
  var line: String {
    func facts(_ absences: [WatchRecord.Cleared]) -> String {
      absences.map { "\($0.trigger): \($0.facts.joined(separator: ", "))" }.joined(separator: "; ")
    }
    return [
      ("no data: ", silent.joined(separator: ", ")),
      ("data again: ", heard.joined(separator: ", ")),
      ("not seen: ", facts(gone)), ("seen again: ", facts(back)),
    ].filter { !$0.1.isEmpty }.map { $0.0 + $0.1 }.joined(separator: "; ")
  }
}
