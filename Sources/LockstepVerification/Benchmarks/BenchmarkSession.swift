import LockstepCore
import LockstepFleet

/// One comparison of the benchmarks of two sides, from their programs to the gate's report.
struct BenchmarkSession: Sendable {
  /// A program that both sides have.
  private struct Shared {
    var baseline: BenchmarkProgram
    var candidate: BenchmarkProgram
    var isCriterion = false
    var series: [BenchmarkSeries] = []

    func program(of side: InterleavedOrder.Side) -> BenchmarkProgram {
      side == .candidate ? candidate : baseline
    }
  }

  private let settings: BenchmarkGate.Settings
  private let runner: BenchmarkRunner
  private var programs: [InterleavedOrder.Side: [String: BenchmarkProgram]] = [:]
  private var shared: [Shared] = []
  /// What was decided, or could not be, without a comparison.
  private var remarks: [(verdict: Verdict, lines: [String])] = []
  private var order: InterleavedOrder

  init(settings: BenchmarkGate.Settings, runner: BenchmarkRunner) {
    self.settings = settings
    self.runner = runner
    order = InterleavedOrder(seed: settings.seed)
  }

  mutating func add(_ found: [BenchmarkProgram], of side: InterleavedOrder.Side) {
    programs[side] = Dictionary(
      found.map { ($0.title, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var isEmpty: Bool { programs.values.allSatisfy(\.isEmpty) }

  /// Every benchmark that is compared.
  var allSeries: [BenchmarkSeries] { shared.flatMap(\.series) }

  /// Every benchmark with what the test says about it so far.
  var rows: [BenchmarkRow] {
    let test = test
    return allSeries.map { BenchmarkRow($0, judgement: $0.judged(by: test)) }
  }

  /// What stood in the way of a comparison, a line each.
  var troubles: [String] {
    remarks.compactMap { verdict, lines in verdict == .passed ? nil : lines.first }
  }

  /// Leaves every benchmark out but one; `false`, and nothing happens, where it is not there.
  mutating func keep(only name: String) -> Bool {
    guard allSeries.contains(where: { $0.name == name }) else { return false }
    for index in shared.indices { shared[index].series.removeAll { $0.name != name } }
    shared.removeAll(where: \.series.isEmpty)
    return true
  }

  private var names: [String] {
    Set(programs.values.flatMap(\.keys)).sorted()
  }

  /// Runs every program of both sides once: warms them up, and finds out which benchmarks they have.
  mutating func discover(_ progress: (String) -> Void) async throws {
    for name in names {
      guard let old = programs[.baseline]?[name] else {
        remarks.append((.passed, ["\(name): new, there is nothing to compare it with"]))
        continue
      }
      guard let new = programs[.candidate]?[name] else {
        remarks.append(
          (
            .inconclusive(because: "the benchmark program `\(name)` is gone"),
            ["\(name): the candidate has no such program"]
          ))
        continue
      }
      progress("\(name): a first run of each side")
      let before = try await runner.run(old)
      let after = try await runner.run(new)
      take(name, Shared(baseline: old, candidate: new), before, after)
    }
  }

  private mutating func take(
    _ name: String, _ program: Shared, _ before: BenchmarkRunner.Run, _ after: BenchmarkRunner.Run
  ) {
    switch (before, after) {
    case (.figures(let old, let criterion), .figures(let new, let also)):
      var program = program
      program.isCriterion = criterion && also
      for benchmark in Set(old.figures.keys).union(new.figures.keys).sorted() {
        guard let was = old.figures[benchmark] else {
          remarks.append((.passed, ["\(benchmark): new, there is nothing to compare it with"]))
          continue
        }
        guard let now = new.figures[benchmark] else {
          remarks.append(
            (
              .inconclusive(because: "the benchmark `\(benchmark)` is gone"),
              ["\(benchmark): the candidate has no such benchmark"]
            ))
          continue
        }
        guard was.unit == now.unit else {
          remarks.append(
            (
              .inconclusive(because: "`\(benchmark)` changed its unit"),
              ["\(benchmark): \(was.unit) before, \(now.unit) now"]
            ))
          continue
        }
        program.series.append(BenchmarkSeries(name: benchmark, unit: was.unit))
      }
      if old.figures.isEmpty, new.figures.isEmpty {
        remarks.append(
          (
            .inconclusive(because: "`\(name)` prints no figures"),
            ["\(name): it printed no line `name value unit` and left no results of Criterion"]
          ))
      }
      if !program.series.isEmpty { shared.append(program) }
    case (.figures, .failed(let lines)):
      remarks.append((.failed, ["\(name): fails on the candidate"] + lines.map { "  \($0)" }))
    case (.failed(let lines), _):
      remarks.append(
        (
          .inconclusive(because: "`\(name)` fails on the baseline"),
          ["\(name): fails on the baseline"] + lines.map { "  \($0)" }
        ))
    case (.trouble(let reason), _), (_, .trouble(let reason)):
      remarks.append((.inconclusive(because: "`\(name)`: \(reason)"), ["\(name): \(reason)"]))
    }
  }

  /// How many benchmarks are compared; each has its share of the level of a wrong failure.
  private var test: PairedTest {
    let looks = Set([10, 20, 40].map { min($0, max(1, settings.pairs)) })
    return PairedTest(
      allowing: settings.limit / 100, looks: Array(looks),
      comparisons: shared.reduce(0) { $0 + $1.series.count })
  }

  /// Takes blocks of measurements of each program until every benchmark of it is decided.
  mutating func measure(_ progress: (String) -> Void) async throws {
    let test = test
    for index in shared.indices {
      var block = 0
      while let next = nextLook(of: shared[index], after: block, by: test) {
        progress("\(shared[index].baseline.title): pairs \(block + 1) to \(next)")
        while block < next {
          try await takeBlock(of: index)
          block += 1
        }
      }
    }
  }

  /// The number of blocks at which something more may be decided; `nil` when everything is.
  private func nextLook(of program: Shared, after blocks: Int, by test: PairedTest) -> Int? {
    let open = program.series.contains { $0.judged(by: test).outcome == .inconclusive }
    return open ? test.looks.first { $0.pairs > blocks }?.pairs : nil
  }

  private mutating func takeBlock(of index: Int) async throws {
    var blocks = [BenchmarkSeries.Block](repeating: .init(), count: shared[index].series.count)
    for side in order.nextBlock() {
      let run = try await runner.run(
        shared[index].program(of: side), isCriterion: shared[index].isCriterion)
      guard case .figures(let found, _) = run else { continue }
      for (number, series) in shared[index].series.enumerated() {
        blocks[number].take(found.figures[series.name]?.cost, of: side)
      }
    }
    for number in blocks.indices { shared[index].series[number].blocks.append(blocks[number]) }
  }

  /// What came out, as the gate's report.
  func report(seconds: Double) -> GateReport {
    let rows = rows
    let verdict = Verdict.joined(rows.map(\.verdict) + remarks.map(\.verdict))
    let worst = rows.compactMap { $0.judgement.centre?.ratio }.max()
    let failed = rows.count { $0.verdict == .failed }
    let open = rows.count { $0.judgement.outcome == .inconclusive }
    var parts = [counted(rows.count, "benchmark")]
    if failed > 0 { parts.append("\(failed) slower than allowed") }
    if open > 0 { parts.append("\(open) undecided") }
    if failed == 0, open == 0, !rows.isEmpty { parts.append("none slower than allowed") }
    var report = GateReport(
      .benchmarks, verdict, parts.joined(separator: ", "),
      figure: worst.map { .init(($0 - 1) * 100, "%") }, threshold: .init(settings.limit, "%"),
      seconds: seconds, evidence: rows.map(\.line) + remarks.flatMap(\.lines))
    if !rows.isEmpty {
      report.attachments = [
        .init(
          name: "benchmarks.svg", text: BenchmarkPlot(rows, limit: 1 + settings.limit / 100).svg),
        .init(name: "benchmarks.json", text: document(rows)),
      ]
    }
    return report
  }

  private func document(_ rows: [BenchmarkRow]) -> String {
    let value = JSONValue.object([
      "schema": "lockstep.benchmarks/1", "limit": .number(settings.limit),
      // As text: not every reader of JSON keeps 64 bits.
      "seed": .string(String(settings.seed)), "measure": .string(settings.measure.rawValue),
      "benchmarks": .array(rows.map(\.json)),
    ])
    return String(decoding: value.bytes(pretty: true), as: UTF8.self)
  }
}
