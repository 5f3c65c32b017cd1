internal import LockstepCore
package import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

extension Workspace {
  /// The registry that the configuration names.
  package func registry() throws -> any Registry {
    let setting = configuration.foundation.publish.description
    guard let registry = try Registries.open(setting, beside: directory, host: host) else {
      throw ExplainedFailure(
        "nothing is published", why: ["`publish` is \"none\""],
        hints: ["name a registry or a folder under [foundation] in lockstep.toml"])
    }
    return registry
  }

  /// Whether releases are published at all.
  package var publishes: Bool { configuration.foundation.publish != .none }

  /// Makes the packages of a commit and returns what was made; the files are gone afterwards.
  func packaged(_ packages: PackageSet, verify: Bool) async throws -> [PackagedCrate] {
    try await withPackaged(packages, verify: verify) { crates, _ in crates }
  }

  /// Exports a commit into a scratch folder, makes its packages there and hands both to `body`.
  func withPackaged<Result: Sendable>(
    _ packages: PackageSet, verify: Bool,
    _ body: ([PackagedCrate], _ folder: String) async throws -> Result
  ) async throws -> Result {
    try await withCheckout(of: packages.commit) { top in
      let folder = Files.join(top, packages.folder)
      if let lock = packages.lock {
        try Files.writeAtomically(Array(lock.utf8), to: Files.join(folder, "Cargo.lock"))
      }
      let crates = try await makePackages(
        packages.members.map(\.name), in: folder, beside: top, verify: verify,
        locked: packages.lock != nil)
      return try await body(crates, folder)
    }
  }

  /// Makes packages; those that need one another see each other as if they were published already.
  private func makePackages(
    _ names: [String], in folder: String, beside top: String, verify: Bool, locked: Bool
  ) async throws -> [PackagedCrate] {
    let target = Files.join(host.cacheDirectory, "target")
    try Files.createDirectories(target)
    // The build tool lets go of a package before its digest is taken, and whoever plans at the same
    // moment would write it anew meanwhile.
    return try await FileLock(path: Files.join(target, "foundation.lock")).whileHeld(
      timeout: .seconds(3_600)
    ) {
      try await cargo.package(
        PackageRequest(
          folder: folder, packages: names, verify: verify, locked: locked, allowDirty: true,
          targetDirectory: Files.join(target, "foundation")),
        for: try registry(), scratch: "\(top).overlay")
    }
  }

  /// Exports a commit of the foundation into a folder that goes afterwards.
  func withCheckout<Result: Sendable>(
    of commit: ObjectID, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    try await Scratch.withFolder(in: host, name: "foundation") { scratch in
      let folder = Files.join(scratch, "checkout")
      try await repository.addWorktree(at: folder, commit: commit)
      return try await body(folder)
    }
  }

  /// Measures what would be published at `commit`: the packages in their order, their digests, and the
  /// lock that they are packaged with where the commit holds none.
  func measure(_ version: Version, at commit: ObjectID) async throws -> PackageSet? {
    guard publishes else { return nil }
    let source = try await source(at: commit)
    let names = try Cargo().publishOrder(
      of: configuration.foundation.allPackages, in: source.manifests)
    let folder = source.workspaceFolder(of: configuration.foundation.package)
    let hasLock = source.files[RepositoryPath.file("Cargo.lock", in: folder)] != nil
    return try await withCheckout(of: commit) { top in
      let workspaceFolder = Files.join(top, folder)
      if !hasLock {
        try await cargo.generateLockfile(LockRequest(folder: workspaceFolder))
      }
      let crates = try await makePackages(
        names, in: workspaceFolder, beside: top, verify: false, locked: false)
      let lock = hasLock ? nil : try Files.read(Files.join(workspaceFolder, "Cargo.lock"))
      return PackageSet(
        version: version, commit: commit, folder: folder,
        members: crates.map { .init(name: $0.name, digest: $0.checksum) },
        lock: lock.map { String(decoding: $0, as: UTF8.self) },
        registry: configuration.foundation.publish.description)
    }
  }
}
