import LockstepCore
import Testing

@testable import LockstepAPIDiff

@Suite struct DifferenceRenderingTests {
  private let heading = DifferenceHeading(
    baseline: "v1.2.0", candidate: "main", version: Version(1, 2, 0))

  private let gone = Finding(
    kind: "function_missing", item: "core::parse", bump: .major,
    message: "the function `core::parse` can no longer be used by this path",
    explanation: "Whoever names it does not compile.", reference: CargoBook.itemRemove,
    before: .init(
      text: "pub fn parse(text: &str) -> Node",
      place: SourcePlace(path: "src/parse.rs", line: 12, column: 1)))

  private let new = Finding(
    kind: "inherent_method_added", item: "core::Node::depth", bump: .minor,
    message: "the method `core::Node::depth` is new", explanation: "Nobody can have used it.",
    after: .init(
      text: "pub fn depth(&self) -> Option<usize>",
      place: SourcePlace(path: "src/a b,c.rs", line: 7, column: 3)))

  @Test func `JSON has the fields that readers count on`() throws {
    let json = Difference(findings: [new, gone]).json(heading)
    #expect(json["schema"] == "lockstep.diff/1")
    #expect(json["baseline"] == "v1.2.0")
    #expect(json["required"] == "major")
    #expect(json["next"] == "2.0.0")
    let first = try #require(json["changes"]?[0])
    #expect(first["kind"] == "function_missing")
    #expect(first["item"] == "core::parse")
    #expect(first["bump"] == "major")
    #expect(first["before"] == "pub fn parse(text: &str) -> Node")
    #expect(first["after"] == .null)
    #expect(first["file"] == "src/parse.rs")
    #expect(first["line"] == 12)
    #expect(first["after_line"] == .null)
  }

  @Test(arguments: [
    (Version(0, 4, 2), Bump.major, "0.5.0"), (Version(0, 4, 2), .minor, "0.4.3"),
    (Version(0, 0, 3), .major, "0.0.4"), (Version(1, 2, 0), .minor, "1.3.0"),
    (Version(1, 2, 0), .patch, "1.2.1"),
  ])
  func `the next version follows by Cargo's rules`(
    version: Version, bump: Bump, next: String
  ) throws {
    let heading = DifferenceHeading(baseline: "a", candidate: "b", version: version)
    let finding = Finding(kind: "k", item: "i", bump: bump, message: "", explanation: "")
    let json = Difference(findings: [finding]).json(heading)
    #expect(json["required"] == .string(bump.rawValue))
    #expect(json["next"] == .string(next))
  }

  @Test func `what could not be decided is null in JSON and said in words`() {
    let open = Difference(
      findings: [new], undecided: [Undecided(item: "core::Value", reason: "it is elsewhere")])
    let json = open.json(heading)
    #expect(json["required"] == .null)
    #expect(json["next"] == .null)
    #expect(json["undecided"]?[0]?["item"] == "core::Value")
    #expect(open.text(heading).contains("could not be decided"))
    #expect(open.text(heading).contains("core::Value: it is elsewhere"))
  }

  @Test func `text names what breaks first, with both declarations and the place`() {
    #expect(
      Difference(findings: [new, gone]).text(heading) == """
        Breaking changes (1)
          function_missing: the function `core::parse` can no longer be used by this path \
        (src/parse.rs:12)
            - pub fn parse(text: &str) -> Node

        Additions and other minor changes (1)
          inherent_method_added: the method `core::Node::depth` is new (src/a b,c.rs:7)
            + pub fn depth(&self) -> Option<usize>

        v1.2.0..main: breaking, a major change: 1.2.0 → 2.0.0

        """)
    #expect(
      Difference(findings: []).text(heading)
        == "v1.2.0..main: no change of the public API: 1.2.0 → 1.2.1\n")
  }

  @Test func `Markdown cannot be broken out of by what a repository says`() {
    var odd = gone
    odd.message = "the <script> `a|b`\n# heading"
    odd.before?.text = "pub fn a() // ``` \n- b"
    let text = Difference(findings: [odd]).markdown(heading)
    #expect(text.contains("&lt;script> `a\\|b` # heading"))
    #expect(text.contains("  ````diff\n  - pub fn a() // ``` \n  - - b\n  ````"))
    #expect(!text.contains("\n# heading"))
  }

  @Test func `SARIF names rules, places and severities`() throws {
    let sarif = Difference(findings: [new, gone]).sarif(heading, version: "1.0.0")
    #expect(sarif["version"] == "2.1.0")
    let run = try #require(sarif["runs"]?[0])
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
    let results = try #require(run["results"]?.array)
    #expect(rules.map { $0["id"] } == ["function_missing", "inherent_method_added"])
    #expect(results.map { $0["level"] } == ["error", "note"])
    for result in results {
      let index = Int(try #require(result["ruleIndex"]?.integer))
      #expect(rules[index]["id"] == result["ruleId"])
    }
    let place = try #require(results[1]["locations"]?[0]?["physicalLocation"])
    #expect(place["artifactLocation"]?["uri"] == "src/a%20b%2Cc.rs")
    #expect(place["region"]?["startLine"] == 7)
    #expect(rules[0]["helpUri"] == .string(CargoBook.itemRemove))
  }

  @Test func `annotations stand at the candidate's line and cannot be forged`() {
    var odd = new
    odd.message = "is new\n::error::forged 100%"
    #expect(
      Difference(findings: [odd, gone]).annotations(folder: "crates/core") == """
        ::error title=function_missing::the function `core::parse` can no longer be used by this \
        path
        ::notice file=crates/core/src/a b%2Cc.rs,line=7,title=inherent_method_added::is new%0A\
        ::error::forged 100%25

        """)
  }
}
