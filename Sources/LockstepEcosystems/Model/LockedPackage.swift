package import LockstepCore

/// One package as a lock file fixes it.
package struct LockedPackage: Hashable, Sendable {
  /// The package's name.
  package var name: String
  /// The version that is locked.
  package var version: Version
  /// Where it comes from, as written; nil for a package of the repository or of a sibling folder.
  package var source: String?
  /// The digest of the packaged file, for registries.
  package var checksum: String?
  /// What it depends on, as written: `name`, `name version` or `name version (source)`.
  package var dependencies: [String]
  /// The line that its name stands in.
  package var line: Int

  /// Creates an entry.
  package init(
    name: String, version: Version, source: String? = nil, checksum: String? = nil,
    dependencies: [String] = [], line: Int = 0
  ) {
    self.name = name
    self.version = version
    self.source = source
    self.checksum = checksum
    self.dependencies = dependencies
    self.line = line
  }

  /// The source in parts, where it is a git repository.
  package var git: LockedGitSource? { source.flatMap { LockedGitSource(parsing: $0) } }
  /// Whether it is taken from a registry.
  package var isFromRegistry: Bool {
    guard let source else { return false }
    return source.hasPrefix("registry+") || source.hasPrefix("sparse+")
  }
  /// Whether it is a folder: a member of the workspace, or a path dependency.
  package var isFolder: Bool { source == nil }
}

/// The source of a package that is locked to a commit of a git repository.
package struct LockedGitSource: Hashable, Sendable {
  /// The repository's address.
  package var url: String
  /// The reference that the manifest asks for.
  package var reference: GitReference
  /// The commit that it is locked to.
  package var commit: String

  /// Creates a source from its parts.
  package init(url: String, reference: GitReference, commit: String) {
    self.url = url
    self.reference = reference
    self.commit = commit
  }
}
