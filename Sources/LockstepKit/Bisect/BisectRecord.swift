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
  /// Where commits say nothing, those of which one is the cause; `nil` where there are none.
  package var ranges: [Range]?

  /// Commits of which one is the cause, and nobody knows which.
  package struct Range: Codable, Hashable, Sendable {
    /// The oldest first.
    package var commits: [BisectReport.CommitLine]
    /// Whom it breaks; empty where a benchmark decided.
    package var dependents: [String]
  }
}

extension BisectReport {
  /// The event that records what was found; `nil` where neither a commit was nor a range of them.
  func draft(rollback: String?, incident: String?) throws -> EventDraft? {
    let ranges = ranges
    let told =
      culprits.map { "\($0.line.commit.short) \($0.line.subject)" } + ranges.map(\.inWords)
    guard let first = told.first else { return nil }
    let record = BisectRecord(
      good: good, bad: bad, culprits: culprits, probes: probes.count, seconds: seconds,
      rollback: rollback, incident: incident, benchmark: benchmark?.name,
      ranges: ranges.isEmpty ? nil : ranges)
    let more = told.count > 1 ? " and \(told.count - 1) more" : ""
    return EventDraft(
      kind: BisectRecord.kind, operation: nil,
      summary: "bisected \(good.name)..\(bad.name): \(first)\(more)",
      body: try JSONValue(encoding: record))
  }

  /// The ranges that were found, with the dependents that share each.
  private var ranges: [BisectRecord.Range] {
    var found: [BisectRecord.Range] = []
    for finding in dependents where finding.outcome == .range && !finding.range.isEmpty {
      let names = benchmark == nil ? [finding.name] : []
      if let place = found.firstIndex(where: { $0.commits == finding.range }) {
        found[place].dependents += names
      } else {
        found.append(BisectRecord.Range(commits: finding.range, dependents: names))
      }
    }
    return found
  }
}

extension BisectRecord.Range {
  /// `one of 3 commits, 1a2b3c4 Rank densely … 5d6e7f8 Rank again`
  package var inWords: String {
    let ends = [commits.first, commits.count > 1 ? commits.last : nil].compactMap { line in
      line.map { "\($0.commit.short) \($0.subject)" }
    }
    return "one of \(counted(commits.count, "commit")), \(ends.joined(separator: " … "))"
  }
}

extension BisectRecord {
  /// What was found, in one line: `1a2b3c4 Rank records densely (breaks billing)`.
  package var inWords: String {
    let found =
      culprits.map { ("\($0.line.commit.short) \($0.line.subject)", $0.dependents) }
      + (ranges ?? []).map { ($0.inWords, $0.dependents) }
    return found.map { what, dependents in
      what + (benchmark.map { " (slows \($0))" } ?? "")
        + (dependents.isEmpty ? "" : " (breaks \(dependents.joined(separator: ", ")))")
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
