import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

@testable import LockstepVerification

struct CoverageTests {
  private static let lcov = """
    TN:
    SF:src/lib.rs
    FN:1,core::one
    DA:1,4
    DA:2,0
    DA:3,1.5
    LF:3
    LH:2
    end_of_record
    SF:src/other.rs
    LF:10
    LH:4
    end_of_record
    SF:src/lib.rs
    DA:2,1
    DA:4,0
    end_of_record
    SF:src/empty.rs
    LF:0
    LH:0
    end_of_record

    """

  private static let llvm = """
    {"data":[{"files":[{"filename":"src/lib.rs","summary":{"lines":{"count":20,"covered":15,
    "percent":75.0}}},{"filename":"src/a.rs","summary":{"lines":{"count":5,"covered":5,
    "percent":100.0}}}],"totals":{}}],"type":"llvm.coverage.json.export","version":"3.0.1"}
    """

  @Test func `records of one file are joined line by line`() throws {
    let report = try CoverageReport(parsing: Array(Self.lcov.utf8), name: "lcov.info")
    #expect(
      report.files == [
        .init(path: "src/lib.rs", lines: 4, covered: 3),
        .init(path: "src/other.rs", lines: 10, covered: 4),
      ])
    #expect(report.percent == 50)
    let windows = Self.lcov.replacing("\n", with: "\r\n")
    #expect(try CoverageReport(parsing: Array(windows.utf8), name: "x") == report)
  }

  @Test func `an export of llvm-cov is read by its files`() throws {
    let report = try CoverageReport(parsing: Array(Self.llvm.utf8), name: "cov.json")
    #expect(report.lines == 25 && report.covered == 20)
  }

  @Test(
    arguments: [
      "", "hello", "{}", "{\"type\":\"llvm.coverage.json.export\"}", "SF:a\nSF:b\nend_of_record\n",
      "end_of_record\n", "SF:a\nDA:1,1\n", "SF:a\nDA:x,1\nend_of_record\n",
      "SF:a\nLF:-1\nend_of_record\n",
      """
      {"type":"llvm.coverage.json.export","data":[{"files":[{"filename":"a","summary":{"lines":
      {"count":1,"covered":2}}}]}]}
      """,
    ])
  func `what is no report is refused`(text: String) {
    #expect(throws: (any Error).self) {
      try CoverageReport(parsing: Array(text.utf8), name: "x")
    }
  }

  @Test(
    arguments: [(90.0, 90, false), (89.9, 90, true), (100, 100, true), (99, 100, false)]
      as [(Double, Double, Bool)])
  func `the limit has to be exceeded, save where there is nothing more to reach`(
    percent: Double, least: Double, passes: Bool
  ) {
    let gate = CoverageGate(
      .sample, least: least, runner: ScriptedChecker(), clock: .live)
    let covered = Int((percent * 10).rounded())
    let report = gate.judge(
      CoverageReport(files: [
        .init(path: "a", lines: 1000, covered: passes && least < 100 ? 901 : covered)
      ]),
      source: "x", seconds: 1)
    #expect((report.verdict == .passed) == passes)
  }

  @Test func `what is worst comes first`() {
    let gate = CoverageGate(.sample, least: 90, runner: ScriptedChecker(), clock: .live)
    let report = gate.judge(
      CoverageReport(files: [
        .init(path: "a", lines: 10, covered: 9), .init(path: "b", lines: 100, covered: 40),
        .init(path: "c", lines: 1, covered: 1),
      ]), source: "x", seconds: 0)
    #expect(
      report.evidence == ["b: 60 of 100 lines not reached", "a: 1 of 10 lines not reached"])
  }

  @Test func `without a tool and a report the gate is skipped, with what would help`() async throws
  {
    let gate = CoverageGate(.sample, least: 90, runner: ScriptedChecker(), clock: .live)
    let report = try await gate.check()
    #expect(report.verdict.word == "skipped")
    #expect(report.hints.contains { $0.contains("cargo install cargo-llvm-cov") })
    await #expect(throws: ExplainedFailure.self) { try await gate.check(report: "/no/such/file") }
  }

  @Test func `the tool's own report is read`() async throws {
    let checker = ScriptedChecker(answer: .output(Array(Self.llvm.utf8), succeeded: true))
    let report = try await CoverageGate(.sample, least: 75, runner: checker, clock: .live).check()
    #expect(report.verdict == .passed)
    #expect(report.figure?.description == "80 %")
    #expect(report.summary == "20 of 25 lines reached (cargo llvm-cov)")
  }
}
