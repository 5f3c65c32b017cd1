/// A repository's manifests, read together: inheritance looked up, workspaces put together.
package struct RepositoryManifests: Sendable {
  /// A root and the packages that share its lock file.
  package struct Workspace: Hashable, Sendable {
    /// The root manifest's path; a package that belongs to no workspace is its own root.
    package var root: String
    /// The members' manifests, sorted; with the root where that has a package.
    package var members: [String]
    /// Where the lock file of these packages stands, present or not.
    package var lock: String

    /// Creates a workspace.
    package init(root: String, members: [String], lock: String) {
      self.root = root
      self.members = members
      self.lock = lock
    }
  }

  /// The manifests that could be read, sorted by path.
  package var manifests: [PackageManifest]
  /// Each root with its members, sorted by root.
  package var workspaces: [Workspace]
  /// What could not be read, sorted by path.
  package var problems: [ManifestError]

  /// Creates the result of a reading.
  package init(
    manifests: [PackageManifest], workspaces: [Workspace], problems: [ManifestError]
  ) {
    self.manifests = manifests
    self.workspaces = workspaces
    self.problems = problems
  }

  /// The manifest at `path`.
  package func manifest(at path: String) -> PackageManifest? {
    manifests.first { $0.path == path }
  }

  /// The workspace that the manifest at `path` belongs to.
  package func workspace(of path: String) -> Workspace? {
    workspaces.first { $0.members.contains(path) || $0.root == path }
  }

  /// The manifest of the package called `name`; of several (a test's fixture may borrow the name)
  /// the one nearest to the repository's root.
  package func manifest(ofPackage name: String) -> PackageManifest? {
    manifests.filter { $0.package?.name == name }
      .min { ($0.depth, $0.path) < ($1.depth, $1.path) }
  }

  /// Every need of `package`, in the order of manifests; patches and unused workspace entries are
  /// left out.
  package func dependencies(on package: String) -> [Dependency] {
    manifests.flatMap { $0.dependencies.filter { $0.name == package } }
  }
}
