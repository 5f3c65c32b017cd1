internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem

/// Looks whether benchmarks became slower since the release than they were before it.
///
/// Measurements come from files, and from every verification in the ledger: each gives one point of the
/// side that it measured, the median of its blocks. Points of one machine are compared with points of the
/// same source, never across sources.
struct BenchmarkWatch: Sendable {
  let ground: WatchGround

  /// The most verifications that are read; older ones say nothing about this release.
  private static let verificationLimit = 200

  func look() async throws -> WatchLook {
    let source = Configuration.WatchSource.benchmarks
    if let reason = ground.whyNoRelease { return WatchLook(source, .idle(because: reason)) }
    guard let release = ground.release, let released = ground.releasedAt else {
      return WatchLook(source, .noData(because: "it is not known when the release went out"))
    }
    let settings = ground.workspace.configuration
    var samples = try await verified(since: release)
    var remarks: [String] = []
    for path in settings.watch.benchmarks {
      let file = SeriesFile(
        path: Files.absolutePath(path, from: ground.workspace.directory), label: path)
      let found = try file.samples()
      samples += found.samples
      remarks += found.problems.prefix(5)
    }
    let all = MeasuredSeries.all(samples, release: released)
    guard !all.isEmpty else {
      let isAsked = !settings.watch.benchmarks.isEmpty
      return WatchLook(
        source,
        isAsked
          ? .noData(because: remarks.first ?? "there are no figures")
          : .idle(because: "no measurements are named, and `verify` has recorded none"),
        remarks: remarks)
    }
    return Self.judge(
      all, release: release.version, allowing: settings.triggers.benchmarkRegression,
      remarks: remarks)
  }

  /// Reads each series by the window test.
  static func judge(
    _ all: [MeasuredSeries], release: Version, allowing percent: Double, remarks: [String] = []
  ) -> WatchLook {
    let test = WindowTest(allowing: percent / 100)
    var look = WatchLook(Configuration.WatchSource.benchmarks, remarks: remarks)
    var missing: [String] = []
    for series in all {
      let reading = test.read(series.since.map(\.cost), against: series.before.map(\.cost))
      let id = "\(series.name) \(release)"
      if series.strangers > 0 {
        look.remarks.append(
          "\(series.name): \(counted(series.strangers, "figure")) in another unit left out")
      }
      let shift = reading.told(beyond: percent)
      switch reading.state {
      case .noData(let reason): missing.append("\(series.name): \(reason)")
      case .steady: break
      case .undecided:
        look.findings.append(
          .init(.performance, id, shift, isSure: false))
        look.remarks.append("\(series.name): undecided, \(shift)")
      case .slower:
        look.findings.append(
          .init(.performance, id, shift, isSure: false))
        look.remarks.append("\(series.name): slower for the first time, \(shift)")
      case .fires:
        look.findings.append(
          .init(
            .performance, id,
            "\(series.name): \(shift)\(series.change.map { "; \($0)" } ?? "")"))
      }
    }
    if !missing.isEmpty { look.state = .noData(because: missing.joined(separator: "; ")) }
    return look
  }

  // MARK: - The ledger's measurements

  /// What verifications measured, a point for each side of each.
  private func verified(since release: ReleasedVersion) async throws -> [MeasuredSeries.Sample] {
    let entries = ground.history.entries(ofKind: VerificationRecord.kind)
      .suffix(Self.verificationLimit)
    var samples: [MeasuredSeries.Sample] = []
    for entry in entries {
      guard let record = try? entry.event.body.decode(VerificationRecord.self),
        record.gates.contains(where: { $0.gate == .benchmarks }),
        let bytes = try await ground.workspace.ledger.evidence("benchmarks.json", of: entry.commit),
        let report = try? JSONValue(parsing: bytes)
      else { continue }
      let candidate = await isSince(record.candidate, release)
      let baseline = await isSince(record.baseline ?? record.candidate, release)
      for benchmark in report["benchmarks"]?.array ?? [] {
        guard let name = benchmark["name"]?.string else { continue }
        let blocks = benchmark["blocks"]?.array ?? []
        for (side, isSince) in [("candidate", candidate), ("baseline", baseline)] {
          guard let cost = Self.median(blocks.compactMap { $0[side]?.number }) else { continue }
          samples.append(
            .init(
              name: "verify on \(printable(entry.event.by.host)): \(printable(name))",
              point: .init(
                at: entry.event.at, cost: cost, unit: benchmark["unit"]?.string ?? ""),
              isSince: isSince))
        }
      }
    }
    return samples
  }

  /// Whether a commit has the release; `nil` where this clone does not know it.
  private func isSince(_ commit: ObjectID, _ release: ReleasedVersion) async -> Bool? {
    if commit == release.commit { return true }
    return try? await ground.workspace.repository.isAncestor(release.commit, of: commit)
  }

  private static func median(_ values: [Double]) -> Double? {
    let sorted = values.filter { $0 > 0 && $0.isFinite }.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

extension MeasuredSeries {
  /// Where its level changed, for people: `changed at 2026-11-20T02:00:00Z by 31 %`.
  fileprivate var change: String? {
    let points = before + since
    guard let change = ChangePoint(in: points.map(\.cost)), points.indices.contains(change.index)
    else { return nil }
    return "its level changed at \(points[change.index].at) by \(percentage(change.ratio))"
  }
}

extension WindowTest.Reading {
  /// `31 % slower, at least 24 %, where 20 % are allowed`.
  fileprivate func told(beyond limit: Double) -> String {
    let estimate = ratio.map(percentage) ?? "?"
    let least = lowerRatio.map { ", at least \(percentage($0))" } ?? ""
    return "\(estimate) slower than before the release\(least), and \(Int(limit)) % are allowed"
  }
}

/// A ratio as per cent more than one, without decimals.
private func percentage(_ ratio: Double) -> String {
  let percent = ((ratio - 1) * 100).rounded()
  return abs(percent) < 1e9 ? "\(Int(percent)) %" : "? %"
}
