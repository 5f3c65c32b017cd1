package import LockstepCore
package import LockstepEcosystems

/// What one commit of one repository says about packages, whoever the foundation is.
///
/// It depends on the commit alone, so it can be kept for as long as anybody likes.
package struct RepositoryFacts: Hashable, Sendable {
  /// A package that the repository holds.
  package struct Package: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its version, where the manifest tells one.
    package var version: Version?
    /// Its manifest's path in the repository.
    package var manifest: String
    /// Whether it may be published to some registry.
    package var isPublished: Bool
    /// The features that it declares, and what each turns on.
    package var features: [String: [String]]

    /// Creates a package.
    package init(
      name: String, version: Version? = nil, manifest: String = "Cargo.toml",
      isPublished: Bool = true, features: [String: [String]] = [:]
    ) {
      self.name = name
      self.version = version
      self.manifest = manifest
      self.isPublished = isPublished
      self.features = features
    }
  }

  /// Packages that are built together and share a lock file.
  package struct Build: Hashable, Sendable {
    /// The root manifest's path.
    package var root: String
    /// The manifests of its members.
    package var members: [String]
    /// The path of its lock file, committed or not.
    package var lock: String

    /// Creates a build.
    package init(root: String, members: [String], lock: String) {
      self.root = root
      self.members = members
      self.lock = lock
    }
  }

  /// A committed lock file's entries.
  package struct Lock: Hashable, Sendable {
    /// Its path in the repository.
    package var path: String
    /// Its entries; only those whose names the fleet provides, once a fleet was put together.
    package var packages: [Entry]

    /// Creates a lock.
    package init(path: String, packages: [Entry]) {
      self.path = path
      self.packages = packages
    }
  }

  /// One entry of a lock file.
  package struct Entry: Hashable, Sendable {
    /// The package's name.
    package var name: String
    /// The version that is locked.
    package var version: Version
    /// The source as written; nil for a folder.
    package var source: String?
    /// The line that the name stands in.
    package var line: Int

    /// Creates an entry.
    package init(name: String, version: Version, source: String?, line: Int = 0) {
      self.name = name
      self.version = version
      self.source = source
      self.line = line
    }

    /// The source in parts, where it is a git repository.
    package var git: LockedGitSource? { source.flatMap { LockedGitSource(parsing: $0) } }
  }

  /// The packages, in the order of their manifests.
  package var packages: [Package]
  /// What they need, `[patch]` entries included, in the order of the manifests.
  package var dependencies: [Dependency]
  /// Which of them are built together.
  package var builds: [Build]
  /// The committed lock files, sorted by path.
  package var locks: [Lock]
  /// The manifests and locks that could not be read.
  package var problems: [Explanation]

  /// Creates facts.
  package init(
    packages: [Package] = [], dependencies: [Dependency] = [], builds: [Build] = [],
    locks: [Lock] = [], problems: [Explanation] = []
  ) {
    self.packages = packages
    self.dependencies = dependencies
    self.builds = builds
    self.locks = locks
    self.problems = problems
  }

  /// The build that the manifest at `path` belongs to.
  package func build(of path: String) -> Build? {
    builds.first { $0.root == path || $0.members.contains(path) }
  }

  /// The committed lock that fixes what the manifest at `path` gets; nil where there is none.
  package func lock(for path: String) -> Lock? {
    guard let expected = build(of: path)?.lock else { return nil }
    return locks.first { $0.path == expected }
  }
}
