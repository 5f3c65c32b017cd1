package import LockstepCore
internal import LockstepEcosystems
internal import LockstepGit
package import LockstepSystem

/// The last full report of whom a candidate hits, kept in the cache for whoever wants it again.
///
/// It answers for one pair of commits; the dependents may have moved on since, so it bears its date.
package struct ImpactRecord: Codable, Hashable, Sendable {
  package var report: ImpactReport
  /// When the dependents were compiled.
  package var at: Timestamp

  /// Keeps a report of all dependents; of folders, whose files change, nothing is kept.
  package static func keep(
    _ report: ImpactReport, of difference: FoundationDifference, on host: Host
  ) throws {
    guard !report.isEstimate, let path = path(of: difference, on: host) else { return }
    let record = ImpactRecord(report: report, at: host.clock.now())
    try Files.createDirectories(Files.parent(of: path))
    try Files.writeAtomically(
      try JSONValue(encoding: record).bytes(), to: path, label: "impact-record")
  }

  /// The report that was kept for these sides; `nil` where there is none that can be read.
  package static func last(
    of difference: FoundationDifference, on host: Host
  ) throws -> ImpactRecord? {
    guard let path = path(of: difference, on: host),
      let bytes = try Files.read(path, limit: 256 << 20)
    else { return nil }
    // What another version of this program wrote is made again.
    return try? JSONValue(parsing: bytes).decode(ImpactRecord.self)
  }

  private static func path(of difference: FoundationDifference, on host: Host) -> String? {
    guard let baseline = difference.baseline.commit, let candidate = difference.candidate.commit
    else { return nil }
    let key = FileDigest.sha256(of: Array("\(baseline) \(candidate)".utf8))
    return Files.join(host.cacheDirectory, "impact/\(key).json")
  }
}
