import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepAPIDiff

/// Walks the history of a small crate, commit by commit, as a release engineer would.
///
/// The history is a series of patches under `Tests/Fixtures/semver-history`; each says in its
/// trailers which bump it truly requires (`Bump:`), judged by the Cargo book, and by which rules
/// that has to be found (`Rules:`).
@Suite(.enabled(if: SurfaceWorkbench.hasCargo, "rustdoc or cargo is not installed"))
struct RuleHistoryTests {
  /// One commit, and what it says of itself.
  struct Step: Sendable {
    var commit: String
    var subject: String
    var bump: String
    var rules: [String]
  }

  /// Makes the repository and returns its commits, the first one first.
  private static func history(in scratch: ScratchGit, _ folder: String) async throws -> [Step] {
    try Files.createDirectories(folder)
    try await scratch.git(["init", "--quiet", "--initial-branch=main"], in: folder)
    let patches =
      Files.parent(of: RuleFixtures.folder) + "/semver-history"
    let names = try Files.list(patches).filter { $0.hasSuffix(".patch") }.sorted()
    try await scratch.git(["am", "--quiet"] + names.map { "\(patches)/\($0)" }, in: folder)
    let format =
      "%H%x09%s%x09%(trailers:key=Bump,valueonly,separator=)%x09%(trailers:key=Rules,valueonly,separator=)"
    let log = try await scratch.git(["log", "--reverse", "--format=\(format)"], in: folder)
    return log.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Step(
        commit: parts[0], subject: parts[1], bump: parts[2],
        rules: parts[3].split(separator: " ").map(String.init))
    }
  }

  /// The surfaces of some of the commits, by their places, made one after the other in a worktree.
  private static func surfaces(
    of steps: [(place: Int, step: Step)], in worktree: String, _ scratch: ScratchGit,
    _ bench: SurfaceWorkbench
  ) async throws -> [Int: Surface] {
    var found: [Int: Surface] = [:]
    for (place, step) in steps {
      try await scratch.git(["checkout", "--quiet", "--detach", step.commit], in: worktree)
      var request = bench.request(worktree, package: "wicket")
      request.targetDirectory = worktree + "-target"
      found[place] = try await bench.maker().surface(of: request)
    }
    return found
  }

  @Test func `every commit of a history requires the bump that it is labelled with`() async throws {
    try await ScratchGit.with { scratch in
      try await SurfaceWorkbench.run { bench in
        let repository = scratch.directory + "/clones/wicket"
        let steps = try await Self.history(in: scratch, repository)
        try #require(steps.count > 40)
        let beside = scratch.directory + "/clones/beside"
        try await scratch.git(["worktree", "add", "--quiet", "--detach", beside], in: repository)
        let numbered = steps.enumerated().map { (place: $0.offset, step: $0.element) }
        // Two halves side by side: a rustdoc run waits for the disk and for its own start.
        let middle = steps.count / 2
        async let first = Self.surfaces(
          of: Array(numbered[..<middle]), in: repository, scratch, bench)
        async let second = Self.surfaces(of: Array(numbered[middle...]), in: beside, scratch, bench)
        let surfaces = try await first.merging(second) { one, _ in one }
        for place in steps.indices.dropFirst() {
          let step = steps[place]
          let before = try #require(surfaces[place - 1])
          let after = try #require(surfaces[place])
          let difference = Difference(from: before, to: after)
          #expect(difference.undecided == [], "\(step.subject)")
          #expect(difference.required.map { "\($0)" } == step.bump, "\(step.subject)")
          #expect(Set(difference.findings.map(\.kind)).sorted() == step.rules, "\(step.subject)")
        }
      }
    }
  }
}
