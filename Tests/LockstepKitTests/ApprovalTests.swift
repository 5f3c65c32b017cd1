import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@testable import LockstepKit

@Suite struct ApprovalTests {
  private static func id(_ digit: Character) throws -> ObjectID {
    try ObjectID(parsing: String(repeating: digit, count: 40))
  }

  /// A history of approvals, each written `email candidate [repository]`.
  private static func history(_ lines: [String]) throws -> History {
    History(
      entries: try lines.enumerated().map { number, line in
        let words = line.split(separator: " ").map(String.init)
        let record = ApprovalRecord(
          candidate: try id(words[1].first ?? "a"), version: nil,
          behalf: words.count > 2 ? try RepositoryName(words[2]) : nil)
        return Entry(
          commit: .absent,
          event: Event(
            id: "\(number)", kind: ApprovalRecord.kind,
            at: Timestamp(secondsSince1970: 1_767_603_600 + Int64(number)),
            by: Author(name: words[0], email: words[0], host: "m"), command: [], operation: nil,
            summary: line, body: try JSONValue(encoding: record)))
      })
  }

  @Test(
    arguments: [
      ([], 0, true), ([], 1, false), (["ada a"], 1, true), (["ada a", "ada a billing"], 2, false),
      (["ada a", "ADA a"], 2, false), (["ada a", "grace a search"], 2, true),
      (["ada a", "grace b"], 2, false), (["ada b"], 1, false),
    ] as [([String], Int, Bool)])
  func `people count, each once, and only for the very commit`(
    lines: [String], needed: Int, isEnough: Bool
  ) throws {
    let check = ApprovalCheck(candidate: try Self.id("a"), needed: needed)
    let approvals = try Self.history(lines).approvals(of: check.candidate)
    switch StoryPerformer.judge(ApprovalTally(counted: approvals), of: check) {
    case .done: #expect(isEnough)
    case .stopped(let explanation, _, let status):
      #expect(!isEnough)
      #expect(status == .refused)
      #expect(explanation.what.contains("missing"))
    }
  }

  @Test func `one person speaks for several`() throws {
    let approvals = try Self.history(["ada a billing", "ada a search"])
      .approvals(of: try Self.id("a"))
    #expect(approvals.map(\.told) == ["ada for billing, search"])
  }

  @Test(arguments: [
    ("https://github.com/acme/core.git", "https://github.com/acme/core/blob/" as String?),
    ("git@github.com:acme/core.git", "https://github.com/acme/core/blob/"),
    ("ssh://git@gitlab.com/acme/core", "https://gitlab.com/acme/core/-/blob/"),
    ("https://codeberg.org/acme/core", "https://codeberg.org/acme/core/src/commit/"),
    ("https://git.example/acme/core", nil), ("/srv/git/core.git", nil),
  ])
  func `a guide is linked where the forge's addresses are known`(address: String, page: String?)
    throws
  {
    let commit = try Self.id("a")
    #expect(
      try RemoteAddress(parsing: address).webPage(of: "docs/g.md", at: commit)
        == page.map { "\($0)\(commit)/docs/g.md" })
  }
}
