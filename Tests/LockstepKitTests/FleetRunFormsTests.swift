import LockstepCore
import LockstepGit
import LockstepVerification
import Testing

@testable import LockstepKit

/// The forms in which others read a fleet run.
struct FleetRunFormsTests {
  private typealias Kind = FleetOutcome.Kind

  private static func error(_ message: String, line: Int = 14, file: String? = "src/lib.rs")
    -> FailedCompile
  {
    FailedCompile(
      key: .init(package: "p", file: file, line: line, code: "E0308", message: message), column: 9)
  }

  private static func entry(
    _ name: String, _ kind: Kind, reason: String = "why", errors: [FailedCompile] = [],
    tests: [String] = []
  ) throws -> FleetRunReport.Entry {
    FleetRunReport.Entry(
      name: try RepositoryName(name),
      outcome: FleetOutcome(
        kind, reason: reason, newErrors: errors,
        failedTests: tests.map { TestName(suite: "p", name: $0) }, seconds: 2))
  }

  /// One of each outcome.
  private static func all() throws -> FleetRunReport {
    var entries = try Kind.allCases.map { try entry($0.rawValue, $0, reason: "why <it> \"is\"") }
    let index = try #require(entries.firstIndex { $0.outcome.kind == .regressed })
    entries[index] = try entry(
      "regressed", .regressed, reason: "does not compile", errors: [error("mismatched types")],
      tests: ["is_one"])
    return FleetRunReport(baseline: "v1.0.0", candidate: "main", entries: entries)
  }

  @Test(
    arguments: [
      ([], "nobody depends on the foundation, as far as can be seen"),
      ([.passed, .flaky], "nothing regressed"),
      ([.passed, .regressed], "1 of 2 dependents regressed"),
      ([.unknown], "1 could not be decided"),
      ([.regressed, .unknown], "1 of 2 dependents regressed, 1 could not be decided"),
    ] as [([FleetOutcome.Kind], String)])
  func `the conclusion is one line`(kinds: [FleetOutcome.Kind], conclusion: String) throws {
    let entries = try kinds.map { try Self.entry("a", $0) }
    let report = FleetRunReport(baseline: "a", candidate: "b", entries: entries)
    #expect(report.conclusion == conclusion)
  }

  @Test func `in JUnit only what passed looks as if it had`() throws {
    let xml = try Self.all().junit
    #expect(xml.contains("tests=\"7\" failures=\"1\" errors=\"1\" skipped=\"3\" time=\"14\""))
    for name in ["passed", "fixed"] { #expect(xml.contains("name=\"\(name)\" time=\"2\"/>")) }
    for name in ["broken-before", "flaky", "skipped"] {
      #expect(
        xml.contains(
          "name=\"\(name)\" time=\"2\"><skipped "
            + "message=\"\(name): why &lt;it&gt; &quot;is&quot;\"/></testcase>"))
    }
    #expect(
      xml.contains(
        "<failure type=\"regressed\" message=\"regressed: does not compile\">"
          + "src/lib.rs:14:9: E0308: mismatched types&#10;test fails: p: is_one</failure>"))
    #expect(xml.contains("<error type=\"unknown\""))
  }

  @Test func `a regression that somebody answers for is nobody's failure, and is not hidden`()
    throws
  {
    var report = try Self.all()
    report.waiver = "known <since> May"
    let xml = report.junit
    #expect(xml.contains("failures=\"0\" errors=\"1\" skipped=\"4\""))
    #expect(xml.contains("regressed: does not compile (overridden: known &lt;since&gt; May)"))
    let results = report.sarif(version: "1")["runs"]?.array?.first?["results"]?.array ?? []
    #expect(
      results.allSatisfy {
        $0["suppressions"]?.array?.first?["justification"] == "known <since> May"
      })
    #expect(!report.annotations.contains("::error") && report.annotations.contains("known"))
    #expect(report.markdown.contains("regressed (overridden: known &lt;since\\> May)"))
  }

  @Test func `XML is given nothing that it cannot hold`() {
    #expect(
      XMLText.escaped("a\u{0}\u{1B}[m\u{FFFF}<&\">\n")
        == "a\u{FFFD}\u{FFFD}[m\u{FFFD}&lt;&amp;&quot;&gt;&#10;")
  }

  @Test func `in SARIF each new error has its file in its own repository`() throws {
    var report = try Self.all()
    report.entries.append(
      try Self.entry(
        "other", .regressed,
        errors: [Self.error("x", file: "a b/<é>.rs"), Self.error("y", file: nil)]))
    let run = try #require(report.sarif(version: "1.2.3")["runs"]?.array?.first)
    let results = try #require(run["results"]?.array)
    #expect(results.map { $0["ruleId"]?.string } == ["E0308", "failed-test", "E0308", "E0308"])
    let place = results[2]["locations"]?.array?.first?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"] == "a%20b/%3C%C3%A9%3E.rs")
    #expect(place?["artifactLocation"]?["uriBaseId"] == "REPOSITORY:other")
    #expect(place?["region"]?["startLine"] == 14)
    // A test has no file that anybody told of, and neither has an error without one.
    for result in [results[1], results[3]] {
      let place = result["locations"]?.array?.first?["physicalLocation"]
      #expect(place?["artifactLocation"]?["uri"] == "Cargo.toml")
    }
    #expect(run["originalUriBaseIds"]?["REPOSITORY:other"] != nil)
    let rules = run["tool"]?["driver"]?["rules"]?.array ?? []
    #expect(
      rules.first?["helpUri"] == "https://doc.rust-lang.org/error_codes/E0308.html")
    let invocation = run["invocations"]?.array?.first
    #expect(invocation?["executionSuccessful"] == false)
    #expect(invocation?["toolExecutionNotifications"]?.array?.count == 1)
  }

  @Test func `markdown is not taken for markup of a dependent's`() throws {
    let report = FleetRunReport(
      baseline: "v1", candidate: "main",
      entries: [
        try Self.entry(
          "a|b", .regressed, reason: "| x | @everybody <img src=x>\n# heading",
          errors: [Self.error("expected `u8` | **bold** [link](https://evil.example)")])
      ])
    let page = report.markdown
    #expect(
      page.contains(
        "| a\\|b | regressed | 2 | \\| x \\| \\@everybody &lt;img src=x\\> \\# heading |"))
    #expect(page.contains("\\*\\*bold\\*\\* \\[link\\](https://evil.example)"))
    #expect(!page.contains("\n# heading") && !page.contains("<img"))
  }

  @Test func `a summary of a thousand dependents is one that a forge takes`() throws {
    let entries = try (0..<1_000).map { number in
      try Self.entry(
        "dependent-\(number)", .regressed, reason: String(repeating: "long ", count: 400),
        errors: (0..<20).map { Self.error(String(repeating: "words ", count: 300), line: $0) })
    }
    let page = FleetRunReport(baseline: "a", candidate: "b", entries: entries).markdown
    #expect(page.utf8.count < 512 << 10)
    #expect(page.contains("Left out, for a summary is short: dependents: "))
    #expect(page.contains("1000 of 1000 dependents regressed"))
  }

  @Test func `an annotation is a cause with all whom it breaks, and cannot be broken out of`()
    throws
  {
    let names = ["a", "b"]
    let entries = try names.map {
      try Self.entry($0, .regressed, errors: [Self.error("100% <\u{1B}[m>\nmore")])
    }
    let report = FleetRunReport(
      baseline: "a", candidate: "b",
      entries: entries + [try Self.entry("c", .unknown, reason: "x\n::error::forged")])
    #expect(
      report.annotations == """
        ::error title=breaks 2 dependents::E0308: 100%25 <\\u{1b}[m>%0Amore%0Aa, b
        ::warning title=c is not known::x%0A::error::forged
        ::notice title=fleet run::2 regressed, 1 unknown

        """)
  }

  @Test func `no more annotations are made than are shown`() throws {
    let entries = try (0..<25).map { number in
      try Self.entry("d\(number)", .regressed, errors: [Self.error("error \(number)")])
    }
    let lines = FleetRunReport(baseline: "a", candidate: "b", entries: entries).annotations
      .split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("::error") } == 10)
    #expect(lines.contains { $0.hasPrefix("::error title=and 16 more::") })
  }
}
