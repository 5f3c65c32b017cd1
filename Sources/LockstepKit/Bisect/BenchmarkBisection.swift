internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

/// Finds the first commit that makes a benchmark slower than is allowed.
///
/// Each commit is compared with the good end by the paired test of the gate *benchmarks*: slower by more than
/// the threshold is bad, not slower is good, and what the measurements cannot tell is stepped over.
struct BenchmarkBisection: Sendable {
  let changes: ChangeStory
  let range: BisectRange
  private let benchmark: BisectWish.Benchmark
  private let threshold: Double
  private let bench: VerifyStory
  private let cache: BisectCache
  /// Everything beside the two commits that a measurement depends on.
  private let ground: [String]
  private let progress: @Sendable (String) -> Void

  static func open(
    _ benchmark: BisectWish.Benchmark, _ wish: BisectWish, in workspace: Workspace,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> BenchmarkBisection {
    let changes = try await ChangeStory.open(workspace, branch: wish.branch)
    try await workspace.keepApart(in: try await Sandbox.find(wish.sandbox, on: workspace.host))
    let log = OperationLog(try await changes.workspace.ledger.history())
    let range = try await BisectRange.find(wish, changes, log: log)
    let threshold =
      benchmark.threshold ?? changes.workspace.configuration.gates.benchmarkRegression
    return BenchmarkBisection(
      changes: changes, range: range, benchmark: benchmark, threshold: threshold,
      bench: VerifyStory(
        changes: changes,
        wish: VerifyWish(gates: [.benchmarks], measure: benchmark.measure, pairs: benchmark.pairs),
        progress: progress),
      cache: BisectCache(host: workspace.host),
      ground: try await ground(of: benchmark, threshold, in: changes.workspace)
        + ["\(wish.sandbox)"],
      progress: progress)
  }

  /// This machine, its tools and the settings: figures of others are no figures of this one.
  private static func ground(
    of benchmark: BisectWish.Benchmark, _ threshold: Double, in workspace: Workspace
  ) async throws -> [String] {
    let host = workspace.host
    return [
      "benchmark 1", SystemProcesses.hostName(), "\(Machine.cores)",
      try await workspace.cargo.version(), host.environment["RUSTFLAGS"] ?? "",
      host.environment["CARGO_ENCODED_RUSTFLAGS"] ?? "", workspace.folder,
      "\(workspace.configuration.gates.benchmarks)", benchmark.name, "\(threshold)",
      benchmark.measure.rawValue, "\(benchmark.pairs)",
    ]
  }

  /// One commit and what it came to.
  private struct Trial {
    var verdict: BisectionVerdict
    var line: String
    var seconds: Double
  }

  func search() async throws -> BisectReport {
    progress(
      "\(counted(range.order.count, "commit")) between \(range.good.name) and \(range.bad.name)")
    var report = BisectReport(
      good: range.good, bad: range.bad, commits: range.order.count, culprits: [], dependents: [],
      probes: [], seconds: 0, remarks: range.remarks + changes.remarks,
      benchmark: .init(name: benchmark.name, threshold: threshold))
    let end = try await trial(of: range.tip, &report)
    guard end.verdict == .bad else {
      report.dependents = [
        finding(end.verdict == .good ? .notReproducible : .undecided, end.line)
      ]
      return report
    }
    var search = range.search
    while true {
      switch search.next() {
      case .probe(let commit):
        let left = max(0, search.remaining - 1)
        search.take(try await trial(of: commit, &report, left: left).verdict, of: commit)
      case .done(let answer):
        try await conclude(answer, &report)
        return report
      }
    }
  }

  // MARK: - One commit

  private func trial(
    of commit: ObjectID, _ report: inout BisectReport, left: Int = 0, again: Bool = false
  ) async throws -> Trial {
    try Task.checkCancellation()
    let clock = changes.workspace.host.clock
    let begun = clock.elapsed()
    let subject = range.commits[commit]?.subject ?? ""
    var trial = Trial(verdict: .skipped, line: "", seconds: 0)
    do {
      let reading = try await reading(of: commit, again: again)
      (trial.verdict, trial.line) = try Self.verdict(
        reading, of: benchmark.name, isEnd: commit == range.tip)
    } catch let error as any ExplainedError {
      if (error as? any ExitStatusCarrying)?.exitStatus == .usage { throw error }
      trial.line = "it cannot be tried: \(error.explanation.oneLine)"
    }
    trial.seconds = (clock.elapsed() - begun).inSeconds
    report.probes.append(
      .init(
        commit: commit, subject: subject,
        verdicts: [
          benchmark.name: trial.verdict.rawValue
            + (trial.verdict == .skipped ? " (\(trial.line))" : "")
        ], seconds: trial.seconds))
    progress(
      "\(commit.short) \(subject): \(trial.verdict.rawValue), \(trial.line)"
        + (left > 0 ? "; about \(left) more" : ""))
    return trial
  }

  /// The comparison with the good end, as it was made before where it decided something.
  private func reading(of commit: ObjectID, again: Bool) async throws -> BenchmarkGate.Reading {
    let key = BisectCache.key(ground + ["\(range.base)", "\(commit)", "\(again)"])
    if let known = cache[comparison: key] {
      return .judged(known.outcome, line: "\(known.line), measured before")
    }
    let reading = try await bench.reading(
      of: benchmark.name, with: side(commit), against: side(range.base), limit: threshold,
      again: again)
    if case .judged(let outcome, let line) = reading {
      try cache.keep(BisectCache.Comparison(outcome: outcome, line: line), key)
    }
    return reading
  }

  private func side(_ commit: ObjectID) -> FoundationSide {
    FoundationSide(name: commit.short, commit: commit)
  }

  private static func verdict(
    _ reading: BenchmarkGate.Reading, of name: String, isEnd: Bool
  ) throws -> (BisectionVerdict, String) {
    switch reading {
    case .judged(.passed, let line): return (.good, line)
    case .judged(.failed, let line): return (.bad, line)
    case .judged(.inconclusive, let line): return (.skipped, line)
    case .unknown(let reason): return (.skipped, reason)
    case .missing(let names):
      guard isEnd else { return (.skipped, "it has no benchmark `\(name)`") }
      throw ExplainedFailure(
        "both ends have no benchmark `\(name)`",
        why: names.isEmpty
          ? ["no benchmark is in both"]
          : ["in both are \(names.prefix(20).joined(separator: ", "))"],
        hints: nearest(to: name, among: names).map { ["did you mean `\($0)`?"] } ?? [],
        exitStatus: .usage)
    }
  }

  // MARK: - The answer

  private func conclude(
    _ answer: BisectionSearch<ObjectID>.Answer, _ report: inout BisectReport
  ) async throws {
    switch answer {
    case .found(let commit), .merged(let commit):
      try await confirm(commit, &report)
    case .range(let commits):
      var found = finding(
        .range, "one of \(counted(commits.count, "commit")): those between say nothing")
      found.range = commits.compactMap { range.commits[$0] }.map(BisectReport.CommitLine.init)
      report.dependents = [found]
    case .older(let commit):
      report.dependents = [
        finding(.older, "what comes before \(commit.short) is as slow; name an earlier `--good`")
      ]
    }
  }

  /// Measures the commit and its parent once more, in another order.
  private func confirm(_ commit: ObjectID, _ report: inout BisectReport) async throws {
    guard let info = range.commits[commit] else {
      throw ExplainedFailure("the commit \(commit.short) is not in the searched history")
    }
    progress("\(info.id.short) \(info.subject): once more, to be sure")
    let after = try await trial(of: commit, &report, again: true)
    var before: Trial?
    if let parent = info.parents.first, parent != range.base {
      before = try await trial(of: parent, &report, again: true)
    }
    guard after.verdict == .bad, before?.verdict != .bad else {
      report.dependents = [
        finding(
          .unsteady, "\(commit.short) was found, and came to something else when measured again")
      ]
      return
    }
    var found = finding(.found, "slower with \(info.id.short) \(info.subject)")
    found.culprit = commit
    found.symptoms = [after.line]
    report.dependents = [found]
    report.culprits = [try await changes.culprit(info, [], progress: progress)]
  }

  private func finding(_ outcome: BisectReport.Outcome, _ reason: String) -> BisectReport.Finding {
    .init(name: benchmark.name, outcome: outcome, reason: reason)
  }
}
