import LockstepCore
import Testing

@testable import LockstepKit

/// What a guide keeps and what it writes anew.
struct GuideDocumentTests {
  private let facts = GuideSamples.facts([GuideSamples.rank, GuideSamples.node])

  @Test func `a new guide has a title, its parts, a section for each change and asks for words`() {
    let (guide, news) = LivingDocument.new(GuideContent(facts))
    let text = guide.text
    #expect(text.hasPrefix("# Migrating to demo 3.0.0\n"))
    for heading in ["## Timeline", "## Whom to ask", "## Breaking changes"] {
      #expect(text.contains("\n\(heading)\n"))
    }
    #expect(guide.sections.map(\.item) == ["demo::Record::rank", "demo::Node"])
    #expect(news == [.added(item: "demo::Record::rank"), .added(item: "demo::Node")])
    #expect(text.contains("```diff\n- pub fn old()\n+ pub fn x()\n```"))
    #expect(text.contains("Before: `src/lib.rs:3`. After: `src/lib.rs:4`."))
    #expect(text.contains("\n```rust,before\n") && text.contains("\n```rust,after\n"))
    #expect(text.contains("Notice: 2 weeks before the release. Window: 8 weeks after it."))
    #expect(text.contains("- Core team (primary), slack #core"))
    #expect(!text.contains("\n\n\n"), "two blank lines in a row")
  }

  @Test(arguments: [
    "", "x", "x\r\ny\n", "<!-- lockstep:change item=\"a\" -->\nno end",
    "<!-- lockstep:end-change -->\n<!-- lockstep:end-generated -->",
    "<!-- lockstep:nothing -->\n <!-- lockstep:place name=\"why\" -->\n",
    "a\r\n<!-- lockstep:generated name=\"x\" -->\r\n<!-- lockstep:end-generated -->\r\nb",
    "```\n<!-- lockstep:place name=\"x\" -->\n",
    "\u{FEFF}# Title\n<!-- lockstep:change kind=\"a b\" -->\n",
  ])
  func `what was parsed is written again byte for byte`(text: String) throws {
    let guide = try LivingDocument(parsing: text, path: "g.md")
    #expect(Array(guide.text.utf8) == Array(text.utf8))
  }

  @Test func `any arrangement of lines is kept byte for byte`() throws {
    let pieces = [
      "<!-- lockstep:change item=\"a\" kind=\"k\" -->\n",
      "<!-- lockstep:change item=\"demo::Node\" kind=\"struct_missing\" -->\n",
      "<!-- lockstep:end-change -->\r\n",
      "<!-- lockstep:place name=\"why\" -->\n", "text\r\n", "\n", "```rust,before\n",
      "<!-- lockstep:generated name=\"change\" -->\nx\n<!-- lockstep:end-generated -->\n", "é",
      "<!-- lockstep:empty -->\n",
    ]
    var state: UInt64 = 42
    for _ in 0..<400 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int((state >> 33) % UInt64(pieces.count))]
      }
      // A character without a line end in front of a marker makes that line no marker.
      guard let guide = try? LivingDocument(parsing: text, path: "g.md") else { continue }
      #expect(guide.text == text)
      let once = guide.refreshed(with: GuideContent(facts)).document
      let again = try LivingDocument(parsing: once.text, path: "g.md").refreshed(
        with: GuideContent(facts)
      ).document
      #expect(again.text == once.text, "writing it anew twice differs from once: \(text)")
      for word in ["text", "é"] {
        let count = { (text: String) in
          text.split(separator: word, omittingEmptySubsequences: false).count
        }
        #expect(count(once.text) >= count(text), "people's words are lost: \(text)")
      }
    }
  }

  @Test func `writing it anew changes nothing when nothing changed`() throws {
    let text = GuideSamples.written(facts)
    let (again, news) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(facts))
    #expect(again.text == text)
    #expect(news.isEmpty)
  }

  @Test func `what people wrote survives when the facts change`() throws {
    var text = GuideSamples.written(facts)
    text = text.replacing("## Timeline", with: "## Zeitplan\n\nwords above  ")
    text += "\n## Appendix\n\nwords at the end, without a line end"
    let more = GuideSamples.facts(
      [
        GuideSamples.change("demo::Record::rank", "method_return_type_changed", "x_changed"),
        GuideSamples.node, GuideSamples.change("demo::added", "function_missing"),
      ],
      impact: GuideImpact(
        source: .compiled,
        hits: ["demo::Node": [GuideHit(dependent: "kurbo", places: ["src/a.rs:7"])]],
        dependents: 3))
    let (guide, news) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(more))
    #expect(news == [.added(item: "demo::added")])
    #expect(guide.text.contains("## Zeitplan\n\nwords above  \n\n"))
    #expect(guide.text.hasSuffix("\n## Appendix\n\nwords at the end, without a line end"))
    #expect(guide.text.contains("- `kurbo`: `src/a.rs:7`"))
    #expect(guide.text.contains("kind=\"method_return_type_changed x_changed\""))
    let kept = LivingLines.split(guide.text).count { $0.hasPrefix("People wrote this.") }
    #expect(kept == LivingLines.split(text).count { $0.hasPrefix("People wrote this.") })
    // The new section stands behind the others and before what people wrote below them.
    let items = guide.sections.map(\.item)
    #expect(items == ["demo::Record::rank", "demo::Node", "demo::added"])
    #expect(!guide.text.contains("\n\n\n"))
  }

  @Test func `a file that people began by themselves stays above`() throws {
    let text = "# Our own title\r\n\r\nHello.\r\n"
    let (guide, _) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(facts))
    #expect(guide.text.hasPrefix(text))
    #expect(!guide.text.contains("# Migrating to"))
    #expect(guide.sections.count == 2)
    let feeds = LivingLines.count(in: guide.text)
    #expect(guide.text.utf8.count { $0 == 13 } == feeds, "a line ends as Unix ends it")
  }

  @Test func `a file with Windows line ends keeps them`() throws {
    let text = LivingNewline.windows.applied(to: GuideSamples.written(facts))
    let (same, news) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(facts))
    #expect(same.text == text)
    #expect(news.isEmpty)
    let fewer = GuideSamples.facts([GuideSamples.rank])
    let (guide, _) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(fewer))
    #expect(
      guide.text.utf8.count { $0 == 13 } == LivingLines.count(in: guide.text), "mixed line ends")
  }

  @Test func `a change that is gone is set aside with its words, and comes back with them`() throws
  {
    let text = GuideSamples.written(facts).replacing(
      "People wrote this.\n", with: "Exactly  these\twords.\n")
    let fewer = GuideSamples.facts([GuideSamples.node])
    let (guide, news) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(fewer))
    #expect(news == [.setAside(item: "demo::Record::rank")])
    let parts = guide.text.split(separator: "\n## No longer breaking\n", maxSplits: 1)
    try #require(parts.count == 2)
    #expect(parts[1].contains("Exactly  these\twords.\n"))
    #expect(parts[1].contains("### `demo::Record::rank`"))
    #expect(!parts[0].contains("demo::Record::rank"))
    let again = try LivingDocument(parsing: guide.text, path: "g.md").refreshed(
      with: GuideContent(fewer))
    #expect(again.document.text == guide.text && again.news.isEmpty)

    let (back, return_) = try LivingDocument(parsing: guide.text, path: "g.md")
      .refreshed(with: GuideContent(facts))
    #expect(return_ == [.returned(item: "demo::Record::rank")])
    #expect(!back.text.contains("No longer breaking"))
    #expect(back.sections.map(\.item) == ["demo::Node", "demo::Record::rank"])
    #expect(back.text.contains("Exactly  these\twords.\n"))
    #expect(!back.text.contains("\n\n\n"))
  }

  @Test func `a change that is gone and of which nobody wrote goes, and it is told`() {
    let (guide, news) = LivingDocument.new(GuideContent(facts)).document.refreshed(
      with: GuideContent(GuideSamples.facts([GuideSamples.node])))
    #expect(news == [.removed(item: "demo::Record::rank")])
    #expect(!guide.text.contains("demo::Record::rank"))
    #expect(!guide.text.contains("\n\n\n"))
  }

  @Test func `a generated part that was edited by hand is kept behind the new one`() throws {
    let text = GuideSamples.written(facts).replacing(
      "Whoever uses it stops.", with: "Whoever uses it STOPS, and so do I.")
    let (guide, news) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(facts))
    #expect(
      news == [.edited(part: "demo::Record::rank"), .edited(part: "demo::Node")])
    #expect(guide.text.contains("Whoever uses it stops."))
    #expect(guide.text.contains("Whoever uses it STOPS, and so do I."))
    let again = try LivingDocument(parsing: guide.text, path: "g.md").refreshed(
      with: GuideContent(facts))
    #expect(again.document.text == guide.text && again.news.isEmpty)
  }

  @Test func `what a formatter changes is no edit`() throws {
    let text = GuideSamples.written(facts)
      .replacing("| --- | --- | --- |", with: "| :------ | ---- | ---- |")
    let (guide, news) = try LivingDocument(parsing: text, path: "g.md").refreshed(
      with: GuideContent(facts))
    #expect(news.isEmpty)
    #expect(guide.text == GuideSamples.written(facts))
  }

  @Test func `a part that people took out comes back`() throws {
    var guide = try LivingDocument(parsing: GuideSamples.written(facts), path: "g.md")
    guide.nodes = guide.nodes.map { node in
      guard case .section(var section) = node else { return node }
      section.body.removeAll { segment in
        if case .words = segment { false } else { true }
      }
      return .section(section)
    }
    let (mended, _) = guide.refreshed(with: GuideContent(facts))
    let places = mended.sections[0].body.compactMap { segment in
      if case .place(let name, _) = segment { name } else { nil }
    }
    #expect(places == ["why", "migrate"])
    #expect(mended.sections[0].text.contains("People wrote this."))
  }

  @Test func `a generated part that nothing closes is refused with its line`() throws {
    let error = try #require(throws: LivingDocumentMalformed.self) {
      try LivingDocument(
        parsing: "a\n<!-- lockstep:generated name=\"summary\" -->\nb\n", path: "g.md")
    }
    #expect(error.place == SourcePlace(path: "g.md", line: 2, column: 1))
  }
}

/// Text from a repository means nothing but itself.
struct GuideEscapingTests {
  @Test(arguments: [
    "a::B", "impl Trait for a::B<T> --> x", "a\"b\" kind=\"c\"", "é <!-- -->", "%3E%", "a\nb",
  ])
  func `a marker gives back the item that it was given`(item: String) throws {
    let marker = LivingMarker(.change, [("item", item), ("kind", "a b")])
    let line = marker.line
    #expect(!line.dropFirst(4).dropLast(3).contains("--"))
    #expect(!line.dropLast().contains(">"))
    #expect(LivingLines.count(in: line) == 0)
    let read = try #require(LivingMarker(line: line[...]))
    #expect(read["item"] == item)
    #expect(read["kind"] == "a b")
  }

  @Test(arguments: [
    ("a < b & `x<y>` | _c_", "a &lt; b &amp; `x<y>` \\| \\_c\\_"),
    ("one ` alone <b>", "one \\` alone &lt;b\\>"),
    ("[x](http://e) ![i](j)\n# h", "\\[x\\](http://e) \\!\\[i\\](j) \\# h"),
    ("\u{202E}evil\u{1B}[31m", "evil\\[31m"),
  ])
  func `a sentence cannot become markup`(text: String, escaped: String) {
    #expect(LivingMarkdown.escaped(text) == escaped)
  }

  @Test func `code and blocks cannot be ended from within`() {
    #expect(LivingMarkdown.code("a ``b` c") == "```a ``b` c```")
    #expect(LivingMarkdown.code("`a") == "`` `a ``")
    #expect(
      LivingMarkdown.block(["x", "```` y"], language: "diff") == "`````diff\nx\n```` y\n`````")
    #expect(LivingMarkdown.cell(LivingMarkdown.code("a|b")) == "`a\\|b`")
    #expect(LivingMarkdown.link("x", to: "javascript:alert(1)") == "x")
    #expect(LivingMarkdown.link("x", to: "https://e/a(b)") == "x")
  }

  @Test func `hostile declarations become neither markers nor blocks`() throws {
    let hostile = """
      pub const X: &str = "
      <!-- lockstep:end-generated -->
      <!-- lockstep:change item="fake" -->
      ```
      # Heading
      """
    let item = "demo::<!-- lockstep:place -->|`x`"
    let facts = GuideSamples.facts(
      [GuideSamples.change(item, "constant_changed", before: hostile)],
      impact: GuideImpact(
        source: .estimate,
        hits: [
          item: [GuideHit(dependent: "a|b`c", places: ["src/<x>.rs:1"])],
          "": [GuideHit(dependent: "z", places: ["q`.rs:2"])],
        ], dependents: 2, unknown: ["<u>"]),
      undecided: ["<script>alert(1)</script>"])
    let text = LivingDocument.new(GuideContent(facts)).document.text
    let guide = try LivingDocument(parsing: text, path: "g.md")
    #expect(guide.sections.map(\.item) == [item])
    #expect(!text.contains("<script>"))
    #expect(text.contains("````diff"))
    let (again, news) = guide.refreshed(with: GuideContent(facts))
    #expect(again.text == text && news.isEmpty)
  }
}
