package import LockstepCore
internal import LockstepEcosystems
package import LockstepGit

/// One state of one repository, as it is to be built.
package struct BuildSubject: Sendable {
  /// One manifest of the repository that is built by itself: a workspace's root, or a package's own.
  package struct Root: Hashable, Sendable {
    /// The manifest's path in the repository.
    package var manifest: String
    /// Whether a committed lock has to stand as it is.
    package var locked: Bool
    /// Features that are switched on beside the default ones: they lead to the foundation.
    package var features: [String]

    package init(manifest: String, locked: Bool, features: [String] = []) {
      self.manifest = manifest
      self.locked = locked
      self.features = features
    }
  }

  /// A package that a build takes from a commit of ours, wherever its requirement admits that.
  package struct Override: Hashable, Sendable {
    package var package: String
    /// Whence the package would be taken: `crates-io`, a registry's name, or a git address.
    package var source: String
    package var objects: String
    package var commit: ObjectID
    /// The package's folder in its repository; empty for the top.
    package var folder: String

    /// - Parameter objects: The repository that holds the commit.
    package init(
      package: String, source: String, objects: GitRepository, commit: ObjectID, folder: String
    ) {
      self.package = package
      self.source = source
      self.objects = objects.gitDirectory
      self.commit = commit
      self.folder = folder
    }
  }

  /// Which version of some packages the build is about.
  package struct Aim: Hashable, Sendable {
    package var packages: [String]
    package var version: Version

    package init(packages: [String], version: Version) {
      self.packages = packages
      self.version = version
    }
  }

  package var name: RepositoryName
  /// Where the commit's objects are.
  package var objects: GitRepository
  package var commit: ObjectID
  package var roots: [Root]
  package var siblings: [Sibling]
  /// Versions that unlocked packages are fixed to, where the newest one is not what is meant.
  package var precise: [String: Version]
  /// With overrides a committed lock is moved in the scratch checkout: it would hold what it says.
  package var overrides: [Override]
  /// What the build has to hold to prove anything; it is brought about where a lock is free to move.
  package var aim: Aim?
  /// What decides beside the repository's own tree, for instance the version that a registry now has.
  package var context: String

  package init(
    name: RepositoryName, objects: GitRepository, commit: ObjectID, roots: [Root],
    siblings: [Sibling] = [], precise: [String: Version] = [:], overrides: [Override] = [],
    aim: Aim? = nil, context: String
  ) {
    self.name = name
    self.objects = objects
    self.commit = commit
    self.roots = roots
    self.siblings = siblings
    self.precise = precise
    self.overrides = overrides
    self.aim = aim
    self.context = context
  }
}

/// A repository that has to lie beside another one, because a manifest names it by path.
package struct Sibling: Sendable {
  /// Relative to the top of the repository that is built, for instance `../core`.
  package var path: String
  package var objects: GitRepository
  package var commit: ObjectID

  package init(path: String, objects: GitRepository, commit: ObjectID) {
    self.path = path
    self.objects = objects
    self.commit = commit
  }
}
