package import LockstepCore

/// A build in which two versions or sources of one of the foundation's packages meet.
///
/// Types of one are not those of the other, so such a build fails or carries both.
package struct VersionSplit: Hashable, Sendable {
  /// One of those that meet.
  package struct Side: Hashable, Sendable, CustomStringConvertible {
    /// Where it comes from: `registry`, `git https://… tag v2.0.5`, `folder ../core`.
    package var source: String
    /// The locked version, or the requirement.
    package var version: String
    /// The way to it: the repository itself first, then the dependents in between.
    package var through: [RepositoryName]
    /// Where the requirement or the lock entry stands, in the last repository of ``through``.
    package var place: SourcePlace

    /// Creates a side.
    package init(
      source: String, version: String, through: [RepositoryName], place: SourcePlace
    ) {
      self.source = source
      self.version = version
      self.through = through
      self.place = place
    }

    package var description: String {
      "\(version) from \(source) by \(through.map(\.description).joined(separator: " → ")) (\(place))"
    }
  }

  /// The repository that is built.
  package var repository: RepositoryName
  /// The root manifest of the build.
  package var build: String
  /// The foundation's package that is there more than once.
  package var package: String
  /// What meets, at least two.
  package var sides: [Side]
  /// Whether a lock file shows it; otherwise the requirements say that it would come to this.
  package var isLocked: Bool

  /// Creates a split.
  package init(
    repository: RepositoryName, build: String, package: String, sides: [Side], isLocked: Bool
  ) {
    self.repository = repository
    self.build = build
    self.package = package
    self.sides = sides
    self.isLocked = isLocked
  }
}
