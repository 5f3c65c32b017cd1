import LockstepCore
import LockstepFleet
import LockstepKit
import LockstepSystem
import LockstepVerification
import Testing

@testable import LockstepDashboard

struct FleetRunDocumentTests {
  private static let at = Timestamp(secondsSince1970: 1_800_000_000)

  private static func html(
    _ report: FleetRunReport, gates: GateEvidence? = nil, folder: String? = nil
  ) -> String {
    FleetRunDocument(
      report, gates: gates, logs: LogShelf(folders: folder.map { [$0] } ?? []), at: at
    ).html
  }

  @Test func `every dependent has a row, and those that are not well have details`() throws {
    let page = Self.html(try SampleRun.report(14))
    #expect(page.split(separator: "<tr data-outcome=").count == 15)
    // All but the two that passed and the two that were skipped.
    #expect(page.split(separator: "<article id=").count == 11)
    #expect(page.contains("2 of 14 dependents regressed, 2 could not be decided"))
    #expect(page.contains("<code>E0308: mismatched types</code>: 2 dependents: "))
    #expect(page.contains("<code>src/lib.rs:14:9</code> <strong>E0308</strong> mismatched types"))
    #expect(page.contains("baseline 5 s · candidate 7.3 s"))
    #expect(page.contains("id=\"show-broken-before\""))
  }

  @Test func `a link leads to details that are there`() throws {
    let page = Self.html(try SampleRun.report(30))
    let links = Set(page.matches(of: /href="#(d\d+)"/).map { String($0.1) })
    let anchors = Set(page.matches(of: /<article id="(d\d+)"/).map { String($0.1) })
    #expect(!links.isEmpty && links == anchors)
  }

  @Test func `nothing of a hostile repository becomes markup, and nothing is loaded`() throws {
    var report = try SampleRun.report(
      3, of: [.regressed], message: "</code><script>alert(1)</script><img src=x onerror=alert(1)>")
    report.entries[0].outcome.reason = "\"><svg onload=alert(1)>\u{1B}[2J"
    report.candidate = "</title><script>alert(2)</script>"
    let page = Self.html(report)
    #expect(page.split(separator: "<script").count == 2)
    #expect(!page.contains("<img") && !page.contains("<svg onload") && !page.contains("\u{1B}"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.contains("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-"))
    #expect(!page.contains("unsafe-inline") && !page.contains("src=\"http"))
  }

  @Test func `a run of a thousand makes a page of a few megabytes at most`() throws {
    let well = Self.html(try SampleRun.report(1_000, of: [.passed]))
    #expect(well.utf8.count < 1 << 20)
    var report = try SampleRun.report(
      1_000, of: [.regressed], message: String(repeating: "long <words> ", count: 100))
    for index in report.entries.indices {
      let error = report.entries[index].outcome.newErrors[0]
      report.entries[index].outcome.newErrors = (0..<(index < 10 ? 60 : 5)).map { line in
        var error = error
        error.key.line = line
        error.key.message = "\(line) \(index) \(error.key.message)"
        return error
      }
    }
    let ill = Self.html(report)
    #expect(ill.utf8.count < 4 << 20)
    #expect(ill.split(separator: "<tr data-outcome=").count == 1_001)
    #expect(ill.contains("without details: a page is bounded"))
    #expect(ill.contains("New errors, 40 of 60:"))
  }

  @Test func `logs are shown from the folders of logs alone`() throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { #expect(throws: Never.self) { try Files.remove(folder) } }
    try Files.createDirectories("\(folder)/logs")
    try Files.write(Array("error: <b>\u{1B}[31mred\n".utf8), to: "\(folder)/logs/a.log")
    try Files.write(Array("secret".utf8), to: "\(folder)/secret")
    try Files.createSymbolicLink(at: "\(folder)/logs/link", to: "\(folder)/secret")
    let shelf = "\(folder)/logs"
    let inside = Self.html(
      try SampleRun.report(1, of: [.regressed], log: "\(shelf)/a.log"), folder: shelf)
    #expect(inside.contains("<pre>error: &lt;b&gt;red\n</pre>"))
    for path in ["\(folder)/secret", "\(shelf)/../secret", "\(shelf)/link"] {
      let outside = Self.html(
        try SampleRun.report(1, of: [.regressed], log: path), folder: shelf)
      #expect(!outside.contains("<pre>") && outside.contains("outside the folders of logs"))
    }
    let gone = Self.html(
      try SampleRun.report(1, of: [.regressed], log: "\(shelf)/b.log"), folder: shelf)
    #expect(gone.contains("it is not on this machine"))
  }

  @Test func `the gates' record and its plot stand on the page`() throws {
    let gate = VerificationRecord.Gate(
      gate: .benchmarks, verdict: .failed, summary: "2 benchmarks, 1 slower than allowed")
    let page = Self.html(
      try SampleRun.report(1), gates: GateEvidence(gates: [gate], plot: Array("<svg/>".utf8)))
    #expect(page.contains("1 slower than allowed"))
    #expect(page.contains("src=\"data:image/svg+xml;base64,PHN2Zy8+\""))
  }

  @Test func `a fleet of nobody is a page too`() throws {
    let page = Self.html(FleetRunReport(baseline: "a", candidate: "b"))
    #expect(page.contains("nobody depends on the foundation") && !page.contains("<table"))
  }
}
