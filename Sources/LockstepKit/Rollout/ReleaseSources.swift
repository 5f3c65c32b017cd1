internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// The foundation's manifests at a release and at the versions that the fleet's locks hold.
///
/// They prove that two versions need the same packages, so that a lock can be edited directly.
struct ReleaseSources: Sendable {
  private let release: ReleasedVersion
  private let packages: [String]
  private let after: RepositoryManifests
  private let before: [Version: RepositoryManifests]
  private let checksums: [String: String]
  private let cargo: Version?

  /// Reads the manifests, a version once, and the registry's checksums of the release.
  ///
  /// - Parameter known: The checksums, where the registry need not be asked for them.
  static func read(
    for release: ReleasedVersion, fleet: Fleet, workspace: Workspace,
    checksums known: [String: String]? = nil
  ) async throws -> ReleaseSources {
    let packages = workspace.configuration.foundation.allPackages
    let locked = Set(
      fleet.dependents.flatMap { dependent in
        dependent.directUses.flatMap { $0.locked.map(\.version) }
      })
    var before: [Version: RepositoryManifests] = [:]
    for tagged in try await workspace.taggedVersions() where locked.contains(tagged.version) {
      before[tagged.version] = try await workspace.source(at: tagged.commit).manifests
    }
    var checksums = known ?? [:]
    if known == nil, workspace.publishes {
      let registry = try workspace.registry()
      for package in packages {
        checksums[package] = try await registry.published(package, release.version)?.checksum
      }
    }
    let version = try await workspace.cargo.version().split(separator: " ")
    return ReleaseSources(
      release: release, packages: packages,
      after: try await workspace.source(at: release.commit).manifests, before: before,
      checksums: checksums, cargo: version.dropFirst().first.flatMap { try? Version(parsing: $0) })
  }

  /// The move that `lock` has to make; `nil` where a version that it holds is not known.
  func move(of lock: CargoLockFile) -> LockMove? {
    var moving: [LockMove.Package] = []
    for name in packages {
      let entries = lock.packages(named: name)
      guard let entry = entries.first else { continue }
      guard entries.count == 1, let old = before[entry.version]?.manifest(ofPackage: name),
        let new = after.manifest(ofPackage: name)
      else { return nil }
      moving.append(LockMove.Package(before: old, after: new, checksum: checksums[name]))
    }
    guard !moving.isEmpty else { return nil }
    return LockMove(packages: moving, commit: release.commit.description, cargo: cargo)
  }
}
