internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// Tells dependents that a release would bring forward from those that it would set back.
///
/// An update never lowers a requirement: whoever is on a newer version, or on another line, is left
/// where they are.
struct Lineage: Sendable {
  let workspace: Workspace
  let release: ReleasedVersion

  /// The uses of the foundation itself that the release brings forward.
  func behind(_ dependent: Dependent) async throws -> [Use] {
    var behind: [Use] = []
    for use in dependent.directUses where try await reasonAhead(use.dependency) == nil {
      behind.append(use)
    }
    return behind
  }

  /// Why the release has nothing for `dependent`; `nil` where one of its uses is behind.
  func reasonAhead(_ dependent: Dependent) async throws -> String? {
    guard dependent.direct, try await behind(dependent).isEmpty,
      let first = dependent.directUses.first
    else { return nil }
    return try await reasonAhead(first.dependency)
  }

  private func reasonAhead(_ dependency: Dependency) async throws -> String? {
    switch dependency.source {
    case .registry:
      guard let requirement = dependency.requirement, !requirement.admits(release.version) else {
        return nil
      }
      let newer = try await workspace.taggedVersions().map(\.version).filter(requirement.admits)
      guard let highest = newer.max(), highest > release.version else { return nil }
      return "`\(requirement)` is ahead: it takes \(highest)"
    case .git(_, .tag(let tag)):
      guard let version = workspace.configuration.foundation.version(ofTag: tag)?.version,
        version > release.version
      else { return nil }
      return "the tag `\(tag)` is ahead"
    case .git(_, .rev(let revision)):
      guard let commit = try await workspace.repository.resolve(revision),
        try await !workspace.repository.isAncestor(commit, of: release.commit)
      else { return nil }
      return "the commit `\(revision.prefix(12))` is not part of \(release.version)"
    case .git, .path: return nil
    }
  }
}
