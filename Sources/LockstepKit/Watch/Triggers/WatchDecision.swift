package import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet

/// What a round of looking leads to, decided on values alone.
package struct WatchDecision: Hashable, Sendable {
  /// What is recorded as fired, the gravest first.
  package var fires: [WatchRecord.Fired]
  /// Facts that are gone for long enough to count as gone.
  package var clears: [WatchRecord.Cleared]
  /// What other machines have to know of what lasts; `nil` where they know it.
  package var noted: WatchRecord.Noted?

  /// Whether nothing has to be recorded.
  package var isEmpty: Bool { fires.isEmpty && clears.isEmpty && noted == nil }

  /// Compares what was read with what was recorded before.
  ///
  /// - Parameters:
  ///   - release: The release that is watched; part of the evidence.
  ///   - timers: Since when something is missing; brought up to date.
  ///   - remembers: Whether this machine will know the timers in the next round. One that had forgotten
  ///     them, as each does that a CI makes anew, records them.
  package init(
    _ readings: [TriggerReading], known: WatchStanding, release: Version?,
    configuration: Configuration, timers: inout WatchTimers, remembers: Bool = true,
    at now: Timestamp
  ) {
    fires = []
    clears = []
    for reading in readings {
      let name = reading.trigger.name
      let seen = Set(reading.facts.map(\.id))
      let before = known.known[name] ?? []
      // A flickering fact is no news: it has to stay away for a while before it may come back.
      let gone = reading.isComplete ? before.subtracting(seen).subtracting(reading.unsure) : []
      let calmed = timers.noteGone(gone, of: name, at: now, calm: configuration.watch.calm)
      if !calmed.isEmpty {
        clears.append(WatchRecord.Cleared(trigger: name, facts: calmed.sorted()))
      }
      guard reading.state == .fire else { continue }
      let new = reading.facts.filter { !before.contains($0.id) }
      guard !new.isEmpty else { continue }
      fires.append(
        Self.firing(
          of: reading, new, release: release, configuration: configuration,
          // The same facts may fire again after they were gone; that is another firing.
          turn: known.firings.count { $0.record.trigger == name }))
    }
    fires.sort { $0.severity > $1.severity }
    var recorded = known.timers
    for clear in clears { recorded.take(clear) }
    noted = WatchRecord.Noted(from: recorded, to: timers, begins: !remembers)
  }

  private static func firing(
    of reading: TriggerReading, _ new: [WatchFact], release: Version?,
    configuration: Configuration, turn: Int
  ) -> WatchRecord.Fired {
    let trigger = reading.trigger
    let subject = configuration.foundation.package + (release.map { " \($0)" } ?? "")
    let evidence =
      ([trigger.name, release?.description ?? "", "\(turn)"] + new.map(\.id))
      .joined(separator: "\u{0}")
    let key = FileDigest.sha256(of: Array(evidence.utf8)).prefix(24)
    return WatchRecord.Fired(
      key: String(key), trigger: trigger.name, severity: trigger.severity, release: release,
      facts: new,
      wants: wants(
        of: trigger, isBlamed: new.contains { reading.blamed.contains($0.id) }, configuration),
      title: "\(subject): \(trigger.meaning)")
  }

  /// What has to follow by policy.
  private static func wants(
    of trigger: WatchTrigger, isBlamed: Bool, _ configuration: Configuration
  ) -> [WatchDeed] {
    var wants: [WatchDeed] = []
    let automatic = configuration.triggers.automatic
    if isBlamed, trigger.severity >= .major {
      if automatic.contains(.halt) { wants.append(.halt) }
      if automatic.contains(.pin) { wants.append(.pin) }
    }
    if let opens = configuration.watch.opens, trigger.severity >= opens {
      wants.append(.incident)
    } else if let tells = configuration.watch.tells, trigger.severity >= tells {
      wants.append(.tell)
    }
    return wants
  }
}
