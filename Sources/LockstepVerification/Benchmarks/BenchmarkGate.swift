package import LockstepCore
package import LockstepEcosystems
import LockstepFleet
package import LockstepSystem

/// The gate *benchmarks*: no benchmark of the candidate is slower than the baseline by more than is
/// allowed, by the paired test (``PairedTest``).
package struct BenchmarkGate: Sendable {
  /// What the gate is asked to do.
  package struct Settings: Hashable, Sendable {
    /// How much slower, in per cent, a benchmark may become.
    package var limit: Double
    /// Commands that print figures; empty: the benchmark targets of the build tool.
    package var commands: [[String]]
    package var measure: BenchmarkMeasure
    /// The most pairs that are taken.
    package var pairs: Int
    /// Decides the order of the measurements.
    package var seed: UInt64

    package init(
      limit: Double, commands: [[String]] = [], measure: BenchmarkMeasure = .time, pairs: Int = 40,
      seed: UInt64
    ) {
      self.limit = limit
      self.commands = commands
      self.measure = measure
      self.pairs = pairs
      self.seed = seed
    }
  }

  private let baseline: GateSubject
  private let candidate: GateSubject
  private let settings: Settings
  private let checker: any EcosystemChecker
  private let host: Host
  private let scratch: String
  private let progress: @Sendable (String) -> Void

  /// - Parameter scratch: A folder that the runs may write to.
  package init(
    baseline: GateSubject, candidate: GateSubject, settings: Settings,
    checker: any EcosystemChecker, host: Host, scratch: String,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.settings = settings
    self.checker = checker
    self.host = host
    self.scratch = scratch
    self.progress = progress
  }

  package func check() async throws -> GateReport {
    let watch = Stopwatch(host.clock)
    switch try await open() {
    case .ended(let report): return report
    case .ready(var session):
      try await session.measure(progress)
      return session.report(seconds: watch.seconds)
    }
  }

  /// What a comparison of one benchmark says.
  package enum Reading: Hashable, Sendable {
    /// It was measured; what came out, and the figures in one line.
    case judged(PairedJudgement.Outcome, line: String)
    /// Nothing was learnt; the reason in one line.
    case unknown(String)
    /// Both sides run, and one of them has no such benchmark; those that both have.
    case missing(among: [String])
  }

  /// Compares one benchmark, and measures no other.
  ///
  /// A candidate whose benchmarks do not build or do not run says nothing about any of them.
  package func reading(of benchmark: String) async throws -> Reading {
    switch try await open() {
    case .ended(let report): return .unknown(report.summary)
    case .ready(var session):
      if let obstacle = session.obstacle { return .unknown(obstacle) }
      guard session.keep(only: benchmark) else {
        return .missing(among: session.benchmarks)
      }
      try await session.measure(progress)
      guard let row = session.row(of: benchmark) else {
        return .unknown("it gave no figures")
      }
      return .judged(row.judgement.outcome, line: row.line)
    }
  }

  /// A comparison that can begin, or why there is none.
  private enum Opening {
    case ready(BenchmarkSession)
    case ended(GateReport)
  }

  /// Builds both sides, and runs every program once.
  private func open() async throws -> Opening {
    var session = BenchmarkSession(settings: settings, runner: try await runner())
    for side in [(baseline, InterleavedOrder.Side.baseline), (candidate, .candidate)] {
      switch try await programs(of: side.0, side.1) {
      case .success(let found): session.add(found, of: side.1)
      case .failure(let trouble): return .ended(trouble.report(of: side.1))
      }
    }
    guard !session.isEmpty else {
      return .ended(
        .skipped(
          .benchmarks, because: "there are no benchmarks",
          hints: [
            "write some under `benches/`, or name commands under [gates] `benchmarks`",
            "or let the gate be skipped: `may-skip = [\"benchmarks\"]` under [gates]",
          ]))
    }
    try await session.discover(progress)
    return .ready(session)
  }

  /// Why the programs of a side are not there.
  private struct Trouble: Error {
    var outcome: BuildOutcome
    var lines: [String]

    func report(of side: InterleavedOrder.Side) -> GateReport {
      // A candidate whose benchmarks do not build has failed; for the baseline nothing was learnt.
      if outcome == .failed, side == .candidate {
        return GateReport(
          .benchmarks, .failed, "the candidate's benchmarks do not build", evidence: lines)
      }
      return .inconclusive(
        .benchmarks, because: "the \(side.rawValue)'s benchmarks do not build", evidence: lines)
    }
  }

  private func programs(
    of subject: GateSubject, _ side: InterleavedOrder.Side
  ) async throws -> Result<[BenchmarkProgram], Trouble> {
    guard settings.commands.isEmpty else {
      return .success(
        settings.commands.compactMap {
          .command($0, in: subject.folder, target: subject.targetDirectory)
        })
    }
    progress("building the benchmarks of the \(side.rawValue)")
    let report = try await checker.compile(subject.compilation(.benchmarks))
    guard report.outcome == .succeeded else {
      return .failure(
        Trouble(outcome: report.outcome, lines: report.lines(title: "cargo bench --no-run")))
    }
    return .success(BenchmarkProgram.targets(of: report))
  }

  private func runner() async throws -> BenchmarkRunner {
    let checker = checker
    return BenchmarkRunner(
      host: host,
      counter: settings.measure == .instructions
        ? try await InstructionCounter.find(on: host, scratch: scratch) : nil,
      scratch: scratch, timeout: candidate.timeout,
      environment: { checker.environment(adding: $0) })
  }
}
