import LockstepCore
import LockstepGit
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// What a hotfix is made of, what it is called, and how its change comes to the branch.
@Suite(.timeLimit(.minutes(10)))
struct HotfixTests {
  // MARK: - Its number

  @Test(
    arguments: [
      (["1.0.0", "1.0.1"], "1.0.0", "1.0.2"),
      (["1.0.0", "1.1.0"], "1.0.0", "1.0.1"),
      (["1.4.2", "2.0.0"], "1.4.2", "1.4.3"),
      // Below 1.0 a breaking change raises the second number, an addition the third.
      (["0.3.0", "0.3.1"], "0.3.0", "0.3.2"),
      (["0.3.5", "0.4.0"], "0.3.5", "0.3.6"),
      (["0.0.3", "0.0.4"], "0.0.3", "0.0.5"),
      (["0.9.0", "1.0.0"], "0.9.0", "0.9.1"),
      // What somebody tries out is nothing to go back to, but for those who try out.
      (["1.0.0", "1.1.0-rc.1", "1.1.0"], "1.0.0", "1.0.1"),
      (["1.0.0", "1.1.0-rc.1", "1.1.0-rc.2"], "1.1.0-rc.1", "1.1.0-rc.3"),
      (["1.0.0-alpha", "1.0.0-beta"], "1.0.0-alpha", "1.0.0-beta.1"),
    ] as [([String], String, String)])
  func `its number follows from both versions`(
    versions: [String], good: String, hotfix: String
  ) async throws {
    try await LineBench.with(branches: #"["main"]"#) { bench in
      for version in versions {
        try await bench.release(version, ["src/lib.rs": "// \(version)\n"])
      }
      let (proposal, _) = try await bench.proposal(RollbackWish())
      let facts = try #require(proposal.facts)
      #expect(facts.good.version.description == good)
      #expect(facts.hotfix.version.description == hotfix)
      #expect(facts.proof == "the code of \(good): only CHANGELOG.md, Cargo.toml differ")
    }
  }

  @Test func `a spent number is stepped over, and what a patch was before is not lost`()
    async throws
  {
    try await LineBench.with { bench in
      let start = try await bench.release("2.0.0", ["src/lib.rs": "// 2.0.0\n"])
      try await bench.branch("2.0.x", at: start)
      try await bench.release("2.0.1", on: "2.0.x", ["src/lib.rs": "// 2.0.1\n"])
      try await bench.release("2.1.0", ["src/lib.rs": "// 2.1.0\n"])
      let (proposal, planner) = try await bench.proposal(RollbackWish())
      let facts = try #require(proposal.facts)
      #expect(facts.good.version == Version(2, 0, 1))
      #expect(facts.hotfix.version == Version(2, 0, 2))
      let (named, _) = try await bench.proposal(RollbackWish(good: Version(2, 0, 0)))
      #expect(named.facts?.hotfix.version == Version(2, 0, 2))
      let code = try await bench.text(
        "src/lib.rs", at: facts.hotfix.commit.description, in: planner.workspace.repository)
      #expect(code == "// 2.0.1\n")
    }
  }

  // MARK: - Without some commits

  /// 1.0.0; then one file after the other, a merge of a branch with two files, and 1.1.0.
  private static func withHistory(
    _ body: (LineBench, [String: ObjectID]) async throws -> Void
  ) async throws {
    try await LineBench.with(branches: #"["main"]"#) { bench in
      var ids: [String: ObjectID] = [:]
      ids["good"] = try await bench.release(
        "1.0.0", ["src/a.rs": "0\n", "src/b.rs": "0\n", "src/c.rs": "0\n", "src/d.rs": "0\n"])
      ids["a"] = try await bench.commit(["src/a.rs": "1\n"], message: "a")
      try await bench.branch("side", at: try #require(ids["good"]))
      try await bench.commit(["src/c.rs": "1\n"], on: "side", message: "c")
      ids["d"] = try await bench.commit(["src/d.rs": "1\n"], on: "side", message: "d")
      ids["merge"] = try await bench.merge("side")
      ids["b"] = try await bench.commit(["src/b.rs": "1\n"], message: "b")
      ids["b2"] = try await bench.commit(["src/b.rs": "2\n"], message: "b again")
      ids["bad"] = try await bench.release(
        "1.1.0", ["CHANGELOG.md": "# Changelog\n\n## [1.1.0] - 2026-01-01\n\n- all\n"])
      try await body(bench, ids)
    }
  }

  @Test(
    arguments: [
      (["a"], "a0 b2 c1 d1"),
      (["b2"], "a1 b1 c1 d1"),
      (["b", "b2"], "a1 b0 c1 d1"),
      (["b2", "b", "a"], "a0 b0 c1 d1"),
      (["merge"], "a1 b2 c0 d0"),
      (["d"], "a1 b2 c1 d0"),
      (["a..b2"], "a1 b0 c0 d0"),
      (["good..a"], "a0 b2 c1 d1"),
      (["..bad"], "a0 b0 c0 d0"),
      (["good..bad"], "a0 b0 c0 d0"),
    ])
  func `only what is named is taken out`(names: [String], files: String) async throws {
    try await Self.withHistory { bench, ids in
      let revert = names.map { name in
        name.split(separator: ".", omittingEmptySubsequences: false).map { part in
          ids[String(part)]?.description ?? String(part)
        }.joined(separator: ".")
      }
      let (proposal, planner) = try await bench.proposal(RollbackWish(revert: revert))
      let facts = try #require(proposal.facts)
      let repository = planner.workspace.repository
      var found: [String] = []
      for file in ["a", "b", "c", "d"] {
        let text = try await bench.text(
          "src/\(file).rs", at: facts.hotfix.commit.description, in: repository)
        found.append(file + (text ?? "?").prefix(1))
      }
      #expect(found.joined(separator: " ") == files)
      #expect(facts.reverted?.count == names.count)
      // What the release wrote beside the code is told on, not taken back.
      let changelog = try await bench.text(
        "CHANGELOG.md", at: facts.hotfix.commit.description, in: repository)
      #expect(changelog?.contains("## [1.1.0]") == true)
      #expect(changelog?.contains("## [\(facts.hotfix.version)]") == true)
      #expect(
        try await bench.text(
          "Cargo.toml", at: facts.hotfix.commit.description, in: repository)
          == LineBench.manifest(facts.hotfix.version.description))
    }
  }

  @Test(
    arguments: [
      (Bump.patch, "1.0.1"), (.minor, "1.1.1"), (.major, "too small"),
    ])
  func `what is left is judged against the last good version`(
    required: Bump, outcome: String
  ) async throws {
    try await Self.withHistory { bench, ids in
      let wish = RollbackWish(revert: [try #require(ids["a"]).description])
      do {
        let facts = try await bench.proposal(wish, requires: required).proposal.facts
        #expect(facts?.hotfix.version.description == outcome)
      } catch let error as CutTooSmall {
        #expect(outcome == "too small")
        #expect(error.exitStatus == .decidedNo)
      }
    }
  }

  @Test func `what others stand on is refused before anything changes`() async throws {
    try await Self.withHistory { bench, ids in
      let refs = try await bench.origin.references()
      await #expect {
        try await bench.proposal(RollbackWish(revert: [try #require(ids["b"]).description]))
      } throws: { error in
        (error as? CutConflict)?.paths == ["src/b.rs"]
      }
      let (good, bad) = (try #require(ids["good"]), try #require(ids["bad"]))
      for name in [
        "\(good)", "\(good)^", "nobody", "\(good)...\(bad)", "\(bad)..\(good)", "--all",
        "\(good)..nobody", "\(good)^..\(bad)",
      ] {
        await #expect(throws: ExplainedFailure.self, "\(name)") {
          try await bench.proposal(RollbackWish(revert: [name]))
        }
      }
      #expect(try await bench.origin.references() == refs)
    }
  }
}
