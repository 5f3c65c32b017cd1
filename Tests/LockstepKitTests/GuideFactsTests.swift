import LockstepAPIDiff
import LockstepCore
import Testing

@testable import LockstepKit

/// How a difference and a report become the facts of a guide.
struct GuideFactsTests {
  private static func finding(_ item: String, _ kind: String, _ bump: Bump = .major) -> Finding {
    Finding(
      kind: kind, item: item, bump: bump, message: "m \(kind)", explanation: "e",
      before: Finding.Side(
        text: "pub fn a()", place: SourcePlace(path: "src/a.rs", line: 7, column: 1)))
  }

  private static let changes = GuideChange.all(
    in: Difference(findings: [
      finding("k::b", "two"), finding("k::a", "one"), finding("k::b", "one"),
      finding("k::c", "minor", .minor),
    ]))

  @Test func `breaking findings of one item are one change`() {
    #expect(Self.changes.map(\.item) == ["k::a", "k::b"])
    #expect(Self.changes.map(\.kinds) == [["one"], ["one", "two"]])
    #expect(Self.changes[0].breaks[0].before?.place == "src/a.rs:7")
  }

  private static func impact(
    _ name: String, _ outcome: DependentImpact.Outcome, _ sites: [(String, Int, String?)] = []
  ) throws -> DependentImpact {
    DependentImpact(
      name: try RepositoryName(name), outcome: outcome,
      sites: sites.map { file, line, item in
        ImpactSite(
          file: file, line: line, column: 1, message: "x",
          change: item.map { ChangeReference(kind: "one", item: $0) })
      })
  }

  @Test func `each place goes to the change that is to blame, once`() throws {
    let report = ImpactReport(
      baseline: "v1", candidate: "main",
      dependents: [
        try Self.impact(
          "x", .breaks,
          [("a.rs", 1, "k::a"), ("a.rs", 1, "k::a"), ("b.rs", 2, "k::b"), ("c.rs", 3, nil)]),
        try Self.impact("y", .breaks, [("d.rs", 4, "k::elsewhere"), ("a.rs", 9, "k::a")]),
        try Self.impact("z", .breaks), try Self.impact("u", .unknown),
        try Self.impact("n", .unaffected, [("q.rs", 1, "k::a")]),
      ])
    let impact = GuideImpact(report, changes: Self.changes, on: "2026-02-03")
    #expect(impact.source == .compiled && impact.day == "2026-02-03")
    #expect(impact.dependents == 5 && impact.unknown == ["u"])
    #expect(
      impact.hits == [
        "k::a": [
          GuideHit(dependent: "x", places: ["a.rs:1"]),
          GuideHit(dependent: "y", places: ["a.rs:9"]),
        ],
        "k::b": [GuideHit(dependent: "x", places: ["b.rs:2"])],
        "": [
          GuideHit(dependent: "x", places: ["c.rs:3"]),
          GuideHit(dependent: "y", places: ["d.rs:4"]),
          GuideHit(dependent: "z", places: []),
        ],
      ])
    let text = GuideText(GuideSamples.facts(Self.changes, impact: impact))
    let summary = try #require(text.part("summary"))
    #expect(summary.contains("All 5 dependents were compiled against the candidate on 2026-02-03."))
    #expect(summary.contains("Nothing could be learnt of `u`."))
    #expect(summary.contains("| [`k::a`](#change-k-a) | m one | `x`, `y` |"))
    #expect(
      text.section(of: Self.changes[1]).contains("It breaks one dependent:\n\n- `x`: `b.rs:2`"))
  }

  @Test func `an estimate says that it is one`() throws {
    var report = ImpactReport(
      baseline: "v1", candidate: "main", isEstimate: true,
      dependents: [try Self.impact("x", .breaks, [("a.rs", 1, "k::a")])])
    let text = GuideText(
      GuideSamples.facts(
        Self.changes, impact: GuideImpact(report, changes: Self.changes, on: "2026-02-03")))
    #expect(try #require(text.part("summary")).contains("are an estimate"))
    #expect(text.section(of: Self.changes[0]).contains("It touches one dependent (an estimate):"))
    #expect(
      text.section(of: Self.changes[1]).contains("No dependent is seen to use it (an estimate)."))
    report.isEstimate = false
    #expect(GuideImpact(report, changes: Self.changes).source == .compiled)
  }

  @Test func `anchors are letters and digits, and none is given twice`() {
    let items = ["a::B", "a:B", "<a B>", "é"].map { GuideSamples.change($0, "one") }
    let text = GuideText(GuideSamples.facts(items))
    let anchors = items.map { item in
      text.section(of: item).split(separator: "\"", maxSplits: 2).dropFirst().first ?? ""
    }
    #expect(anchors == ["change-a-B", "change-a-B-2", "change-a-B-3", "change"])
  }
}
