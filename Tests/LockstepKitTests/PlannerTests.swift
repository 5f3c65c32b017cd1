import LockstepAPIDiff
import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// Which version a plan chooses, and whom a release brings forward; in real repositories, unpublished.
@Suite(.timeLimit(.minutes(30)))
struct PlannerTests {
  private static func manifest(_ name: String, _ version: String, _ more: String = "") -> String {
    "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\nedition = \"2021\"\n\n\(more)\n"
  }

  /// Makes a foundation with a commit for each of `versions`, tagged, and one more.
  private static func withFoundation(
    _ versions: [String],
    _ body: (ScratchGit, Workspace, Line, [String: ObjectID]) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("core")
      let settings =
        "[foundation]\npackage = \"core\"\npublish = \"none\"\n[fleet]\nsearch = [\"../*\"]\n"
      var commits: [String: ObjectID] = [:]
      for version in versions {
        let commit = try await scratch.commit(
          [
            "Cargo.toml": manifest("core", version), "src/lib.rs": "// \(version)\n",
            "lockstep.toml": settings,
          ], to: origin, message: version)
        commits[version] = try await scratch.tag("v\(version)", at: commit, in: origin)
      }
      try await scratch.commit(["NEWS": "more"], to: origin, message: "more")
      var workspace = try await scratch.workspace(cloning: origin)
      let line = try await workspace.refreshLine()
      try await body(scratch, workspace, line, commits)
    }
  }

  /// What somebody asks for, and what comes of it.
  private struct Choice: CustomStringConvertible {
    var baseline: String
    var wish: ReleaseWish
    /// What the comparison says is required; `nil` where it decides nothing.
    var requires: Bump? = .patch
    var spent: [String: String] = [:]
    var because: String?
    /// The version, and the class that it is announced as where that is told; or what refuses it.
    var outcome: String

    var description: String { "\(baseline), \(wish), requires \(requires?.rawValue ?? "?")" }
  }

  private static let choices: [Choice] = [
    Choice(baseline: "1.2.3", wish: .bump(.patch), outcome: "1.2.4 patch"),
    Choice(baseline: "1.2.3", wish: .bump(.minor), outcome: "1.3.0 minor"),
    Choice(baseline: "1.2.3", wish: .bump(.major), outcome: "2.0.0 major"),
    Choice(baseline: "0.3.1", wish: .bump(.major), outcome: "0.4.0 major"),
    Choice(baseline: "0.3.1", wish: .bump(.minor), outcome: "0.3.2 minor"),
    Choice(baseline: "0.0.3", wish: .bump(.patch), outcome: "0.0.4 patch"),
    Choice(baseline: "1.2.3", wish: .version(Version(1, 9, 0)), outcome: "1.9.0 minor"),
    // What was withdrawn or taken back is stepped over.
    Choice(
      baseline: "1.2.3", wish: .bump(.minor), spent: ["1.3.0": "withdrawn"],
      outcome: "1.3.1 minor"),
    Choice(
      baseline: "1.2.3", wish: .auto, requires: .minor,
      spent: ["1.3.0": "withdrawn", "1.3.1": "taken back"], outcome: "1.3.2 minor"),
    // What else is in the way is an error, and so is an exact version that is spent.
    Choice(
      baseline: "1.2.3", wish: .bump(.minor), spent: ["1.3.0": "released"], outcome: "taken"),
    Choice(
      baseline: "1.2.3", wish: .version(Version(1, 3, 0)), spent: ["1.3.0": "withdrawn"],
      outcome: "taken"),
    Choice(baseline: "1.2.3", wish: .version(Version(1, 2, 3)), outcome: "older"),
    Choice(baseline: "1.2.3", wish: .version(Version(1, 0, 0)), outcome: "older"),
    // The bump follows from what changed.
    Choice(baseline: "1.2.3", wish: .auto, requires: .patch, outcome: "1.2.4 patch"),
    Choice(baseline: "1.2.3", wish: .auto, requires: .minor, outcome: "1.3.0 minor"),
    Choice(baseline: "1.2.3", wish: .auto, requires: .major, outcome: "2.0.0 major"),
    Choice(baseline: "0.3.1", wish: .auto, requires: .minor, outcome: "0.3.2 minor"),
    Choice(baseline: "0.3.1", wish: .auto, requires: .major, outcome: "0.4.0 major"),
    Choice(baseline: "0.0.3", wish: .auto, requires: .major, outcome: "0.0.4 major"),
    Choice(baseline: "1.2.3", wish: .auto, requires: nil, outcome: "undecided"),
    // A larger one is allowed, a smaller one needs its reason.
    Choice(baseline: "1.2.3", wish: .bump(.minor), requires: .major, outcome: "too small"),
    Choice(baseline: "1.2.3", wish: .bump(.patch), requires: .minor, outcome: "too small"),
    Choice(
      baseline: "1.2.3", wish: .version(Version(1, 9, 0)), requires: .major, outcome: "too small"),
    Choice(
      baseline: "1.2.3", wish: .version(Version(2, 0, 0)), requires: .major,
      outcome: "2.0.0 major"),
    Choice(
      baseline: "1.2.3", wish: .bump(.patch), requires: .major, because: "it is urgent",
      outcome: "1.2.4 patch, because it is urgent"),
    Choice(
      baseline: "1.2.3", wish: .bump(.major), requires: .major, because: "it is urgent",
      outcome: "2.0.0 major"),
    // Below 1.0 the number of a patch may carry an addition, and is announced as what it is.
    Choice(baseline: "0.3.1", wish: .bump(.patch), requires: .minor, outcome: "too small"),
    Choice(
      baseline: "0.3.1", wish: .version(Version(0, 3, 2)), requires: .minor,
      outcome: "0.3.2 minor"),
    Choice(
      baseline: "0.3.1", wish: .version(Version(0, 3, 2)), requires: .major, outcome: "too small"),
    // Where nothing is known only the largest promises nothing.
    Choice(baseline: "1.2.3", wish: .bump(.minor), requires: nil, outcome: "unknown"),
    Choice(baseline: "1.2.3", wish: .version(Version(1, 9, 0)), requires: nil, outcome: "unknown"),
    Choice(baseline: "1.2.3", wish: .bump(.major), requires: nil, outcome: "2.0.0 major"),
    Choice(
      baseline: "1.2.3", wish: .bump(.minor), requires: nil, because: "tried by hand",
      outcome: "1.3.0 minor, because tried by hand"),
  ]

  @Test
  func `the version follows from the baseline, the wish and what changed`() async throws {
    for baseline in ["1.2.3", "0.3.1", "0.0.3"] {
      try await Self.withFoundation([baseline]) { _, workspace, line, _ in
        for choice in Self.choices where choice.baseline == baseline {
          let found = try await Self.outcome(of: choice, workspace, line)
          #expect(found == choice.outcome, "\(choice)")
        }
      }
    }
  }

  private static func outcome(
    of choice: Choice, _ workspace: Workspace, _ line: Line
  ) async throws -> String {
    var spent: [Version: String] = [:]
    for (version, reason) in choice.spent { spent[try Version(parsing: version)] = reason }
    let planner = ReleasePlanner(workspace: workspace, line: line, spent: spent) {
      baseline, candidate in
      #expect(baseline.name == "v\(choice.baseline)")
      #expect(candidate.commit == line.tip)
      return FoundationDifference(
        baseline: baseline, candidate: candidate, difference: difference(choice.requires))
    }
    do {
      let facts = try await planner.propose(
        choice.wish, initial: false, override: try choice.because.map(BumpOverride.init(because:))
      ).facts
      let reason = facts.compatibility?.override.map { ", because \($0.because)" } ?? ""
      return "\(facts.version) \(facts.bump)\(reason)"
    } catch is VersionTaken {
      return "taken"
    } catch is BumpUndecided {
      return "undecided"
    } catch is BumpTooSmall {
      return "too small"
    } catch is CompatibilityUnknown {
      return "unknown"
    } catch let error as ExplainedFailure where error.explanation.what.contains("not newer") {
      return "older"
    }
  }

  private static func difference(_ required: Bump?) -> Difference {
    guard let required else {
      return Difference(findings: [], undecided: [Undecided(item: "core::x", reason: "too odd")])
    }
    guard required > .patch else { return Difference(findings: []) }
    return Difference(findings: [
      Finding(
        kind: "some_rule", item: "core::x", bump: required, message: "`core::x` changed",
        explanation: "So it is.")
    ])
  }

  @Test(
    arguments: [
      // A bad patch is followed by its own next patch, any other bump by the good one's.
      (["1.0.0", "1.0.1"], nil, "1.0.0", "1.0.2"),
      (["1.0.0", "1.1.0"], nil, "1.0.0", "1.0.1"),
      (["1.0.4", "2.0.0"], nil, "1.0.4", "1.0.5"),
      (["1.0.0", "1.1.0", "1.1.1"], "1.0.0", "1.0.0", "1.0.1"),
      // A number that is spent is stepped over.
      (["1.0.0", "1.0.1", "1.1.0"], "1.0.0", "1.0.0", "1.0.2"),
    ] as [([String], String?, String, String)])
  func `the hotfix's number follows from the bad and the good version`(
    versions: [String], to: String?, good: String, hotfix: String
  ) async throws {
    try await Self.withFoundation(versions) { _, workspace, line, commits in
      let planner = RollbackPlanner(
        workspace: workspace,
        fleet: Fleet(
          foundation: FoundationFacts(
            name: try RepositoryName("core"), packages: ["core"], addresses: [workspace.remote])),
        line: line, log: OperationLog(History()))
      let proposal = try await planner.propose(
        RollbackWish(good: try to.map { try Version(parsing: $0) })
      ) { $0 }
      let facts = try #require(proposal.facts)
      #expect(facts.bad.version.description == versions.last)
      #expect(facts.good.version.description == good)
      #expect(facts.hotfix.version.description == hotfix)
      #expect(facts.hotfix.tag == "v\(hotfix)-hotfix")
      // The good version's tree on top of the bad one.
      let bad = try #require(commits[versions.last ?? ""])
      #expect(try await workspace.repository.isAncestor(bad, of: facts.hotfix.commit))
      let files = try await workspace.repository.read([
        .file(commit: facts.hotfix.commit, path: "src/lib.rs"),
        .file(commit: facts.hotfix.commit, path: "Cargo.toml"),
      ])
      #expect(files[0]?.bytes == Array("// \(good)\n".utf8))
      #expect(files[1]?.bytes == Array(Self.manifest("core", hotfix).utf8))
    }
  }

  @Test
  func `an update brings forward and never back`() async throws {
    try await Self.withFoundation(["1.0.0", "1.1.0", "2.0.0"]) {
      scratch, workspace, line, commits in
      let origin = "file://\(scratch.directory)/origins/core.git"
      let newer = try #require(commits["2.0.0"])
      let older = try #require(commits["1.0.0"])
      let cases: [(name: String, needs: String, action: ForecastAction)] = [
        ("a-tag-behind", "{ git = \"\(origin)\", tag = \"v1.0.0\" }", .raises),
        ("b-tag-there", "{ git = \"\(origin)\", tag = \"v1.1.0\" }", .upToDate),
        ("c-tag-ahead", "{ git = \"\(origin)\", tag = \"v2.0.0\" }", .ahead),
        ("d-rev-behind", "{ git = \"\(origin)\", rev = \"\(older)\" }", .raises),
        ("e-rev-ahead", "{ git = \"\(origin)\", rev = \"\(newer)\" }", .ahead),
        ("f-path", "{ path = \"../core\" }", .follows),
        ("g-excludes", "\"=1.0.0\"", .raises),
        ("h-ahead", "\"2\"", .ahead),
        ("i-floats", "\"1.0\"", .floats),
      ]
      for (name, needs, _) in cases {
        let files = ["Cargo.toml": Self.manifest(name, "0.1.0", "[dependencies]\ncore = \(needs)")]
        _ = try await scratch.clone(try await scratch.origin(name, files: files), as: name)
      }
      let loaded = try await workspace.loadFleet(fetching: true)
      let release = try #require(line.releases.first { $0.version == Version(1, 1, 0) }).release
      let forecast = try await RolloutPlanner.forecast(
        of: release, for: loaded.fleet, workspace: workspace)
      for (name, needs, action) in cases {
        let found = forecast.first { $0.name.description == name }
        #expect(found?.action == action, "\(needs): \(String(describing: found))")
      }
    }
  }
}
