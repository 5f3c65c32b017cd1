internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// Carries the way from one state of the foundation to another over to a third: how changes are taken back
/// where the branch has moved on, or where others are to stay.
///
/// It is what `git revert` does, with all changes in between as one, merges included: a three-way merge
/// whose base is the state to leave. What a release writes beside the code (the version, the changelog, the
/// table of versions) and our own configuration are no part of it; they would only stand in the way.
struct Reversal: Sendable {
  let workspace: Workspace

  /// The documents that a release writes.
  private static let documents = ["CHANGELOG.md", "VERSIONING.md", Workspace.configurationName]

  /// The tree of `ours` after the way from `base` to `other`, or the files in which the two are in conflict.
  func carried(from base: ObjectID, to other: ObjectID, onto ours: ObjectID) async throws
    -> MergeResult
  {
    let changes = try await documents(of: base, not: other) + version(of: base, in: other)
    var side = other
    if !changes.isEmpty {
      side = try await commit(
        .commit(other), on: [base], "as released before", changes: changes)
    }
    return try await workspace.repository.merge(base: base, ours: ours, theirs: side)
  }

  /// Writes a commit that no reference names, for what can only be asked of a commit.
  func commit(
    _ tree: CommitDraft.TreeSource, on parents: [ObjectID], _ message: String,
    changes: [FileChange] = []
  ) async throws -> ObjectID {
    let signature = Signature(
      name: "Lockstep", email: "lockstep@localhost", at: Timestamp(secondsSince1970: 0))
    let written = try await workspace.repository.write([
      CommitDraft(
        parents: parents, tree: tree, changes: changes, message: message, author: signature,
        committer: signature)
    ])
    guard let commit = written.first else {
      throw ExplainedFailure("git did not write a commit", hints: ["try again"])
    }
    return commit
  }

  /// The documents of `base` where `other` has others.
  private func documents(of base: ObjectID, not other: ObjectID) async throws -> [FileChange] {
    let paths = Self.documents.map(workspace.pathInRepository)
    let before = try await workspace.repository.read(paths.map { .file(commit: base, path: $0) })
    let after = try await workspace.repository.read(paths.map { .file(commit: other, path: $0) })
    return zip(paths, zip(before, after)).compactMap { path, files in
      guard files.0?.id != files.1?.id else { return nil }
      let bytes = files.0.map { FileChange.Content.bytes($0.bytes, executable: false) }
      return FileChange(path: path, content: bytes ?? .deleted)
    }
  }

  /// The manifests of `other` with the version of `base`; none where either has no version to speak of.
  private func version(of base: ObjectID, in other: ObjectID) async throws -> [FileChange] {
    let source = try await workspace.source(at: other)
    guard let version = workspace.version(in: try await workspace.source(at: base)),
      let own = workspace.version(in: source), own != version
    else { return [] }
    return try workspace.setting(version, in: source)
  }
}

extension Workspace {
  /// The version that a state of the foundation says; `nil` where it has none of all its packages.
  func version(in source: FoundationSource) -> Version? {
    let versions = configuration.foundation.allPackages.map {
      source.manifests.manifest(ofPackage: $0)?.package?.version
    }
    return versions.contains(nil) ? nil : versions.first ?? nil
  }

  /// The manifests and the lock with another version.
  func setting(_ version: Version, in source: FoundationSource) throws -> [FileChange] {
    try Cargo().settingVersion(
      version, of: configuration.foundation.allPackages, in: source.files
    ).map { FileChange(path: $0.path, content: .bytes($0.bytes, executable: false)) }
  }

  /// The changelog of a commit with the section of a hotfix; `nil` where it has that already.
  func changelog(
    of commit: ObjectID, with hotfix: Version, on day: String, saying sentence: String
  ) async throws -> FileChange? {
    let path = pathInRepository("CHANGELOG.md")
    let file = try await repository.read([.file(commit: commit, path: path)]).first ?? nil
    var changelog = try file.map { try Changelog(bytes: $0.bytes) } ?? .empty
    let before = file == nil ? nil : changelog.text
    changelog.release(
      hotfix: hotfix, tag: configuration.foundation.hotfixTag.name(for: hotfix), on: day,
      saying: sentence)
    guard changelog.text != before else { return nil }
    return FileChange(path: path, content: .bytes(Array(changelog.text.utf8), executable: false))
  }
}
