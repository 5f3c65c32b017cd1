internal import LockstepCore

/// What a watch remembers from one round to the next.
///
/// None of it is a record: whoever forgets it, or never knew it, fires nothing twice, and loses no time that
/// the ledger knows of.
struct WatchMemory: Codable, Hashable, Sendable {
  /// Since when something is missing.
  var timers: WatchTimers
  /// When repositories were asked in vain, by name; of the others the fleet's store knows.
  var refused: [String: Timestamp]
  /// What the forges said last of each dependent's checks, by name.
  var checked: [String: Learnt<ChecksWatch.Answer>]
  /// What is known against each repository's locks, by name.
  var audited: [String: Learnt<AdvisoryWatch.Answer>]

  /// Remembers nothing.
  init(
    timers: WatchTimers = WatchTimers(), refused: [String: Timestamp] = [:],
    checked: [String: Learnt<ChecksWatch.Answer>] = [:],
    audited: [String: Learnt<AdvisoryWatch.Answer>] = [:]
  ) {
    self.timers = timers
    self.refused = refused
    self.checked = checked
    self.audited = audited
  }

  /// Takes in what a look has learnt of single dependents.
  mutating func take(_ looks: [WatchLook]) {
    for look in looks {
      if let known = look.learnt?.checked { checked = known }
      if let known = look.learnt?.audited { audited = known }
    }
  }

  /// Takes in whom a round has asked in vain, and who has answered since.
  mutating func take(_ fleet: LoadedFleet, at now: Timestamp) {
    let waiting = Set(fleet.waiting.map(\.description))
    refused = refused.filter { waiting.contains($0.key) }
    for name in fleet.failures.keys { refused[name.description] = now }
  }
}
