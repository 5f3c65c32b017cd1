import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// Which line a version belongs to, and what is taken back there; in real repositories.
@Suite(.timeLimit(.minutes(10)))
struct LineTests {
  @Test(
    arguments: [
      ("2.0.x", "2.0.*"), ("2.x", "2.*"), ("v2", "2.*"), ("2", "2.*"), ("release/2.0", "2.0.*"),
      ("release-2.0", "2.0.*"), ("support/v0.3.x", "0.3.*"), ("2.0.5", "2.0.*"),
      ("stable_1.4", "1.4.*"),
      ("main", nil), ("release/next", nil), ("x", nil), ("v", nil), ("2-0", nil), ("", nil),
      ("2.0.x.y", nil), ("1.2.3.4", nil), ("99999999999999999999", nil), ("２.0", nil),
    ] as [(String, String?)])
  func `a branch may be named after the numbers that it releases`(
    name: String, numbers: String?
  ) {
    #expect(LineNumbers(branch: name)?.description == numbers)
  }

  @Test(
    arguments: [
      (#"["main", "2.0.x"]"#, "main", ["main", "2.0.x"], "1.7.x"),
      (#"["*.x", "trunk"]"#, "trunk", ["trunk", "2.0.x"], "1.7.x"),
      (#"["main", "release/*"]"#, "main", ["release/1.0"], "release/1.7"),
    ] as [(String, String, [String], String)])
  func `patterns name lines too`(
    branches: String, main: String, lines: [String], made: String
  ) throws {
    let text = "[foundation]\npackage = \"core\"\nbranches = \(branches)\n"
    let foundation = try Configuration(
      parsing: Array(text.utf8), path: "lockstep.toml"
    ).foundation
    #expect(foundation.mainBranch == main)
    for line in lines { #expect(foundation.isLine(line), "\(line)") }
    #expect(!foundation.isLine("lockstep/2.0.x"))
    #expect(!foundation.isLine("feature"))
    #expect(foundation.lineName(for: Version(1, 7, 3)) == made)
  }

  @Test func `patterns alone leave nobody to be meant`() {
    let text = "[foundation]\npackage = \"core\"\nbranches = [\"*.x\"]\n"
    #expect(throws: (any Error).self) {
      try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    }
  }

  /// Two lines: 2.0.x branched from 2.0.1 and went on, main went on to 3.
  private static func withTwoLines(_ body: (LineBench) async throws -> Void) async throws {
    try await LineBench.with { bench in
      try await bench.release("2.0.0")
      let start = try await bench.release("2.0.1", ["src/lib.rs": "// 2.0.1\n"])
      try await bench.branch("2.0.x", at: start)
      try await bench.release("2.0.2", on: "2.0.x", ["src/lib.rs": "// 2.0.2\n"])
      try await bench.release("2.0.3", on: "2.0.x", ["src/lib.rs": "// 2.0.3\n"])
      try await bench.release("3.0.0", ["src/lib.rs": "// 3.0.0\n"])
      try await bench.release("3.1.0", ["src/lib.rs": "// 3.1.0\n"])
      try await body(bench)
    }
  }

  @Test func `a version is taken back on the line that it belongs to`() async throws {
    try await Self.withTwoLines { bench in
      let table: [(bad: Version?, branch: String, isNew: Bool, good: String, hotfix: String)] = [
        (nil, "main", false, "3.0.0", "3.0.1"),
        (Version(3, 1, 0), "main", false, "3.0.0", "3.0.1"),
        (Version(2, 0, 3), "2.0.x", false, "2.0.2", "2.0.4"),
        (Version(2, 0, 2), "2.0.x", false, "2.0.1", "2.0.4"),
        // Both branches hold it; the one that is named after its numbers is its line.
        (Version(2, 0, 1), "2.0.x", false, "2.0.0", "2.0.4"),
        // Main has gone on, so that its line is made from the tag; the last good version is the newest
        // patch of the one before, whichever line has released that.
        (Version(3, 0, 0), "3.0.x", true, "2.0.3", "2.0.4"),
      ]
      for row in table {
        let (proposal, planner) = try await bench.proposal(RollbackWish(bad: row.bad))
        let facts = try #require(proposal.facts)
        let name = "\(row.bad.map { "\($0)" } ?? "none")"
        #expect(facts.branch.short == row.branch, "\(name)")
        #expect(planner.line.isNew == row.isNew, "\(name)")
        #expect(facts.good.version.description == row.good, "\(name)")
        #expect(facts.hotfix.version.description == row.hotfix, "\(name)")
        #expect((facts.lineStart == facts.bad.commit) == row.isNew, "\(name)")
        let makes = proposal.plan.steps.contains { $0.id == "line" }
        #expect(makes == row.isNew, "\(name)")
        let code = try await bench.text(
          "src/lib.rs", at: facts.hotfix.commit.description, in: planner.workspace.repository)
        let good = try await bench.text("src/lib.rs", at: facts.good.tag, in: bench.origin)
        #expect(code == good, "\(name)")
      }
      let (stands, _) = try await bench.proposal(RollbackWish(bad: Version(2, 0, 2)))
      #expect(stands.remarks.contains { $0.hasPrefix("2.0.3 stands on 2.0.2 and stays released") })
    }
  }

  @Test func `a branch that does not hold the version is refused`() async throws {
    try await Self.withTwoLines { bench in
      await #expect(throws: ExplainedFailure.self) {
        try await bench.proposal(RollbackWish(bad: Version(3, 1, 0)), branch: "2.0.x")
      }
    }
  }

  @Test func `only those who can get the bad version of a line are exposed`() async throws {
    try await Self.withTwoLines { bench in
      let origin = "file://\(bench.origin.gitDirectory)"
      let cases: [(name: String, needs: String, two: Bool, three: Bool)] = [
        ("a-two", "\"2.0\"", true, false),
        ("b-three", "\"3\"", false, true),
        // Whoever admits both takes the higher one.
        ("c-any", "\">=2\"", false, true),
        ("d-exact", "\"=2.0.3\"", true, false),
        ("e-default", "{ git = \"\(origin)\" }", false, true),
        ("f-branch", "{ git = \"\(origin)\", branch = \"2.0.x\" }", true, false),
        ("g-main", "{ git = \"\(origin)\", branch = \"main\" }", false, true),
        ("h-path", "{ path = \"../core\" }", false, true),
        ("i-tag", "{ git = \"\(origin)\", tag = \"v2.0.3\" }", true, false),
        ("j-old", "\"=2.0.2\"", false, false),
      ]
      for (name, needs, _, _) in cases {
        let manifest = LineBench.manifest("0.1.0", name, "[dependencies]\ncore = \(needs)")
        let files = ["Cargo.toml": manifest]
        _ = try await bench.scratch.clone(
          try await bench.scratch.origin(name, files: files), as: name)
      }
      for (bad, isTwo) in [(Version(2, 0, 3), true), (Version(3, 1, 0), false)] {
        let (proposal, _) = try await bench.proposal(RollbackWish(bad: bad))
        let exposed = Set(
          (proposal.facts?.exposed ?? []).map(\.name.description))
        for (name, needs, two, three) in cases {
          #expect(exposed.contains(name) == (isTwo ? two : three), "\(bad): \(needs)")
        }
      }
    }
  }

  @Test(
    arguments: [
      // From the old line a patch is its own, and nothing larger.
      ("2.0.x", "patch", "2.0.4"), ("2.0.x", "minor", "another line's"),
      ("2.0.x", "major", "another line's"), ("2.0.x", "2.0.9", "2.0.9"),
      ("2.0.x", "2.1.0", "another line's"),
      ("main", "patch", "3.1.1"), ("main", "minor", "3.2.0"), ("main", "auto", "3.1.1"),
    ])
  func `a number of another line is refused`(
    branch: String, wish: String, outcome: String
  ) async throws {
    try await Self.withTwoLines { bench in
      try await bench.commit(["more": "more\n"], on: branch)
      #expect(try await Self.version(wish, on: branch, bench) == outcome)
    }
  }

  @Test func `two lines in one series do not take each other's numbers`() async throws {
    try await LineBench.with { bench in
      let start = try await bench.release("2.0.1")
      try await bench.branch("2.0.x", at: start)
      try await bench.commit(["more": "more\n"])
      #expect(try await Self.version("patch", on: "main", bench) == "another line's")
      #expect(try await Self.version("minor", on: "main", bench) == "2.1.0")
    }
    // Where no name says it, what the other one has released does.
    try await LineBench.with(branches: #"["main", "stable"]"#) { bench in
      let start = try await bench.release("2.0.1")
      try await bench.branch("stable", at: start)
      try await bench.release("2.1.0")
      try await bench.release("2.1.1")
      try await bench.commit(["more": "more\n"], on: "stable")
      #expect(try await Self.version("minor", on: "stable", bench) == "another line's")
      #expect(try await Self.version("patch", on: "stable", bench) == "2.0.2")
    }
  }

  private static func version(
    _ wish: String, on branch: String, _ bench: LineBench
  ) async throws -> String {
    var workspace = try await bench.workspace()
    let line = try await workspace.refreshLine(branch)
    let planner = ReleasePlanner(workspace: workspace, line: line, spent: [:]) {
      FoundationDifference(
        baseline: $0, candidate: $1, difference: LineBench.difference(.patch))
    }
    do {
      let facts = try await planner.propose(try ReleaseWish(parsing: wish), initial: false).facts
      #expect(facts.branch.short == branch)
      return facts.version.description
    } catch is NumberOfAnotherLine {
      return "another line's"
    }
  }
}
