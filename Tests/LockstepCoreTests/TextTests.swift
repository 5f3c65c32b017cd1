import LockstepCore
import Testing

struct TextTests {
  @Test(
    arguments: [
      ("brnach", "branch"), ("branchess", "branches"),
      ("benchmark_regression", "benchmark-regression"),
      ("Package", "package"), ("tga", "tag"), ("pacakge", "package"), ("tags", "tag"),
      ("acknowledge-witin", "acknowledge-within"), ("zzz", nil), ("", nil), ("publisher-name", nil),
      ("x", nil),
    ] as [(String, String?)])
  func `the nearest word is what was meant`(written: String, meant: String?) {
    let words = [
      "package", "branch", "branches", "tag", "publish", "benchmark-regression",
      "acknowledge-within", "a",
    ]
    #expect(nearest(to: written, among: words) == meant)
  }

  @Test func `of equally near words the first wins`() {
    #expect(nearest(to: "cat", among: ["bat", "hat"]) == "bat")
    #expect(nearest(to: "hat", among: ["bat", "hat"]) == "hat")
    #expect(nearest(to: "cat", among: []) == nil)
    #expect(nearest(to: String(repeating: "a", count: 100_000), among: ["a"]) == nil)
  }

  @Test func `a secret shows nowhere`() {
    let secret = Secret("hunter2")
    var dumped = ""
    dump(["token": secret], to: &dumped)
    for text in [
      "\(secret)", String(reflecting: secret), "\([secret])", "\(secret as Any?)", dumped,
    ] {
      #expect(text.contains("[redacted]"))
      #expect(!text.contains("hunter2"))
    }
    #expect(secret.reveal() == "hunter2")
    #expect(!((secret as Any) is any Encodable))
  }

  @Test(
    arguments: [
      ("", NameError.Problem.empty), (" ", .empty), ("a\nb", .controlCharacter),
      ("a\u{1b}[1m", .controlCharacter), ("a\u{202e}b", .controlCharacter),
      ("a\u{0}", .controlCharacter), (String(repeating: "é", count: 128), .tooLong),
    ] as [(String, NameError.Problem)])
  func `a name that cannot be shown is refused`(text: String, problem: NameError.Problem) throws {
    let error = try #require(throws: NameError.self) { try RepositoryName(text) }
    #expect(error.problem == problem)
    let coded = JSONValue.string(text)
    #expect(throws: JSONDecodingError.self) { try coded.decode(RepositoryName.self) }
  }

  @Test(arguments: ["a", "acme/core", "Größe 2", "-x", "..", String(repeating: "a", count: 255)])
  func `any other name will do`(text: String) throws {
    let name = try RepositoryName(text)
    #expect(name.description == text)
    #expect(try JSONValue(encoding: name).decode(RepositoryName.self) == name)
  }

  @Test(
    arguments: [
      ("plain é 漢", "plain é 漢"), ("a\nb\r\n", "a\\nb\\r\\n"), ("\t", "\\t"),
      ("\u{1b}[31m", "\\u{1b}[31m"), ("\u{7f}\u{9b}", "\\u{7f}\\u{9b}"),
      ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}"), ("\u{2028}", "\\u{2028}"),
    ] as [(String, String)])
  func `what a terminal would act on is escaped`(text: String, shown: String) {
    #expect(printable(text) == shown)
  }
}

struct ExplanationTests {
  @Test func `an explanation renders as error, causes and hints`() {
    let explanation = Explanation(
      "`billing` cannot take core 2.3.0",
      why: ["it requires `core = \"=2.2.1\"`", "somebody pinned it"],
      hints: ["raise the requirement in billing"],
      place: SourcePlace(path: "billing/Cargo.toml", line: 14, column: 8))
    #expect(
      explanation.rendered == """
        error: `billing` cannot take core 2.3.0
        cause: billing/Cargo.toml:14:8: it requires `core = "=2.2.1"`
        cause: somebody pinned it
        hint: raise the requirement in billing
        """)
  }

  @Test func `a place without a cause is a cause`() {
    let explanation = Explanation("no", place: SourcePlace(path: "a", line: 1, column: 2))
    #expect(explanation.rendered == "error: no\ncause: a:1:2")
    #expect(Explanation("no").rendered == "error: no")
  }

  @Test func `quoted text cannot forge a line or move the cursor`() {
    let explanation = Explanation(
      "bad\nhint: run this", why: ["\u{1b}[2Jgone\r\nerror: forged"],
      place: SourcePlace(path: "a\nb", line: 1, column: 1))
    #expect(
      explanation.rendered == """
        error: bad
          hint: run this
        cause: a\\nb:1:1: \\u{1b}[2Jgone
          error: forged
        """)
    #expect(explanation.description == "bad\\nhint: run this")
  }

  @Test func `every error can be explained and has a status`() {
    struct Odd: Error {}
    #expect(Explanation(of: ExplainedFailure("no", why: ["x"])).why == ["x"])
    #expect(Explanation(of: Odd()).why == ["Odd()"])
    #expect(ExitStatus(of: Odd()) == .failed)
    #expect(ExitStatus(of: ExplainedFailure("no")) == .failed)
    #expect(ExitStatus(of: ExplainedFailure("no", exitStatus: .refused)) == .refused)
  }

  @Test func `the exit statuses are the documented ones`() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 10, 11, 12, 13, 64, 70, 78])
  }

  @Test(
    arguments: [
      (Verdict.passed, "passed", "{\"verdict\":\"passed\"}"),
      (.failed, "failed", "{\"verdict\":\"failed\"}"),
      (
        .inconclusive(because: "too few points"), "inconclusive (too few points)",
        "{\"because\":\"too few points\",\"verdict\":\"inconclusive\"}"
      ),
      (
        .skipped(because: "no tool"), "skipped (no tool)",
        "{\"because\":\"no tool\",\"verdict\":\"skipped\"}"
      ),
    ] as [(Verdict, String, String)])
  func `a verdict keeps its reason`(verdict: Verdict, text: String, json: String) throws {
    #expect(verdict.description == text)
    #expect(try JSONValue(encoding: verdict).description == json)
    #expect(try JSONValue(parsing: json).decode(Verdict.self) == verdict)
  }

  @Test(arguments: [#"{"verdict":"skipped"}"#, #"{"verdict":"green"}"#, "{}"])
  func `a verdict without its reason is refused`(json: String) throws {
    let value = try JSONValue(parsing: json)
    #expect(throws: JSONDecodingError.self) { try value.decode(Verdict.self) }
  }
}
