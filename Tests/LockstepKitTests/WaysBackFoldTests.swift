import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// The ways back as the ledger tells of them: of rollouts, and of those prepared anew since.
@Suite struct WaysBackFoldTests {
  private static func id(_ digit: Character) throws -> ObjectID {
    try ObjectID(parsing: String(repeating: digit, count: 40))
  }

  private static func release(_ version: Version) -> ReleasedVersion {
    ReleasedVersion(version: version, tag: "v\(version)", commit: .absent)
  }

  private static func way(
    _ name: String, at tip: Character, _ outcome: PreparedDependent.Outcome = .ready,
    built: Bool? = true, beside: [RepositoryName: ObjectID] = [:]
  ) throws -> WayBack {
    WayBack(
      pin: PreparedDependent(
        name: try RepositoryName(name), outcome: outcome, branch: "main", before: try id(tip),
        after: try id("f"), built: built),
      tree: try id("e"), beside: beside)
  }

  /// A step of a rollout, or an event of its own.
  private static func entry(
    _ ways: [WayBack], to good: Version = Version(1, 0, 0), asStep: Bool = true
  ) throws -> Entry {
    let record = WaysBackRecord(
      bad: release(Version(1, 1, 0)), good: release(good), ways: ways)
    let body = try JSONValue(encoding: record)
    return Entry(
      commit: .absent,
      event: Event(
        id: "x", kind: asStep ? StepEvent.finished : WaysBackRecord.kind,
        at: Timestamp(secondsSince1970: 0),
        by: Author(name: "Ada", email: "ada@example.org", host: "machine"), command: [],
        operation: asStep ? "rollout-1.1.0" : nil, summary: "",
        body: asStep ? ["step": "wave-1.ways", "evidence": ["summary": "", "body": body]] : body))
  }

  @Test func `the newest word on each dependent counts, wherever it was said`() throws {
    let history = History(entries: [
      try Self.entry([try Self.way("a", at: "1"), try Self.way("b", at: "1")]),
      try Self.entry([try Self.way("c", at: "1", .cannotPin, built: nil)]),
      try Self.entry([try Self.way("b", at: "2")], asStep: false),
    ])
    let ways = try #require(history.waysBack())
    #expect(ways.ways.count == 3)
    let b = try RepositoryName("b")
    #expect(ways.ways[b]?.pin.before == (try Self.id("2")))
    #expect(history.waysBack(to: Version(0, 9, 0)) == nil)
  }

  @Test func `ways to another version are others`() throws {
    let history = History(entries: [
      try Self.entry([try Self.way("a", at: "1")], to: Version(0, 9, 0)),
      try Self.entry([try Self.way("b", at: "1")]),
    ])
    #expect(history.waysBack()?.ways.keys.map(\.description) == ["b"])
    #expect(history.waysBack(to: Version(0, 9, 0))?.ways.keys.map(\.description) == ["a"])
  }

  @Test func `a way stands by where its branch is, and what lies beside it`() throws {
    let other = try RepositoryName("other")
    let way = try Self.way("a", at: "1", beside: [other: try Self.id("3")])
    let own = way.pin.name
    let tips = [own: try Self.id("1"), other: try Self.id("3")]
    #expect(way.standing { tips[$0] } == .prepared)
    #expect(way.standing { [own: tips[own]][$0] ?? nil } == .stale)
    let moved = [own: try Self.id("2"), other: try Self.id("3")]
    #expect(way.standing { moved[$0] } == .stale)
    #expect(
      try Self.way("a", at: "1", .cannotPin, built: nil).standing { tips[$0] } == .cannotPin)
    #expect(try Self.way("a", at: "1", built: nil).standing { tips[$0] } == .unproven)
  }
}
