package import LockstepGit

/// A change to one file.
package enum ForgeFileChange: Hashable, Sendable {
  /// What a file is to git.
  package enum Mode: String, Hashable, Sendable {
    /// A file.
    case regular = "100644"
    /// A program.
    case executable = "100755"
    /// A symbolic link; its content is where it leads.
    case link = "120000"
  }

  /// The file gets this content; it is made where there is none.
  case write(path: String, bytes: [UInt8], mode: Mode = .regular)
  /// The file, which is there, goes.
  case delete(path: String)

  /// The path from the root of the repository.
  package var path: String {
    switch self {
    case .write(let path, _, _), .delete(let path): path
    }
  }
}

/// A commit that a forge is to make.
package struct CommitProposal: Hashable, Sendable {
  /// The branch that it goes onto.
  package var branch: String
  /// Where the branch has to be; it becomes the commit's only parent.
  package var expectedHead: ObjectID
  /// The first line of the message.
  package var headline: String
  /// The rest of the message; may be empty.
  package var body: String
  /// What tells this commit from others: a line of the message, by which it is found again.
  package var marker: ForgeMarker
  /// The changes, each of another file.
  package var changes: [ForgeFileChange]

  /// Describes a commit.
  package init(
    branch: String, expectedHead: ObjectID, headline: String, body: String = "",
    marker: ForgeMarker, changes: [ForgeFileChange]
  ) {
    self.branch = branch
    self.expectedHead = expectedHead
    self.headline = headline
    self.body = body
    self.marker = marker
    self.changes = changes
  }

  /// The message without its first line, with the marker's line last.
  package var markedBody: String {
    body.isEmpty ? marker.trailer : "\(body)\n\n\(marker.trailer)"
  }

  /// The whole message.
  package var message: String { "\(headline)\n\n\(markedBody)" }
}

/// A commit as a forge knows it.
package struct ForgeCommit: Hashable, Sendable {
  /// Its id.
  package var id: ObjectID
  /// Its parents, the first one first.
  package var parents: [ObjectID]
  /// Its tree, where the forge says it.
  package var tree: ObjectID?
  /// The whole message.
  package var message: String

  /// Describes a commit.
  package init(id: ObjectID, parents: [ObjectID], tree: ObjectID?, message: String) {
    self.id = id
    self.parents = parents
    self.tree = tree
    self.message = message
  }
}
