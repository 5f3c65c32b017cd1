import LockstepCore
import LockstepGit
import LockstepWorkflow
import Testing

@testable import LockstepKit

@Suite struct PureValueTests {
  @Test(
    arguments: [
      ("a/./b", "a/b"), ("a/../b", "b"), ("../core", "../core"), ("sub/../../core", "../core"),
      ("a//b/", "a/b"), ("../../x", "../../x"), ("a/b/../..", ""), ("", ""), (".", ""),
      ("../a/../b", "../b"),
    ])
  func `a relative path is folded as far as it can be`(path: String, folded: String) {
    #expect(RelativePath.normalised(path) == folded)
  }

  @Test(
    arguments: [
      ("auto", .auto), ("patch", .bump(.patch)), ("minor", .bump(.minor)),
      ("major", .bump(.major)), ("2.1.0", .version(Version(2, 1, 0))),
    ] as [(String, ReleaseWish)])
  func `a wish is a bump or a version`(text: String, wish: ReleaseWish) throws {
    #expect(try ReleaseWish(parsing: text) == wish)
  }

  @Test(arguments: ["", "Minor", "2.1", "v2.1.0", "2.1.0 ", "--patch", "2.1.0;rm", "$(id)"])
  func `everything else is a mistake of usage`(text: String) {
    #expect {
      try ReleaseWish(parsing: text)
    } throws: { error in
      (error as? ExplainedFailure)?.exitStatus == .usage
    }
  }

  @Test(arguments: [(0, "0 waves"), (1, "1 wave"), (2, "2 waves")])
  func `what is counted is in its number`(number: Int, text: String) {
    #expect(counted(number, "wave") == text)
    #expect(counted(1, "entry", "entries") == "1 entry")
    #expect(counted(3, "entry", "entries") == "3 entries")
  }
}

@Suite struct LeftoverTests {
  private static func prepared(_ name: String, _ outcome: PreparedDependent.Outcome) throws
    -> PreparedDependent
  {
    PreparedDependent(
      name: try RepositoryName(name), outcome: outcome,
      reason: outcome == .unknown ? "no disk" : nil, branch: "main", before: .absent,
      after: outcome == .ready ? .absent : nil)
  }

  private static func delivered(_ name: String, _ reason: String?) throws -> DeliveredDependent {
    DeliveredDependent(
      name: try RepositoryName(name), ref: try RefName.branch("main"), commit: .absent,
      delivered: reason == nil, reason: reason)
  }

  @Test(arguments: PreparedDependent.Outcome.allCases)
  func `only what is ready, unknown or waits for a merge can be left over`(
    outcome: PreparedDependent.Outcome
  ) throws {
    let left = Leftover.among([try Self.prepared("a", outcome)], delivered: [], group: 0)
    #expect(left.isEmpty == ![.ready, .unknown, .waitsForMerge].contains(outcome))
  }

  @Test
  func `what was pushed is not left over, what was refused is`() throws {
    let prepared = try ["a", "b", "c"].map { try Self.prepared($0, .ready) }
    let left = Leftover.among(
      prepared,
      delivered: [try Self.delivered("a", nil), try Self.delivered("b", "no robots")], group: 3)
    #expect(left.map(\.name.description) == ["b", "c"])
    #expect(left.map(\.group) == [3, 3])
    #expect(left.first?.reason == "no robots")
  }

  @Test
  func `the last group that a dependent is in counts`() throws {
    let release = ReleasedVersion(version: Version(1, 0, 0), tag: "v1.0.0", commit: .absent)
    let preparation = Preparation(
      mode: .pin, release: release, baseline: nil, repositories: [try RepositoryName("a")])
    let settlement = Settlement(
      groups: ["pin", "restore"].map {
        .init(source: "\($0).prepare", delivery: "\($0).push", preparation: preparation)
      })
    let ready = Evidence(
      summary: "", body: try JSONValue(encoding: [try Self.prepared("a", .ready)]))
    let refused = Evidence(
      summary: "", body: try JSONValue(encoding: [try Self.delivered("a", "no")]))
    let pushed = Evidence(
      summary: "", body: try JSONValue(encoding: [try Self.delivered("a", nil)]))
    var evidence: [StepID: Evidence] = ["pin.prepare": ready, "pin.push": refused]
    #expect(try settlement.leftovers(in: evidence).map(\.group) == [0])
    evidence["restore.prepare"] = ready
    evidence["restore.push"] = pushed
    #expect(try settlement.leftovers(in: evidence).isEmpty)
    evidence["pin.push"] = pushed
    evidence["restore.push"] = refused
    #expect(try settlement.leftovers(in: evidence).map(\.group) == [1])
  }
}
