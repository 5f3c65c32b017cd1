/// What to read from a repository's objects.
package enum ObjectSpec: Hashable, Sendable {
  /// The object itself.
  case object(ObjectID)
  /// What a commit has at a path: a blob, or a tree where the path is a folder.
  case file(commit: ObjectID, path: String)

  /// The name in the notation of `cat-file --batch`, or `nil` where nothing can be there.
  ///
  /// git takes a path that begins with a dot component relative to a working tree, and stops the
  /// whole batch where there is none.
  var name: String? {
    switch self {
    case .object(let id): return id.description
    case .file(let commit, let path):
      guard !path.utf8.contains(0), !path.hasPrefix("./"), !path.hasPrefix("../"),
        path != ".", path != ".."
      else { return nil }
      return "\(commit):\(path)"
    }
  }
}

/// The four kinds of git objects.
package enum ObjectKind: String, Hashable, Sendable {
  case blob, tree, commit, tag
}

/// An object as it was read.
package struct ObjectContent: Hashable, Sendable {
  /// Its name.
  package var id: ObjectID
  /// Its kind.
  package var kind: ObjectKind
  /// Its bytes, without git's header.
  package var bytes: [UInt8]

  /// Describes an object.
  package init(id: ObjectID, kind: ObjectKind, bytes: [UInt8]) {
    self.id = id
    self.kind = kind
    self.bytes = bytes
  }
}

/// A file in the tree of a commit.
package struct TreeFile: Hashable, Sendable {
  /// Its path from the root of the tree, with slashes; bytes that are not UTF-8 are replaced.
  package var path: String
  /// `100644`, `100755` (executable), `120000` (link) or `160000` (a submodule's commit).
  package var mode: String
  /// The blob, or the submodule's commit.
  package var id: ObjectID

  /// Describes a file.
  package init(path: String, mode: String, id: ObjectID) {
    self.path = path
    self.mode = mode
    self.id = id
  }

  /// Whether it is a file with content of its own: neither a link nor a submodule.
  package var isRegular: Bool { mode == "100644" || mode == "100755" }
}
