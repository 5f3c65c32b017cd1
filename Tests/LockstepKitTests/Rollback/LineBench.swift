import LockstepAPIDiff
import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import LockstepWorkflow

@testable import LockstepKit

/// A foundation on several lines whose history a test writes commit by commit; nothing is published and
/// nothing is compiled.
struct LineBench: Sendable {
  let scratch: ScratchGit
  let origin: GitRepository
  let host: Host

  static func with(
    branches: String = #"["main", "2.0.x"]"#, _ body: (LineBench) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("core")
      try await scratch.commit(
        [
          "lockstep.toml":
            "[foundation]\npackage = \"core\"\nbranches = \(branches)\npublish = \"none\"\n"
            + "[fleet]\nsearch = [\"../*\"]\n",
          "src/lib.rs": "",
        ], to: origin)
      var host = scratch.host
      host.workingDirectory = try await scratch.clone(origin, as: "core")
      try await body(LineBench(scratch: scratch, origin: origin, host: host))
    }
  }

  static func manifest(_ version: String, _ name: String = "core", _ more: String = "") -> String {
    "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\nedition = \"2021\"\n\n\(more)\n"
  }

  /// Releases `version` with further files, as a commit and a tag.
  @discardableResult
  func release(
    _ version: String, on branch: String = "main", _ files: [String: String?] = [:]
  ) async throws -> ObjectID {
    var files = files
    files["Cargo.toml"] = Self.manifest(version)
    let commit = try await scratch.commit(files, to: origin, branch: branch, message: version)
    return try await scratch.tag("v\(version)", at: commit, in: origin)
  }

  @discardableResult
  func commit(
    _ files: [String: String?], on branch: String = "main", message: String = "work"
  ) async throws -> ObjectID {
    try await scratch.commit(files, to: origin, branch: branch, message: message)
  }

  func branch(_ name: String, at commit: ObjectID) async throws {
    try await origin.update(
      [RefUpdate(ref: .branch(name), old: nil, new: commit)], because: "branch")
  }

  /// Merges `other` into `branch`, taking the files of both.
  @discardableResult
  func merge(_ other: String, into branch: String = "main") async throws -> ObjectID {
    let ref = try RefName.branch(branch)
    guard let ours = try await origin.resolve(branch), let theirs = try await origin.resolve(other),
      case .clean(let tree) = try await origin.merge(ours: ours, theirs: theirs)
    else { throw ExplainedFailure("\(other) does not merge into \(branch)") }
    let signature = scratch.signature()
    let written = try await origin.write([
      CommitDraft(
        parents: [ours, theirs], tree: .tree(tree), message: "merge \(other)", author: signature,
        committer: signature)
    ])
    try await origin.update([RefUpdate(ref: ref, old: ours, new: written[0])], because: "merge")
    return written[0]
  }

  func workspace() async throws -> Workspace {
    try await Workspace.open(host: host, command: ["lockstep"])
  }

  /// The text of a file at a commit or a reference; `nil` where there is none.
  func text(_ path: String, at name: String, in repository: GitRepository) async throws -> String? {
    guard let commit = try await repository.resolve(name) else { return nil }
    let file = try await repository.read([.file(commit: commit, path: path)]).first ?? nil
    return file.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Plans a rollback on the line that it belongs to, with a comparison that says `required`.
  func proposal(
    _ wish: RollbackWish, branch: String? = nil, requires required: Bump = .patch
  ) async throws -> (proposal: RollbackProposal, planner: RollbackPlanner) {
    var workspace = try await workspace()
    let log = try await workspace.operations()
    let line = try await workspace.refreshLine(of: wish.bad, branch: branch, log: log)
    let fleet = try await workspace.loadFleet(fetching: true).fleet
    let planner = RollbackPlanner(
      workspace: workspace, fleet: fleet, line: line, log: log
    ) { baseline, candidate in
      FoundationDifference(
        baseline: baseline, candidate: candidate, difference: Self.difference(required))
    }
    return (try await planner.propose(wish) { $0 }, planner)
  }

  static func difference(_ required: Bump) -> Difference {
    guard required > .patch else { return Difference(findings: []) }
    return Difference(findings: [
      Finding(
        kind: "some_rule", item: "core::x", bump: required, message: "`core::x` changed",
        explanation: "So it is.")
    ])
  }
}
