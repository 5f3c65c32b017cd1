/// A commit that is to be written.
package struct CommitDraft: Hashable, Sendable {
  /// One parent of a draft.
  package enum Parent: Hashable, Sendable {
    /// A commit that exists.
    case commit(ObjectID)
    /// An earlier draft of the same call, by its place in the list.
    case draft(Int)
  }

  /// The tree that a draft starts from, before its changes.
  package enum TreeSource: Hashable, Sendable {
    /// The tree of the first parent, whether that exists or is an earlier draft.
    case firstParent
    /// The tree of this commit.
    case commit(ObjectID)
    /// This tree.
    case tree(ObjectID)
    /// Nothing.
    case empty
  }

  /// The parents, the first one first.
  package var parents: [Parent]
  /// The tree that ``changes`` are applied to.
  package var tree: TreeSource
  /// What differs from that tree.
  package var changes: [FileChange]
  /// The message; a line end is added where it has none.
  package var message: String
  /// Who wrote it.
  package var author: Signature
  /// Who commits it.
  package var committer: Signature
  /// Whether it gets the user's signature (`commit-tree -S`).
  package var sign: Bool

  /// Describes a commit.
  ///
  /// With `followsPrevious` its first parent is the draft before it in the same call, and `parents`
  /// come after that one; the first draft of a call has only `parents`.
  package init(
    parents: [ObjectID],
    tree: TreeSource,
    changes: [FileChange] = [],
    message: String,
    author: Signature,
    committer: Signature,
    sign: Bool = false,
    followsPrevious: Bool = false
  ) {
    self.init(
      parentage: (followsPrevious ? [.draft(-1)] : []) + parents.map { .commit($0) },
      tree: tree, changes: changes, message: message, author: author, committer: committer,
      sign: sign)
  }

  /// Describes a commit whose parents may be drafts; `.draft(-1)` is the draft before it.
  package init(
    parentage: [Parent],
    tree: TreeSource,
    changes: [FileChange] = [],
    message: String,
    author: Signature,
    committer: Signature,
    sign: Bool = false
  ) {
    self.parents = parentage
    self.tree = tree
    self.changes = changes
    self.message = message
    self.author = author
    self.committer = committer
    self.sign = sign
  }
}

/// One file that differs from the tree that a draft starts from.
package struct FileChange: Hashable, Sendable {
  /// What the file becomes.
  package enum Content: Hashable, Sendable {
    /// A file with these bytes.
    case bytes([UInt8], executable: Bool)
    /// Nothing: it, or the folder of that name, is removed.
    case deleted
    /// A blob that exists, with its mode.
    case blob(ObjectID, mode: String)
  }

  /// The path from the root, with slashes.
  package var path: String
  /// What the file becomes.
  package var content: Content

  /// Describes a change.
  package init(path: String, content: Content) {
    self.path = path
    self.content = content
  }
}

/// What a three-way merge came to.
package enum MergeResult: Hashable, Sendable {
  /// It worked; this is the tree, and it is written.
  case clean(ObjectID)
  /// It did not; these paths are in conflict, sorted.
  case conflicts([String])
}
