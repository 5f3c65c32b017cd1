import LockstepCore
package import LockstepGit

extension SteadyForge {
  /// How far back our own commit is looked for when a branch has moved on.
  private static let depth = 10

  /// Sees to it that a branch is there, at `commit` if it had to be made, and returns where it is.
  package func ensureBranch(
    _ name: String, at commit: ObjectID, in path: ForgePath
  ) async throws -> ForgeBranch {
    try await settle {
      try await $0.branch(name, in: path)
    } perform: {
      try await $0.createBranch(name, at: commit, in: path)
      return ForgeBranch(name: name, head: commit, isProtected: false)
    }
  }

  /// Sees to it that a branch that points to `head` is gone; one that points elsewhere stays, and is an
  /// error of the kind `stale`.
  package func ensureNoBranch(
    _ name: String, at head: ObjectID, in path: ForgePath
  ) async throws {
    _ = try await settle { forge -> Bool? in
      try await forge.branch(name, in: path) == nil ? true : nil
    } perform: {
      try await $0.deleteBranch(name, at: head, in: path)
      return true
    }
  }

  /// Sees to it that the commit is on its branch, once, and returns its id.
  ///
  /// It is ours if its parent is the expected head and its message has the marker; it counts also where
  /// others have gone on from there. A branch that went elsewhere is an error of the kind `stale`.
  package func ensureCommit(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    try await settle {
      try await Self.find(draft, in: path, of: $0)
    } perform: {
      try await $0.createCommit(draft, in: path)
    }
  }

  private static func find(
    _ draft: CommitProposal, in path: ForgePath, of forge: any Forge
  ) async throws -> ObjectID? {
    guard let head = try await forge.branch(draft.branch, in: path)?.head,
      head != draft.expectedHead
    else { return nil }
    var next = head
    for _ in 0..<depth {
      guard let commit = try await forge.commit(next, in: path), let parent = commit.parents.first
      else { break }
      if commit.parents == [draft.expectedHead] {
        if draft.marker.isCarried(by: commit.message) { return next }
        break
      }
      next = parent
    }
    throw ForgeError(
      forge: forge.name, task: "make a commit", place: "\(path)", kind: .stale(actual: head))
  }
}
