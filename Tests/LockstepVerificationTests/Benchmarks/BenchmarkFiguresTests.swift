import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

struct BenchmarkFiguresTests {
  @Test(
    arguments: [
      (
        "test push            ... bench:       1,234 ns/iter (+/- 56)", "push",
        .init(1234, "ns")
      ),
      ("test a::b ... bench:   1,234.56 ns/iter (+/- 5.00)", "a::b", .init(1234.56, "ns")),
      ("parse 12.5 ms", "parse", .init(12.5, "ms")), ("parse\t1e3\tns", "parse", .init(1000, "ns")),
      ("throughput 50 MB/s", "throughput", .init(50, "MB/s")),
      ("size 10 bytes", "size", .init(10, "bytes")),
    ] as [(String, String, BenchmarkFigures.Figure)])
  func `a line is read`(line: String, name: String, figure: BenchmarkFigures.Figure) {
    #expect(BenchmarkFigures(printed: "noise\n\(line)\r\n").figures == [name: figure])
  }

  @Test(
    arguments: [
      "running 3 tests", "test result: ok. 0 passed; 0 failed", "test push ... ok", "a b c",
      "name 12", "name 12 34", "name nan ns", "name 1 -", "",
      "test push ... bench: many ns/iter (+/- 56)", "   Compiling core v1.0.0 (/x)",
    ])
  func `other lines are passed over`(line: String) {
    #expect(BenchmarkFigures(printed: line).figures.isEmpty)
  }

  @Test func `a rate costs what is left of it`() {
    #expect(BenchmarkFigures.Figure(50, "MB/s").cost == 0.02)
    #expect(BenchmarkFigures.Figure(50, "ns").cost == 50)
  }

  @Test func `the results of Criterion are found wherever they are nested`() async throws {
    try await ScratchGit.with { git in
      let home = "\(git.directory)/criterion"
      func write(_ path: String, _ text: String) throws {
        try Files.createDirectories(Files.parent(of: "\(home)/\(path)"))
        try Files.write(Array(text.utf8), to: "\(home)/\(path)")
      }
      let estimates = """
        {"mean":{"point_estimate":130.5},"median":{"point_estimate":120.25},"slope":null}
        """
      try write("group/push/64/new/estimates.json", estimates)
      try write("group/push/64/new/benchmark.json", "{\"full_id\":\"group/push/64\"}")
      // An older result of the same benchmark does not count.
      try write("group/push/64/base/estimates.json", "{\"median\":{\"point_estimate\":1}}")
      try write("alone/new/estimates.json", "{\"median\":{\"point_estimate\":7}}")
      try write("report/index.html", "<html>")
      try write("broken/new/estimates.json", "{\"median\":{}}")
      let figures = try BenchmarkFigures(criterion: home).figures
      #expect(figures == ["group/push/64": .init(120.25, "ns"), "alone": .init(7, "ns")])
      #expect(try BenchmarkFigures(criterion: "\(home)/nowhere").figures.isEmpty)
    }
  }

  @Test(
    arguments: [
      (.perf, "# started on Sun\n\n123456,,instructions:u,77,100.00,,\n", 123456),
      (.perf, "<not supported>,,instructions:u,0,100.00,,\n", 0),
      (.callgrind, "==7== Events    : Ir\n==7== Collected : 297856\n==7== \n", 297856),
      (.callgrind, "==7== Callgrind, a call-graph\n", 0),
    ] as [(InstructionCounter, String, Double)])
  func `the counters' words are read`(counter: InstructionCounter, log: String, count: Double) {
    #expect(counter.count(of: log) == count)
  }
}
