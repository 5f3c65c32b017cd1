internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// Where dependents are built against a candidate: the world in which it is public, and the commits
/// that a rollout would push there.
struct CandidateGround: Sendable {
  /// The foundation as the candidate's world shows it to the build tool.
  let workspace: Workspace
  let release: ReleasedVersion
  /// Whether the registry is a network's, so that the candidate stands in for its packages by an
  /// override instead of being in it.
  let overridesRegistry: Bool
  /// The addresses by which the fleet names the foundation's repository.
  let addresses: [String]
  /// The digests under which the registry of this world has the candidate.
  let checksums: [String: String]

  /// Opens the world of `release`, hands it to `body`, and closes it.
  static func with<Result: Sendable>(
    _ release: ReleasedVersion, on branch: RefName, fleet: Fleet, workspace: Workspace,
    _ body: (CandidateGround) async throws -> Result
  ) async throws -> Result {
    let (addresses, neighbours) = gitAddresses(of: fleet, foundation: workspace.remote)
    let publication = CandidateWorld.Publication(
      commit: release.commit, tag: release.tag, branch: branch, repository: workspace.repository,
      remote: workspace.remote, addresses: addresses, neighbours: neighbours)
    let directory = Files.join(workspace.host.cacheDirectory, "worlds")
    return try await CandidateWorld.with(publication, in: directory, host: workspace.host) {
      world in
      let isTakenFromRegistry = fleet.dependents.flatMap(\.uses).contains { use in
        if case .registry = use.dependency.source { true } else { false }
      }
      var overrides = false
      var checksums: [String: String] = [:]
      if isTakenFromRegistry {
        if let registry = try workspace.folderRegistry() {
          checksums = try await show(release, in: registry, of: &world, workspace: workspace)
        } else {
          overrides = true
        }
      }
      var shown = workspace
      shown.surroundings = world.surroundings
      return try await body(
        CandidateGround(
          workspace: shown, release: release, overridesRegistry: overrides, addresses: addresses,
          checksums: checksums))
    }
  }

  /// Puts the candidate into the world's registry, unless it is published already.
  private static func show(
    _ release: ReleasedVersion, in registry: any Registry, of world: inout CandidateWorld,
    workspace: Workspace
  ) async throws -> [String: String] {
    let source = try await workspace.source(at: release.commit)
    let names = try Cargo().publishOrder(
      of: workspace.configuration.foundation.allPackages, in: source.manifests)
    var checksums: [String: String] = [:]
    for name in names {
      checksums[name] = try await registry.published(name, release.version)?.checksum
    }
    if checksums.count == names.count { return checksums }
    let inside = source.workspaceFolder(of: workspace.configuration.foundation.package)
    let host = workspace.host
    return try await Scratch.withFolder(in: host, name: "candidate") { scratch in
      let crates = try await workspace.cargo.package(
        PackageRequest(
          folder: Files.join(world.checkout, inside), packages: names, verify: false,
          allowDirty: true,
          targetDirectory: Files.join(host.cacheDirectory, "target/foundation")),
        for: registry, scratch: Files.join(scratch, "overlay"))
      try await world.publish(crates, to: registry, project: workspace.directory)
      return Dictionary(
        crates.map { ($0.name, $0.checksum) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// How the fleet spells the foundation's git address, and the other addresses that begin alike.
  private static func gitAddresses(of fleet: Fleet, foundation: RemoteAddress) -> (
    own: [String], neighbours: [String]
  ) {
    var all: Set<String> = []
    for dependent in fleet.dependents {
      for dependency in dependent.facts.dependencies {
        if case .git(let url, _) = dependency.source { all.insert(url) }
      }
      for entry in dependent.facts.locks.flatMap(\.packages) {
        if let git = entry.git { all.insert(git.url) }
      }
    }
    let identity = AddressIdentity(foundation.asCargoURL)
    let own = all.filter { AddressIdentity($0) == identity }
    let neighbours = all.subtracting(own).filter { other in own.contains { other.hasPrefix($0) } }
    return (own.sorted(), neighbours.sorted())
  }
}

extension Workspace {
  /// The registry that dependents take packages from, where it is a folder on this machine.
  func folderRegistry() throws -> (any Registry)? {
    var name = "crates-io"
    switch configuration.foundation.publish {
    case .folder: return try registry()
    case .registry(let named): name = named
    case .none: break
    }
    let cargo = try CargoConfiguration.load(for: directory, host: host)
    guard let folder = cargo.folder(standingFor: name) else { return nil }
    return try Registries.open(folder, beside: directory, host: host)
  }
}
