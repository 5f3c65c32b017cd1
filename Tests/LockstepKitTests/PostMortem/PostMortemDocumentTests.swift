import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

/// The document of a post-mortem, written by the record and by people.
@Suite struct PostMortemDocumentTests {
  private func report(_ sample: PostMortemSample) throws -> PostMortem {
    let configuration = try Configuration(
      parsing: Array("[foundation]\npackage = \"core\"\n".utf8), path: "lockstep.toml")
    return PostMortemReader(
      try #require(sample.incidents.first), in: sample.history, configuration: configuration
    ).read()
  }

  private func review(_ document: LivingDocument, _ facts: PostMortem) -> [String] {
    LivingReview(
      of: document, path: "p.md", changes: facts.actions.map { ($0.key, []) },
      places: [PostMortemContent.place], command: "lockstep incident report"
    ).problems.map(\.kind.rawValue)
  }

  /// The document as people leave it who have written everything.
  private func written(_ facts: PostMortem) -> String {
    LivingLines.split(LivingDocument.new(PostMortemContent(facts)).document.text).map { line in
      line.contains(LivingMarker.empty) ? "People wrote this, for Ada.\n" : String(line)
    }.joined()
  }

  @Test func `it has every part that a post-mortem asks for, and places for people`() throws {
    let facts = try report(try .told())
    let document = LivingDocument.new(PostMortemContent(facts)).document
    for heading in [
      "Summary", "Impact", "Timeline", "Trigger and detection", "Root cause", "What went well",
      "What went badly", "Where we were lucky", "Testing gaps", "The next release", "Actions",
    ] {
      #expect(document.text.contains("\n## \(heading)\n"))
    }
    let problems = review(document, facts)
    #expect(Set(problems) == ["empty-place"])
    // Four parts, the further actions, and each action with its owner and its answer.
    #expect(problems.count == 5 + 2 * facts.actions.count)
    #expect(review(try LivingDocument(parsing: written(facts), path: "p.md"), facts).isEmpty)
  }

  @Test func `what people wrote survives, also under an action that is no longer proposed`() throws
  {
    var sample = try PostMortemSample.told()
    let first = try report(sample)
    #expect(first.actions.contains { $0.key == "root-cause" })
    let text = written(first)
    try sample.bisect()
    let facts = try report(sample)
    let (document, news) = try LivingDocument(parsing: text, path: "p.md")
      .refreshed(with: PostMortemContent(facts))
    #expect(news == [.setAside(item: "root-cause")])
    #expect(document.text.contains("Rank records densely"))
    #expect(
      document.text.components("People wrote this, for Ada.")
        == text.components("People wrote this, for Ada."))
    #expect(review(document, facts).isEmpty)
    let again = try LivingDocument(parsing: document.text, path: "p.md")
      .refreshed(with: PostMortemContent(facts))
    #expect(again.document.text == document.text && again.news.isEmpty)
  }

  @Test func `an action that nobody touched goes with what it was proposed for`() throws {
    var sample = try PostMortemSample.told()
    let document = LivingDocument.new(PostMortemContent(try report(sample))).document
    try sample.bisect()
    let (mended, news) = document.refreshed(with: PostMortemContent(try report(sample)))
    #expect(news == [.removed(item: "root-cause")])
    #expect(!mended.text.contains("Find the commit that broke it"))
  }

  @Test func `words of a repository mean nothing but themselves`() throws {
    var sample = try PostMortemSample.told()
    try sample.bisect(
      subject: "<script>alert(1)</script> [x](javascript:1) | `a` <!-- lockstep:place -->")
    let text = LivingDocument.new(PostMortemContent(try report(sample))).document.text
    #expect(!text.contains("<script>") && !text.contains("[x](javascript"))
    #expect(text.contains("&lt;script"))
    let markers = LivingLines.split(text).count { LivingMarker(line: $0)?.kind == .place }
    #expect(markers == 5 + (try report(sample)).actions.count)
  }
}

extension String {
  fileprivate func components(_ text: String) -> Int { split(separator: text).count }
}
