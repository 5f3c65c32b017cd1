import Testing

@testable import LockstepDashboard

struct LogExcerptTests {
  private static func log(_ count: Int, trouble: [Int: String] = [:]) -> String {
    (1...count).map { trouble[$0] ?? "   Compiling crate-\($0)" }.joined(separator: "\n")
  }

  @Test func `a short log is shown whole`() {
    #expect(LogExcerpt(of: "one\ntwo").lines == ["one", "two"])
  }

  @Test func `a long log is shown from a little before its first trouble`() {
    let lines = LogExcerpt(of: Self.log(500, trouble: [200: "error[E0308]: mismatched"])).lines
    #expect(lines.first == "… 196 lines above")
    #expect(lines[4] == "error[E0308]: mismatched")
    #expect(lines.last == "… 244 lines below" && lines.count == 62)
  }

  @Test func `a log without trouble is shown from its end`() {
    let lines = LogExcerpt(of: Self.log(100)).lines
    #expect(lines.first == "… 40 lines above" && lines.last == "   Compiling crate-100")
    let late = LogExcerpt(of: Self.log(100, trouble: [99: "thread 'a' panicked at src/lib.rs"]))
    #expect(late.lines.first == "… 40 lines above" && late.lines.contains { $0.contains("panic") })
  }

  @Test(
    arguments: [
      ("\u{1B}[1;31merror\u{1B}[0m: x", "error: x"),
      ("\u{1B}]0;owned\u{07}title", "title"),
      ("\u{1B}]8;;https://evil.example\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
      ("half \u{1B}[", "half "), ("half \u{1B}", "half "), ("\u{1B}c reset", " reset"),
      ("progress\r", "progress"), ("plain", "plain"),
    ])
  func `what a terminal takes for commands is not shown`(line: String, plain: String) {
    #expect(LogExcerpt.plain(line[...]) == plain)
  }

  @Test func `a line is no wider than a screen`() {
    let lines = LogExcerpt(of: String(repeating: "x", count: 1 << 20)).lines
    #expect(lines.count == 1 && lines[0].count == 301)
  }
}
