import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// Which approvals count where the policy asks for signatures.
@Suite struct ApprovalTallyTests {
  private static func id(_ number: Int) throws -> ObjectID {
    try ObjectID(
      parsing: String(repeating: "0", count: 38) + (number < 10 ? "0\(number)" : "\(number)"))
  }

  /// Approvals of one candidate, each `email standing signer key`.
  private static func tally(_ lines: [String]) throws -> ApprovalTally {
    let candidate = try id(99)
    var signatures: [ObjectID: CommitSignature] = [:]
    let entries = try lines.enumerated().map { number, line in
      let words = line.split(separator: " ").map(String.init)
      let commit = try id(number + 1)
      if words.count > 1 {
        signatures[commit] = CommitSignature(
          standing: .init(code: words[1]), signer: words.count > 2 ? words[2] : "",
          key: words.count > 3 ? words[3] : "")
      }
      return Entry(
        commit: commit,
        event: Event(
          id: "\(number)", kind: ApprovalRecord.kind,
          at: Timestamp(secondsSince1970: 1_767_603_600 + Int64(number)),
          by: Author(name: words[0], email: words[0], host: "m"), command: [], operation: nil,
          summary: line,
          body: try JSONValue(
            encoding: ApprovalRecord(candidate: candidate, version: nil, behalf: nil))))
    }
    return ApprovalTally(signed: entries, of: candidate, signatures: signatures)
  }

  @Test(
    arguments: [
      (["ada@x G ada@x K1"], ["ada@x"], []),
      (["ada@x G ada@x K1", "grace@x G grace@x K2"], ["ada@x", "grace@x"], []),
      (["ada@x G ada@x K1", "ada@x G ada@x K1"], ["ada@x"], []),
      (["ADA@x G ada@x K1"], ["ADA@x"], []),
      (["ada@x G * K1"], ["ada@x"], []),
      // A key speaks for one person, whatever somebody calls themselves.
      (["ada@x G * K1", "grace@x G * K1"], ["ada@x"], ["it is signed with the key of ada@x"]),
      (["grace@x G ada@x K1"], [], ["it is signed by ada@x, and not by grace@x"]),
      (["ada@x G <ada@x> K1"], ["ada@x"], []), (["ada@x G grace@x,ada@x K1"], ["ada@x"], []),
      // An address that ends as another one is another one.
      (["ada@x G mada@x K1"], [], ["it is signed by mada@x, and not by ada@x"]),
      (["ada@x G ada@xy K1"], [], ["it is signed by ada@xy, and not by ada@x"]),
      (["ada@x"], [], ["it is not signed"]), (["ada@x N"], [], ["it is not signed"]),
      (["ada@x B"], [], ["its signature does not fit: it was changed afterwards"]),
      (
        ["ada@x U x K1"], [],
        ["it is signed with a key that is not among the allowed signers"]
      ),
      (
        ["ada@x R ada@x K1"], [],
        ["its key or its signature has run out, or was withdrawn"]
      ),
      (["ada@x E"], [], ["its key is missing here, so that nothing proves it"]),
      // Who forgot to sign, and then did, is told of nothing.
      (["ada@x N", "ada@x G ada@x K1"], ["ada@x"], []),
    ] as [([String], [String], [String])])
  func `a good signature counts, once for each key`(
    lines: [String], counted: [String], reasons: [String]
  ) throws {
    let tally = try Self.tally(lines)
    #expect(tally.counted.map(\.name) == counted)
    #expect(tally.uncounted.map(\.reason) == reasons)
  }

  @Test func `a release that waits says what does not count, and why`() throws {
    let check = ApprovalCheck(candidate: try Self.id(99), needed: 2, signed: true)
    let tally = try Self.tally(["ada@x G ada@x K1", "grace@x N"])
    guard case .stopped(let explanation, _, let status) = StoryPerformer.judge(tally, of: check)
    else {
      Issue.record("one of two is not enough")
      return
    }
    #expect(status == .refused)
    #expect(
      explanation.why == [
        "the policy asks for 2 with a good signature; there are 1 of 2: ada@x",
        "grace@x's does not count: it is not signed",
      ])
  }

  @Test func `plans of before ask for no signature`() throws {
    let old: JSONValue = [
      "candidate": .string("\(try Self.id(99))"), "needed": 1,
    ]
    #expect(try old.decode(ApprovalCheck.self) == ApprovalCheck(candidate: Self.id(99), needed: 1))
  }
}
