package import LockstepCore

/// What differs between package managers: how packages are described, required, locked and
/// versioned.
///
/// This half reads and edits bytes that are handed to it. What has to run a program (building,
/// testing, publishing) is the other half, in `Ecosystem+Running.swift`.
package protocol Ecosystem: Sendable {
  /// The package manager's name, as reports use it: `cargo`.
  static var name: String { get }

  /// Whether the file at `path` of a repository is a manifest.
  static func isManifest(_ path: String) -> Bool
  /// Whether the file at `path` of a repository is a lock file.
  static func isLock(_ path: String) -> Bool

  /// Reads one manifest by itself; what it inherits stays open.
  func readManifest(path: String, bytes: [UInt8]) throws(ManifestError) -> PackageManifest

  /// Reads every manifest of a repository, looks up what is inherited, and tells which belong to
  /// one workspace.
  ///
  /// A manifest that cannot be read becomes one of the result's problems; the others are read.
  func read(_ files: ManifestSet) -> RepositoryManifests

  /// Changes one requirement.
  ///
  /// - Parameters:
  ///   - dependency: As read from these very bytes.
  ///   - bytes: Those of `dependency.manifest`.
  /// - Returns: The new bytes; the same where the requirement says already what is asked for.
  func edit(
    _ edit: RequirementEdit, of dependency: Dependency, in bytes: [UInt8]
  ) throws(ManifestEditError) -> [UInt8]

  /// Gives the packages called `packages` the version `version`: in their manifests or the
  /// workspace's, in the requirements of path-dependents inside the repository that no longer
  /// admit it, and in the lock files beside them.
  ///
  /// - Returns: The changed files, sorted by path.
  func settingVersion(
    _ version: Version, of packages: [String], in files: ManifestSet
  ) throws(ManifestEditError) -> [EditedManifest]

  /// Orders `packages`, which are released together, so that each follows what it needs.
  func publishOrder(
    of packages: [String], in manifests: RepositoryManifests
  ) throws(PublishCycle) -> [String]

  /// The entries of `package` in a lock file, without reading more of it than needed.
  ///
  /// More than one is a version split.
  func lockedVersions(
    of package: String, in lock: [UInt8], path: String
  ) throws(LockError) -> [LockedPackage]
}

extension Ecosystem {
  /// Makes `edit` for every one of `dependencies`, each statement once however many inherit it.
  ///
  /// - Returns: The files that changed, sorted by path.
  package func edit(
    _ edit: RequirementEdit, of dependencies: [Dependency], in files: ManifestSet
  ) throws(ManifestEditError) -> [EditedManifest] {
    var results: [String: EditedManifest] = [:]
    var done: Set<Dependency.Statement> = []
    for dependency in dependencies where done.insert(dependency.statement).inserted {
      let path = dependency.manifest
      guard let bytes = results[path]?.bytes ?? files[path] else {
        throw ManifestEditError("the manifest is not there", place: dependency.place)
      }
      let edited = try self.edit(edit, of: dependency, in: bytes)
      guard edited != bytes else { continue }
      let change = ByteChange(from: bytes, to: edited)
      results[path, default: EditedManifest(path: path, bytes: bytes, changes: [])].bytes = edited
      results[path]?.changes.append(
        EditedManifest.Change(
          subject: dependency.name, from: change.removed, to: change.added,
          place: dependency.place))
    }
    return results.values.sorted { $0.path < $1.path }
  }
}
