import LockstepCore
import Testing

@testable import LockstepKit

/// What is missing in a guide, with its place.
struct GuideReviewTests {
  private let changes = [GuideSamples.rank, GuideSamples.node]
  private var facts: GuideFacts { GuideSamples.facts(changes) }

  private func review(_ text: String, _ changes: [GuideChange]? = nil) throws -> LivingReview {
    LivingReview(
      of: try LivingDocument(parsing: text, path: "g.md"), path: "g.md",
      changes: GuideSamples.wanted(changes ?? self.changes))
  }

  /// The problems as `line kind item`.
  private func told(_ review: LivingReview) -> [String] {
    review.problems.map { problem in
      "\(problem.place.line) \(problem.kind.rawValue) \(problem.item ?? "-")"
    }
  }

  /// The line of the guide that holds `needle` for the `number`th time.
  private func line(of needle: String, _ number: Int = 1, in text: String) throws -> Int {
    let lines = LivingLines.split(text)
    let found = lines.indices.filter { lines[$0].contains(needle) }
    try #require(found.count >= number)
    return found[number - 1] + 1
  }

  @Test func `a guide in which everything is written has no problem`() throws {
    let review = try review(GuideSamples.written(facts))
    #expect(told(review).isEmpty)
    #expect(review.examples.map(\.side) == [.before, .after, .before, .after])
    #expect(review.examples.map(\.item).prefix(2) == ["demo::Record::rank", "demo::Record::rank"])
  }

  @Test func `every place of a new guide is empty`() throws {
    let text = LivingDocument.new(GuideContent(facts)).document.text
    let review = try review(text)
    var expected = ["\(try line(of: LivingMarker.empty, in: text)) empty-place -"]
    for number in 2...9 {
      let item = number <= 5 ? "demo::Record::rank" : "demo::Node"
      expected.append("\(try line(of: LivingMarker.empty, number, in: text)) empty-place \(item)")
    }
    #expect(told(review) == expected)
  }

  @Test(arguments: ["", "\n\n", "<!-- a comment -->\n", "##### A heading\n", "```\n// c\n```\n"])
  func `a place that says nothing is empty`(words: String) throws {
    let text = GuideSamples.written(facts).replacing("People wrote this.\n", with: words)
    let review = try review(text)
    // The examples fill the place *how to migrate*.
    #expect(review.problems.map(\.kind) == [.emptyPlace, .emptyPlace, .emptyPlace])
    #expect(review.problems[0].place.line == (try line(of: "name=\"timeline\" -->", in: text)))
  }

  @Test func `a change without a section, and one that is told in part`() throws {
    let text = GuideSamples.written(facts)
    let more = [
      GuideSamples.change(
        "demo::Record::rank", "method_return_type_changed", "method_unsafe_added"),
      GuideSamples.node, GuideSamples.change("demo::extra", "function_missing"),
    ]
    let review = try review(text, more)
    #expect(
      told(review) == [
        "\(try line(of: "lockstep:change item=\"demo::Record::rank\"", in: text)) stale-section "
          + "demo::Record::rank",
        "\(LivingLines.count(in: text)) no-section demo::extra",
      ])
  }

  @Test func `a second section and a missing place are told`() throws {
    let guide = try LivingDocument(parsing: GuideSamples.written(facts), path: "g.md")
    var section = guide.sections[1]
    let twice = guide.text + section.text
    #expect(try review(twice).problems.map(\.kind) == [.doubleSection])

    section.body.removeAll { segment in
      if case .place("why", _) = segment { true } else { false }
    }
    let lacking = guide.text.replacing(guide.sections[1].text, with: section.text)
    #expect(try review(lacking).problems.map(\.kind) == [.noPlace])
  }

  @Test func `nothing is asked of what is no longer breaking`() throws {
    let text = LivingDocument.new(GuideContent(facts)).document.text
    let review = try review(
      text.replacing("*Not written yet: the days", with: "Soon. ").replacing(
        " <!-- lockstep:empty -->\n\n## Whom", with: "\n\n## Whom"), [])
    #expect(told(review).isEmpty)
    #expect(review.gone == ["demo::Record::rank", "demo::Node"])
    #expect(review.examples.isEmpty)
  }

  @Test func `an open block is told where it opens, and ends at the next marker`() throws {
    let text = GuideSamples.written(facts).replacing(
      "demo::call();\n```\n<!-- lockstep:end-change -->\n\n<!-- lockstep:change",
      with: "demo::call();\n<!-- lockstep:end-change -->\n\n<!-- lockstep:change")
    let review = try review(text)
    #expect(
      told(review) == [
        "\(try line(of: "```rust,after", in: text)) open-block demo::Record::rank"
      ])
  }

  @Test func `without a guide one problem says so`() {
    let review = LivingReview(withoutGuideAt: "docs/g.md", changes: 3)
    #expect(review.problems.map(\.message) == ["there is no guide for 3 breaking changes"])
  }
}

/// Blocks of Rust in a guide, and the programs that are made of them.
struct GuideExampleTests {
  private func examples(_ text: String) throws -> [GuideExample] {
    LivingReview(
      of: try LivingDocument(parsing: text, path: "g.md"), path: "g.md", changes: []
    ).examples
  }

  @Test(arguments: [
    ("rust,before", "before"), ("rust,after", "after"), ("rust after", "after"),
    ("rs, before", "before"), ("rust,ignore,after", "after ignored"),
    ("rust,after,compile_fail", "after fails"), ("rust,edition2018,before", "before 2018"),
    ("rust", "unmarked"), ("{rust,after}", "after"), ("rust,ignore-wasm", "unmarked ignored"),
    ("text", "none"), ("", "none"), ("toml,after", "none"), ("rustfmt", "none"),
  ])
  func `the words behind the fence mark the block`(words: String, meaning: String) throws {
    let found = try examples("```\(words)\nx\n```\n").first.map { example in
      ([example.side?.rawValue ?? "unmarked"] + (example.isIgnored ? ["ignored"] : [])
        + (example.mustFail ? ["fails"] : []) + (example.edition.map { [$0] } ?? []))
        .joined(separator: " ")
    }
    #expect(found ?? "none" == meaning)
  }

  @Test func `blocks are found in lists and quotes, with the columns of the guide`() throws {
    let text = """
      1. step
         ````rust,before
         let a = 1;
         ```
         ````
      > ~~~rust,after
      >   let b = 2;
      > # hidden();
      > ~~~
      """
    let found = try examples(text)
    try #require(found.count == 2)
    #expect(found.map(\.line) == [2, 6])
    #expect(found[0].lines.map(\.text) == ["   let a = 1;", "   ```"])
    #expect(found[1].lines.map(\.text) == ["    let b = 2;", "  # hidden();"])
    let program = GuideProgram(found[1])
    #expect(
      program.source == """
        #![allow(warnings)]
        fn main() {
            let b = 2;
            hidden();
        }

        """)
    #expect((1...5).map { program.guideLine($0) } == [nil, nil, 7, 8, 8])
  }

  @Test(
    arguments: [
      ("let x = 1;", "fn main() {\nlet x = 1;\n}\n"),
      ("fn main() {}", "fn main() {}\n"),
      (
        "// fn main() {}\nlet s = \"fn main\";",
        "fn main() {\n// fn main() {}\nlet s = \"fn main\";\n}\n"
      ),
      ("mod m { fn main() {} }", "fn main() {\nmod m { fn main() {} }\n}\n"),
      ("let r = r#\"\"fn main(){\"#; let c = '\"';", nil),
      ("/* { /* */ { */ pub fn main() {}", "/* { /* */ { */ pub fn main() {}\n"),
      ("struct S<'a>(&'a str);\nfn main() {}", "struct S<'a>(&'a str);\nfn main() {}\n"),
      (
        "#![feature(x)]\nextern crate demo;\nuse demo::A;",
        "#![feature(x)]\nextern crate demo;\nfn main() {\nuse demo::A;\n}\n"
      ),
      (
        "# use demo::A;\n## [x]\n#[test]\n#", "fn main() {\n  use demo::A;\n # [x]\n#[test]\n \n}\n"
      ),
      (
        "let x = f()?;\nOk::<(), E>(()) // end\n",
        "fn main() {\nfn example() -> Result<(), impl core::fmt::Debug> {\nlet x = f()?;\n"
          + "Ok::<(), E>(()) // end\n} example().unwrap();\n}\n"
      ),
    ] as [(String, String?)])
  func `a block becomes a program as a documentation test does`(
    code: String, program: String?
  ) throws {
    let fence = "`````"
    let text = "\(fence)rust,after\n\(code)\(code.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    let example = try #require(try examples(text).first)
    let source = GuideProgram(example).source.dropFirst("#![allow(warnings)]\n".count)
    #expect(source == program ?? "fn main() {\n\(code)\n}\n")
  }
}
