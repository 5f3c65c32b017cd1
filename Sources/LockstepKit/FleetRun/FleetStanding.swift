package import LockstepCore
package import LockstepGit
package import LockstepLedger
package import LockstepVerification

/// How the fleet stands to one candidate, as all fleet runs on it tell together.
///
/// The newest word on each dependent counts: a run of three dependents does not undo what a run of all
/// said of the others.
package struct FleetStanding: Hashable, Sendable {
  /// The newest word on one dependent.
  package struct Word: Hashable, Sendable {
    package var outcome: FleetOutcome.Kind
    /// Why it holds nothing up although it regressed.
    package var waiver: String?
    /// The ledger's commit that has the details.
    package var event: ObjectID
  }

  package var words: [RepositoryName: Word]
  /// When the last of the runs was recorded.
  package var at: Timestamp
  /// Whether one of the runs was of all dependents that there were.
  package var isWhole: Bool

  /// The dependents that hold the candidate up.
  package var holding: [RepositoryName] {
    words.filter { $0.value.outcome == .regressed && $0.value.waiver == nil }.keys.sorted()
  }

  /// Why regressed ones hold nothing up, where that is so.
  package var waivers: [String] { Set(words.values.compactMap(\.waiver)).sorted() }

  /// `11 passed, 1 broken-before`
  package var counts: String {
    Self.counts(
      of: Dictionary(grouping: words, by: \.value.outcome.rawValue).mapValues { $0.map(\.key) })
  }

  /// The standing in one line, as seen at `now`.
  package func told(at now: Timestamp) -> String {
    "\(counts)\(aside), \(now.span(since: at).age)"
  }

  /// The standing in one line that stays true.
  package var told: String { "\(counts)\(aside), \(at)" }

  private var aside: String {
    (isWhole ? "" : " (not all dependents)") + (waivers.isEmpty ? "" : " (overridden)")
  }

  /// The order in which a reader wants to know.
  private static let order: [FleetOutcome.Kind] = [
    .passed, .fixed, .regressed, .brokenBefore, .flaky, .unknown, .skipped,
  ]

  static func counts(of outcomes: [String: [RepositoryName]]) -> String {
    order.compactMap { kind in
      let number = outcomes[kind.rawValue]?.count ?? 0
      return number == 0 ? nil : "\(number) \(kind.rawValue)"
    }.joined(separator: ", ")
  }
}

extension History {
  /// What the fleet runs on `commit` say; `nil` where there was none.
  ///
  /// A run of a commit that had no version of its own speaks of the commit that was made of it too.
  package func fleetStanding(on commit: ObjectID) -> FleetStanding? {
    var standing: FleetStanding?
    for entry in entries where entry.event.kind == FleetRunRecord.kind {
      guard let record = try? entry.event.body.decode(FleetRunRecord.self),
        record.subject.candidate == commit || record.subject.release.commit == commit
      else { continue }
      var next = standing ?? FleetStanding(words: [:], at: entry.event.at, isWhole: false)
      next.at = entry.event.at
      next.isWhole = next.isWhole || record.subject.isWhole
      for (outcome, names) in record.outcomes {
        // What a newer program calls otherwise is not known here, and decides nothing.
        let kind = FleetOutcome.Kind(rawValue: outcome) ?? .unknown
        for name in names {
          next.words[name] = .init(
            outcome: kind, waiver: kind == .regressed ? record.waiver : nil, event: entry.commit)
        }
      }
      standing = next
    }
    return standing
  }
}

extension Span {
  /// How long ago something is that lies so far back: `2 h ago`.
  fileprivate var age: String {
    switch seconds {
    case ..<60: "just now"
    case ..<3600: "\(seconds / 60) min ago"
    case ..<172_800: "\(seconds / 3600) h ago"
    default: "\(seconds / 86_400) days ago"
    }
  }
}
