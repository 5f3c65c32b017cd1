package import LockstepCore
package import LockstepGit

/// One side of a comparison of the foundation: a commit, or a folder.
package struct FoundationSide: Hashable, Sendable, Codable {
  /// Which of the two sides; errors say it.
  package enum Role: String, Hashable, Sendable, Codable {
    case baseline
    case candidate
  }

  /// As a reader says it: `v2.0.5`, `main (1a2b3c4d)`, `folder ../x`.
  package var name: String
  /// The version that it has: its tag's, else its manifest's; absent where neither says one.
  package var version: Version?
  /// The commit; absent for a folder.
  package var commit: ObjectID?
  /// The folder, absolute; absent for a commit.
  package var folder: String?

  /// Names a commit.
  package init(name: String, version: Version? = nil, commit: ObjectID) {
    self.name = name
    self.version = version
    self.commit = commit
  }

  /// Names a folder.
  package init(name: String, version: Version? = nil, folder: String) {
    self.name = name
    self.version = version
    self.folder = folder
  }

  /// What errors call it: `the baseline v2.0.5`.
  package func label(as role: Role) -> String { "the \(role.rawValue) \(name)" }
}
