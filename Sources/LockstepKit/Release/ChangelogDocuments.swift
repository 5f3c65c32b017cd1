internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

extension Workspace {
  /// The pages beside the code that a release brings up to date: the changelog, and the table of
  /// supported versions where the foundation has one.
  ///
  /// Equal inputs on one day give equal pages.
  func releaseDocuments(
    _ version: Version, on line: Line, commits: [CommitInfo], findings: [Finding]
  ) async throws -> [FileChange] {
    [try await changelog(version, at: line.tip, commits: commits, findings: findings)]
  }

  private func changelog(
    _ version: Version, at base: ObjectID, commits: [CommitInfo], findings: [Finding]
  ) async throws -> FileChange {
    let path = pathInRepository("CHANGELOG.md")
    let file = try await repository.read([.file(commit: base, path: path)]).first ?? nil
    var changelog = try file.map { try Changelog(bytes: $0.bytes) } ?? .empty
    changelog.release(
      version, tag: configuration.foundation.tag.name(for: version),
      on: host.clock.now().day, notes: ChangelogNotes(findings: findings, commits: commits))
    return FileChange(path: path, content: .bytes(Array(changelog.text.utf8), executable: false))
  }
}
