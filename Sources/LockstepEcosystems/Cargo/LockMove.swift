package import LockstepCore

/// A foundation's way from one version to another, as far as lock files care.
package struct LockMove: Hashable, Sendable {
  /// One of the packages that are released together.
  package struct Package: Hashable, Sendable {
    /// Its manifest at the version that is locked, read with its repository.
    package var before: PackageManifest
    /// Its manifest at the version that shall be locked, read with its repository.
    package var after: PackageManifest
    /// The packaged file's digest at that version, in hexadecimal; nil where no registry has it.
    package var checksum: String?

    /// Creates one package's way.
    package init(before: PackageManifest, after: PackageManifest, checksum: String? = nil) {
      self.before = before
      self.after = after
      self.checksum = checksum
    }
  }

  /// The packages of the foundation's repository that move.
  package var packages: [Package]
  /// The full id of the commit that a git source shall be locked to.
  package var commit: String?
  /// The version of cargo whose result is to be met; nil for 1.83 or later.
  package var cargo: Version?

  /// Creates a way from parts.
  package init(packages: [Package], commit: String? = nil, cargo: Version? = nil) {
    self.packages = packages
    self.commit = commit
    self.cargo = cargo
  }
}

/// What came of a direct edit of a lock file.
package enum LockEdit: Hashable, Sendable {
  /// The file that cargo would write.
  case edited(EditedManifest)
  /// It cannot be told what cargo would write: let cargo do it. The reason, for the log.
  case unproven(String)
}
