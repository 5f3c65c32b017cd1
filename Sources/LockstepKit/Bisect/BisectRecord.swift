package import LockstepCore
internal import LockstepGit
package import LockstepLedger

/// What the ledger keeps of a bisection: for the incident, and for whoever plans the next release.
package struct BisectRecord: Codable, Hashable, Sendable {
  /// The kind of the event.
  package static let kind = "bisect.found"

  package var good: FoundationSide
  package var bad: FoundationSide
  package var culprits: [BisectReport.Culprit]
  /// How many commits were tried.
  package var probes: Int
  package var seconds: Double
  /// The rollback that took the bad version back, where there is one.
  package var rollback: String?
  /// The incident that it belongs to, where there is one.
  package var incident: String?
  /// The benchmark that decided; `nil` where dependents did.
  package var benchmark: String?
}

extension BisectReport {
  /// The event that records what was found; `nil` where no single commit was.
  func draft(rollback: String?, incident: String?) throws -> EventDraft? {
    guard let first = culprits.first else { return nil }
    let record = BisectRecord(
      good: good, bad: bad, culprits: culprits, probes: probes.count, seconds: seconds,
      rollback: rollback, incident: incident, benchmark: benchmark?.name)
    let more = culprits.count > 1 ? " and \(culprits.count - 1) more" : ""
    return EventDraft(
      kind: BisectRecord.kind, operation: nil,
      summary: "bisected \(good.name)..\(bad.name): \(first.line.commit.short) "
        + "\(first.line.subject)\(more)",
      body: try JSONValue(encoding: record))
  }
}

extension BisectRecord {
  /// The commits that were found, in one line: `1a2b3c4 Rank records densely (breaks billing)`.
  package var inWords: String {
    culprits.map { culprit in
      "\(culprit.line.commit.short) \(culprit.line.subject)"
        + (benchmark.map { " (slows \($0))" } ?? "")
        + (culprit.dependents.isEmpty
          ? "" : " (breaks \(culprit.dependents.joined(separator: ", ")))")
    }.joined(separator: "; ")
  }
}

extension History {
  /// The newest bisection of `version`; `nil` where there was none.
  package func bisection(of version: Version) -> BisectRecord? {
    entries(ofKind: BisectRecord.kind).reversed().lazy
      .compactMap { try? $0.event.body.decode(BisectRecord.self) }
      .first { $0.bad.version == version }
  }
}
