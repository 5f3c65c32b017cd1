import LockstepCore
import LockstepGit
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// How a bad range is taken back on a branch that has gone on, or has not.
@Suite(.timeLimit(.minutes(10)))
struct RevertTests {
  /// 1.0.0, a bad range with a merge in it, and 1.0.1, which is what is taken back.
  private static func withBadRelease(
    _ body: (LineBench, BringBack, StoryPerformer) async throws -> Void
  ) async throws {
    try await LineBench.with(branches: #"["main"]"#) { bench in
      let good = try await bench.release(
        "1.0.0",
        ["src/lib.rs": "one\ntwo\nthree\n", "src/b.rs": "0\n", "CHANGELOG.md": Self.changelog])
      try await bench.commit(["src/lib.rs": "one\nTWO\nthree\n"], message: "shout")
      try await bench.branch("side", at: good)
      try await bench.commit(["src/b.rs": "1\n", "src/new.rs": "new\n"], on: "side")
      try await bench.merge("side")
      try await bench.release("1.0.1")
      let (proposal, planner) = try await bench.proposal(RollbackWish())
      let way = try #require(
        proposal.plan.steps.compactMap { step -> BringBack? in
          if case .bringBack(let way) = step.action { way } else { nil }
        }.first)
      try await body(bench, way, StoryPerformer(workspace: planner.workspace))
    }
  }

  private static let changelog =
    "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-01-01\n\n- it\n"

  private static func done(_ performance: Performance) -> Bool {
    if case .done = performance { true } else { false }
  }

  private static func isDone(_ observation: Observation) -> Bool {
    if case .done = observation { true } else { false }
  }

  @Test func `a branch that stood still goes on to the hotfix`() async throws {
    try await Self.withBadRelease { bench, way, performer in
      #expect(try await !Self.isDone(performer.observe(way)))
      #expect(try await Self.done(performer.perform(way)))
      #expect(try await bench.origin.resolve("main") == way.commit)
      #expect(try await Self.isDone(performer.observe(way)))
      let log = try await bench.origin.log(from: nil, to: way.commit, limit: 1)
      #expect(log.first?.body.contains("Lockstep-Reverts: v1.0.0..v1.0.1") == true)
    }
  }

  @Test func `what came since stays, and the code is what git revert would leave`() async throws {
    try await Self.withBadRelease { bench, way, performer in
      let entry = Self.changelog.replacing(
        "[Unreleased]\n", with: "[Unreleased]\n\n- more to come\n")
      let newer = try await bench.commit(
        [
          "src/newer.rs": "newer\n", "src/lib.rs": "one\nTWO\nthree\nfour\n", "CHANGELOG.md": entry,
        ],
        message: "newer")
      let performance = try await performer.perform(way)
      #expect(Self.done(performance), "\(performance)")
      let tip = try #require(try await bench.origin.resolve("main"))
      let head = try #require(try await bench.origin.log(from: nil, to: tip, limit: 1).first)
      #expect(head.parents == [newer, way.commit])
      #expect(head.subject == "Revert 1.0.1")
      #expect(head.body.contains("Lockstep-Reverts: v1.0.0..v1.0.1"))
      // The same as git's own revert of each commit on the first-parent way, the merge by `-m 1`.
      let clone = try await bench.scratch.clone(bench.origin, as: "by-git")
      let git = { try await bench.scratch.git($0, in: clone) }
      _ = try await git(["checkout", "--quiet", newer.description])
      _ = try await git(["revert", "--no-edit", "-m", "1", "v1.0.1^"])
      _ = try await git(["revert", "--no-edit", "v1.0.1^^"])
      let wanted = try await git(["rev-parse", "HEAD:src"])
      #expect(try await git(["rev-parse", "\(tip):src"]) == wanted)
      #expect(
        try await bench.text("Cargo.toml", at: "main", in: bench.origin)
          == LineBench.manifest("1.0.2"))
      let changelog = try #require(
        try await bench.text("CHANGELOG.md", at: "main", in: bench.origin))
      #expect(changelog.contains("- more to come"))
      #expect(changelog.contains("## [1.0.2]"))
      // The next release is compared with the hotfix.
      var workspace = performer.workspace
      #expect(try await workspace.refreshLine("main").releases.count == 2)
      #expect(try await Self.isDone(performer.observe(way)))
    }
  }

  @Test func `a version that the branch has by now is kept`() async throws {
    try await Self.withBadRelease { bench, way, performer in
      try await bench.commit(["Cargo.toml": LineBench.manifest("1.1.0-dev")])
      #expect(try await Self.done(performer.perform(way)))
      #expect(
        try await bench.text("Cargo.toml", at: "main", in: bench.origin)
          == LineBench.manifest("1.1.0-dev"))
    }
  }

  @Test func `what somebody has taken back already is no conflict`() async throws {
    try await Self.withBadRelease { bench, way, performer in
      try await bench.commit(["src/lib.rs": "one\ntwo\nthree\n", "src/new.rs": nil])
      #expect(try await Self.done(performer.perform(way)))
      #expect(
        try await bench.text("src/lib.rs", at: "main", in: bench.origin) == "one\ntwo\nthree\n")
      #expect(try await bench.text("src/b.rs", at: "main", in: bench.origin) == "0\n")
    }
  }

  @Test(arguments: ["merge", "trailer"])
  func `a conflict stops the step alone, and it goes on when somebody has settled it`(
    by settlement: String
  ) async throws {
    try await Self.withBadRelease { bench, way, performer in
      let newer = try await bench.commit(["src/lib.rs": "one\nTWO!\nthree\n"], message: "louder")
      let performance = try await performer.perform(way)
      guard case .stopped(let explanation, _, let status) = performance else {
        Issue.record("\(performance)")
        return
      }
      #expect(status == .resumable)
      #expect(explanation.why == ["conflict in src/lib.rs"])
      #expect(try await bench.origin.resolve("main") == newer)
      #expect(try await !Self.isDone(performer.observe(way)))

      let resolved = ["src/lib.rs": "one\ntwo!\nthree\n", "src/new.rs": nil] as [String: String?]
      if settlement == "trailer" {
        let hand = try await bench.commit(
          resolved, message: "quiet again\n\nLockstep-Reverts: v1.0.0..v1.0.1\n")
        #expect(try await Self.done(performer.perform(way)))
        let tip = try #require(try await bench.origin.resolve("main"))
        #expect(try await bench.origin.tree(of: tip) == bench.origin.tree(of: hand))
      } else {
        let signature = bench.scratch.signature()
        // The hotfix is public by its tag at this time.
        try await bench.origin.fetch(
          [way.commit.description],
          from: try RemoteAddress(parsing: performer.workspace.repository.gitDirectory))
        let written = try await bench.origin.write([
          CommitDraft(
            parents: [newer, way.commit], tree: .commit(way.commit), message: "by hand",
            author: signature, committer: signature)
        ])
        try await bench.origin.update(
          [RefUpdate(ref: .branch("main"), old: newer, new: written[0])], because: "by hand")
      }
      #expect(try await Self.isDone(performer.observe(way)))
      #expect(
        try await bench.origin.isAncestor(
          way.commit, of: try #require(try await bench.origin.resolve("main"))))
    }
  }
}
