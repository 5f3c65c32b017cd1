package import LockstepCore
package import LockstepGit

/// Who was told of a coming release, since when, and when it may go out: a fold over what was announced,
/// delivered and waived.
///
/// Each dependent has a clock. It starts when the last of its channels has delivered the notice, and
/// starts again when the dependent is told anew, because more breaking changes touch it than it was told
/// of. The release may go out when the clocks of all have run for the notice's length.
package struct NoticeClock: Hashable, Sendable {
  /// What happened, as far as notices are concerned.
  package enum Event: Hashable, Sendable {
    case announced(NoticeRecord)
    case sent(key: String, channel: String)
    case waived(NoticeWaiver)
  }

  /// One dependent that is told.
  package struct Addressee: Hashable, Sendable {
    /// The key of the notice that counts.
    package fileprivate(set) var key: String
    /// The key of the first notice, which the later ones answer.
    package fileprivate(set) var thread: String
    /// How many notices it got.
    package fileprivate(set) var notices: Int
    /// Where it has to be delivered.
    package fileprivate(set) var channels: [String]
    /// The breaking changes that it was told of.
    package fileprivate(set) var changes: Set<String>
    /// When each channel delivered it.
    package fileprivate(set) var sent: [String: Timestamp]
    /// Why nobody waits for it.
    package fileprivate(set) var waived: String?

    /// The channels that have not delivered it yet.
    package var missing: [String] { channels.filter { sent[$0] == nil } }

    /// When its clock started; `nil` while a channel is missing.
    package var since: Timestamp? {
      missing.isEmpty ? channels.compactMap { sent[$0] }.max() : nil
    }
  }

  /// What the clock belongs to: the last released version, or `initial`.
  package let series: String
  /// The dependents that were told, or are to be.
  package private(set) var addressees: [RepositoryName: Addressee] = [:]
  /// The commit that was announced last.
  package private(set) var announced: ObjectID?
  /// Why the commit in question needs no notice at all.
  private var waivers: [ObjectID: String] = [:]

  /// Makes the clock of a series before anything was announced.
  package init(series: String) {
    self.series = series
  }

  /// Takes in what happened at `time`.
  package mutating func take(_ event: Event, at time: Timestamp) {
    switch event {
    case .announced(let record):
      guard record.series == series else { return }
      announced = record.candidate
      var standing: [RepositoryName: Addressee] = [:]
      for addressee in record.addressees {
        standing[addressee.name] = told(addressee)
      }
      // Whoever is no dependent any more is not waited for.
      addressees = standing
    case .sent(let key, let channel):
      for (name, addressee) in addressees
      where addressee.key == key && addressee.channels.contains(channel)
        && addressee.sent[channel] == nil
      {
        addressees[name]?.sent[channel] = time
      }
    case .waived(let waiver):
      guard waiver.series == series else { return }
      if waiver.dependents.isEmpty { waivers[waiver.candidate] = waiver.because }
      for name in waiver.dependents { addressees[name]?.waived = waiver.because }
    }
  }

  private func told(_ addressee: NoticeRecord.Addressee) -> Addressee {
    guard var known = addressees[addressee.name] else {
      return Addressee(
        key: addressee.key, thread: addressee.key, notices: 1, channels: addressee.channels,
        changes: Set(addressee.changes), sent: [:], waived: nil)
    }
    guard addressee.isNew else { return known }
    known.key = addressee.key
    known.notices += 1
    known.channels = addressee.channels
    known.changes.formUnion(addressee.changes)
    known.sent = [:]
    known.waived = nil
    return known
  }

  // MARK: - Decisions

  /// Whether a dependent has to be told (again): it never was, more touches it than it was told of, or
  /// its notice was to go where nobody is reached any more.
  package func needsNotice(
    _ name: RepositoryName, changes: [String], channels: [String],
    isLost: (_ key: String, _ channel: String) -> Bool = { _, _ in false }
  ) -> Bool {
    guard let known = addressees[name] else { return true }
    if !known.changes.isSuperset(of: changes) { return true }
    return known.missing.contains { !channels.contains($0) || isLost(known.key, $0) }
  }

  /// Whether `candidate` may go out at `time` with a notice of this length.
  package func judge(_ candidate: ObjectID, notice: Span, at time: Timestamp) -> NoticeVerdict {
    guard notice > .zero else { return .allowed("no notice is needed") }
    if let reason = waivers[candidate] { return .allowed("waived: \(reason)") }
    guard let announced else { return .neverAnnounced }
    guard announced == candidate else { return .candidateChanged(announced: announced) }
    let awaited = addressees.filter { $0.value.waived == nil }
    let missing = awaited.filter { !$0.value.missing.isEmpty }
    guard missing.isEmpty else { return .undelivered(missing.mapValues(\.missing)) }
    let waived = addressees.count - awaited.count
    let told = awaited.compactMap { name, addressee in addressee.since.map { (name, $0) } }
    guard let last = told.max(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else {
      return .allowed(waived == 0 ? "nobody depends on it" : "waived for \(waived)")
    }
    let until = last.1.adding(notice)
    guard time >= until else { return .early(until: until, last: last.0, told: last.1) }
    return .allowed(
      "\(counted(told.count, "dependent")) told, the last at \(last.1)"
        + (waived == 0 ? "" : "; waived for \(waived)"))
  }
}

/// What a ``NoticeClock`` says of a candidate.
package enum NoticeVerdict: Hashable, Sendable {
  /// It may go out; the reason in words.
  case allowed(String)
  /// Not before that moment; the dependent that was told last, and when.
  case early(until: Timestamp, last: RepositoryName, told: Timestamp)
  /// Some were not reached yet, over these channels.
  case undelivered([RepositoryName: [String]])
  /// Another commit was announced.
  case candidateChanged(announced: ObjectID)
  /// Nothing was announced.
  case neverAnnounced
}
