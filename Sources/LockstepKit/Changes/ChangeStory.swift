package import LockstepAPIDiff
package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepSystem

/// The story of `lockstep diff`: what changed in the public API between two sides of the foundation.
package struct ChangeStory: Sendable {
  package let workspace: Workspace
  /// The line that is released; `nil` where its remote was never asked.
  package let line: Line?

  /// Tells what changed on a line.
  package init(workspace: Workspace, line: Line?) {
    self.workspace = workspace
    self.line = line
  }

  /// Asks the remote how the line stands; where it cannot be reached, what was fetched last counts.
  package static func open(_ workspace: Workspace, branch: String? = nil) async throws
    -> ChangeStory
  {
    var workspace = workspace
    let line = try await workspace.refreshLine(branch)
    return ChangeStory(workspace: workspace, line: line)
  }

  /// Finds both sides.
  ///
  /// - Parameters:
  ///   - baseline: A revision or a folder; the last release before the candidate where it is `nil`.
  ///   - candidate: A revision or a folder; the tip of the remote's branch where it is `nil`.
  package func sides(baseline: String? = nil, candidate: String? = nil) async throws
    -> (baseline: FoundationSide, candidate: FoundationSide)
  {
    let candidate = try await side(candidate, as: .candidate)
    return (try await side(baseline, as: .baseline), candidate)
  }

  /// Finds one side; see ``sides(baseline:candidate:)``.
  package func side(_ text: String?, as role: FoundationSide.Role) async throws -> FoundationSide {
    throw ExplainedFailure("no sides can be found yet", why: [text ?? role.rawValue])
  }

  /// Compares the public API of two sides.
  ///
  /// - Parameters:
  ///   - features: The feature sets to compare; those of the configured matrix where it is `nil`.
  ///   - progress: Is told what takes time.
  /// - Throws: Explained errors where one side's API cannot be read; there is then no verdict.
  package func difference(
    from baseline: FoundationSide, to candidate: FoundationSide,
    features: [FeatureSelection]? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> FoundationDifference {
    throw ExplainedFailure("nothing can be compared yet")
  }

  /// Lays a side out in a folder and hands it to `body`: a folder as it is, a commit as an export of
  /// its files that goes afterwards.
  package func withCheckout<Result: Sendable>(
    of side: FoundationSide, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    if let folder = side.folder { return try await body(folder) }
    guard let commit = side.commit else {
      throw ExplainedFailure("\(side.name) is neither a commit nor a folder")
    }
    return try await workspace.withCheckout(of: commit, body)
  }
}
