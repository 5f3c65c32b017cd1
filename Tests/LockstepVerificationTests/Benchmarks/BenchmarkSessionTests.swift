import LockstepCore
import LockstepEcosystems
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

@testable import LockstepVerification

/// Programs that print what a script says, instead of being run.
private final class ScriptedPrograms: Sendable {
  typealias Side = InterleavedOrder.Side
  private let text: @Sendable (_ isCandidate: Bool, _ run: Int) -> String
  private let runs = Mutex<[Bool]>([])

  init(_ text: @escaping @Sendable (_ isCandidate: Bool, _ run: Int) -> String) {
    self.text = text
  }

  var count: Int { runs.withLock { $0.count } }

  /// A host whose programs are the script's; the folder tells the side.
  func host(_ live: Host) -> Host {
    var host = live
    host.processes = Processes { invocation in
      let isCandidate = invocation.directory == "/candidate"
      let number = self.runs.withLock { runs in
        runs.append(isCandidate)
        return runs.count
      }
      let text = self.text(isCandidate, number)
      let failed = text.hasPrefix("FAIL")
      return ProcessResult(
        termination: .exited(failed ? 1 : 0), output: failed ? [] : Array(text.utf8),
        errors: failed ? Array(text.utf8) : [])
    }
    return host
  }
}

struct BenchmarkSessionTests {
  /// Runs the gate over a command on both sides.
  private static func report(
    pairs: Int = 40, commands: [[String]] = [["bench"]],
    _ text: @escaping @Sendable (Bool, Int) -> String
  ) async throws -> (GateReport, runs: Int) {
    try await ScratchGit.with { git in
      let programs = ScriptedPrograms(text)
      func subject(_ folder: String) -> GateSubject {
        GateSubject(folder: folder, package: "core", locked: true, targetDirectory: "/target")
      }
      let gate = BenchmarkGate(
        baseline: subject("/baseline"), candidate: subject("/candidate"),
        settings: .init(limit: 10, commands: commands, pairs: pairs, seed: 4),
        checker: ScriptedChecker(), host: programs.host(git.host), scratch: "\(git.directory)/runs")
      return (try await gate.check(), programs.count)
    }
  }

  /// A figure near `value`, another one each time.
  private static func near(_ value: Double, _ run: Int) -> Double {
    value * (1 + Double(run * 7 % 11 - 5) / 1000)
  }

  @Test func `an equal benchmark passes at the first look`() async throws {
    let (report, runs) = try await Self.report { _, run in "push \(Self.near(100, run)) ns\n" }
    #expect(report.verdict == .passed)
    #expect(report.summary == "1 benchmark, none slower than allowed")
    // A first run of each side, then ten blocks of three.
    #expect(runs == 32)
    #expect(report.attachments.map(\.name) == ["benchmarks.svg", "benchmarks.json"])
    #expect(report.threshold?.description == "10 %")
  }

  @Test func `a slower benchmark fails, and a faster one beside it does not hide it`() async throws
  {
    let (report, _) = try await Self.report { isCandidate, run in
      """
      slow \(Self.near(isCandidate ? 130 : 100, run)) ns
      fast \(Self.near(isCandidate ? 50 : 100, run)) ns
      """
    }
    #expect(report.verdict == .failed)
    #expect(report.summary == "2 benchmarks, 1 slower than allowed")
    let figure = try #require(report.figure?.value)
    #expect(abs(figure - 30) < 2)
    #expect(report.evidence.first?.hasPrefix("fast: passed, ×") == true)
    #expect(report.evidence.last?.hasPrefix("slow: failed, ×1.") == true)
  }

  @Test func `a rate that falls is slower`() async throws {
    let (report, _) = try await Self.report { isCandidate, run in
      "read \(Self.near(isCandidate ? 70 : 100, run)) MB/s\n"
    }
    #expect(report.verdict == .failed)
  }

  @Test func `at the limit nothing is decided, up to the cap`() async throws {
    let (report, runs) = try await Self.report(pairs: 20) { isCandidate, run in
      "edge \(Self.near(isCandidate ? 110 : 100, run)) ns\n"
    }
    #expect(report.verdict.word == "inconclusive")
    #expect(report.verdict.reason?.contains("both sides of the limit after 20 pairs") == true)
    #expect(runs == 62)
  }

  @Test func `a machine that differs from itself concludes nothing`() {
    let blocks = (0..<10).map { number in
      BenchmarkSeries.Block(
        baseline: Self.near(100, number), candidate: Self.near(101, number),
        control: Self.near(106, number))
    }
    let series = BenchmarkSeries(name: "push", unit: "ns", blocks: blocks)
    let judgement = series.judged(by: PairedTest(allowing: 0.1))
    #expect(judgement.outcome == .inconclusive && !judgement.isMachineQuiet)
    #expect(
      BenchmarkRow(series, judgement: judgement).line.hasSuffix(
        "in 10 pairs; the machine is not quiet enough: the baseline differs from itself"))
  }

  @Test func `figures of zero decide nothing`() async throws {
    let (report, _) = try await Self.report(pairs: 10) { _, _ in "push 0 ns\n" }
    #expect(
      report.verdict
        == .inconclusive(because: "push: no block has a figure above zero on both sides"))
  }

  @Test(
    arguments: [
      ("FAIL candidate", "push 1 ns", Verdict.failed, "bench: fails on the candidate"),
      (
        "push 1 ns", "FAIL baseline", .inconclusive(because: "`bench` fails on the baseline"),
        "bench: fails on the baseline"
      ),
      (
        "other", "other", .inconclusive(because: "`bench` prints no figures"),
        "bench: it printed no line `name value unit` and left no results of Criterion"
      ),
      (
        "other", "push 1 ns", .inconclusive(because: "the benchmark `push` is gone"),
        "push: the candidate has no such benchmark"
      ),
      (
        "push 1 ms", "push 1 ns", .inconclusive(because: "`push` changed its unit"),
        "push: ns before, ms now"
      ),
      ("push 1 ns", "other", .passed, "push: new, there is nothing to compare it with"),
    ] as [(String, String, Verdict, String)])
  func `what cannot be compared is told`(
    candidate: String, baseline: String, verdict: Verdict, line: String
  ) async throws {
    let (report, _) = try await Self.report { isCandidate, _ in isCandidate ? candidate : baseline }
    #expect(report.verdict == verdict)
    #expect(report.evidence.first == line)
  }

  @Test func `without benchmarks the gate is skipped`() async throws {
    let (report, runs) = try await Self.report(commands: []) { _, _ in "" }
    #expect(report.verdict == .skipped(because: "there are no benchmarks"))
    #expect(runs == 0)
  }

  @Test func `the plot is a picture of its own, whatever a benchmark is called`() async throws {
    let (report, _) = try await Self.report { isCandidate, run in
      "<b>&\"x\" \(Self.near(isCandidate ? 130 : 100, run)) ns\n"
    }
    let svg = try #require(report.attachments.first?.text)
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("&lt;b&gt;&amp;&quot;x&quot;"))
    #expect(!svg.contains("<b>"))
    #expect(svg.contains("limit ×1.1<"))
  }
}
