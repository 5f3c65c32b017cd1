internal import LockstepCore
package import LockstepEcosystems
package import LockstepGit
package import LockstepSystem

/// The world as it will be when a candidate is public, for as long as somebody builds in it.
///
/// The registry is a copy with the candidate's packages in it; the foundation's git addresses lead to
/// a scratch repository that has the candidate's tag, and its branch at the candidate's commit. So the
/// very trees that a rollout would push resolve and build unchanged, and nothing of it reaches the
/// real registry, the real remotes or the user's own Cargo home.
package struct CandidateWorld: Sendable {
  /// What is to be public in it.
  package struct Publication: Sendable {
    package var commit: ObjectID
    /// The tag's short name.
    package var tag: String
    /// The branch that is released, and leads to the candidate.
    package var branch: RefName
    /// The foundation's repository, which has the candidate's objects.
    package var repository: GitRepository
    package var remote: RemoteAddress
    /// The addresses by which dependents name the foundation's repository, as they are spelt.
    package var addresses: [String]
    /// Addresses of other repositories that begin with one of those.
    package var neighbours: [String]

    package init(
      commit: ObjectID, tag: String, branch: RefName, repository: GitRepository,
      remote: RemoteAddress, addresses: [String], neighbours: [String] = []
    ) {
      self.commit = commit
      self.tag = tag
      self.branch = branch
      self.repository = repository
      self.remote = remote
      self.addresses = addresses
      self.neighbours = neighbours
    }
  }

  /// What Cargo has to be told to build in this world.
  package var surroundings: CargoSurroundings
  /// A checkout of the candidate.
  package let checkout: String

  private let folder: String
  private let host: Host

  /// Makes the world in a scratch folder below `directory`, hands it to `body`, and removes it.
  package static func with<Result: Sendable>(
    _ publication: Publication, in directory: String, host: Host,
    _ body: (inout CandidateWorld) async throws -> Result
  ) async throws -> Result {
    try await ScratchFolder.with(in: directory, name: host.identifiers()) { folder in
      let checkout = Files.join(folder, "origin")
      try await publication.repository.addWorktree(
        at: checkout, commit: publication.commit, history: true)
      var world = CandidateWorld(
        surroundings: CargoSurroundings(folders: [folder]), checkout: checkout, folder: folder,
        host: host)
      if !publication.addresses.isEmpty { try await world.divertGit(for: publication) }
      return try await body(&world)
    }
  }

  /// Puts packages into a copy of the registry that `folder` is, and lets builds see the copy.
  ///
  /// - Parameters:
  ///   - registry: A file registry or a directory source.
  ///   - project: A folder whose Cargo configuration names the registry.
  package mutating func publish(
    _ crates: [PackagedCrate], to registry: any Registry, project: String
  ) async throws {
    let place = Files.join(folder, "registry")
    let overlay: RegistryOverlay
    switch registry {
    case let files as FileRegistry:
      overlay = try RegistryOverlay(of: files, at: place, project: project)
    case let source as DirectorySource:
      overlay = try RegistryOverlay(of: source, at: place, project: project)
    default:
      throw ExplainedFailure(
        "a candidate cannot be shown in the registry \(registry.name) before it is published",
        why: ["only a registry in a folder can be copied"])
    }
    for crate in crates { try await overlay.add(crate) }
    surroundings.configuration += overlay.configuration
    for name in overlay.sources { surroundings.sources[name] = overlay.folder }
  }

  // MARK: - git

  /// Makes the scratch origin out of the checkout's own repository, and leads Cargo's git to it.
  private mutating func divertGit(for publication: Publication) async throws {
    let own = Files.join(checkout, ".git")
    let origin = GitRepository(gitDirectory: own, host: host)
    // A revision that dependents name may be the tip of nothing.
    try Files.append(
      Array("[uploadpack]\n\tallowAnySHA1InWant = true\n".utf8), to: Files.join(own, "config"))
    try await origin.fetch(
      ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], from: publication.remote)
    let snapshot = try await publication.repository.remoteSnapshot(
      of: publication.remote, patterns: ["HEAD"])
    let head = snapshot.head ?? publication.branch
    try Files.write(Array("ref: \(head)\n".utf8), to: Files.join(own, "HEAD"))
    let tag = try RefName.tag(publication.tag)
    let known = try await origin.references(
      under: [publication.branch.description, tag.description])
    let updates = [publication.branch, tag].map { ref in
      RefUpdate(
        ref: ref, old: known.first { $0.name == ref }?.object, new: publication.commit)
    }
    try await origin.update(updates.filter { $0.old != $0.new }, because: "lockstep: candidate")

    var settings = publication.addresses.map { ("url.file://\(own).insteadOf", $0) }
    // git takes the longest address that fits: this keeps the others as they are.
    settings += publication.neighbours.map { ("url.\($0).insteadOf", $0) }
    for (number, (key, value)) in settings.enumerated() {
      surroundings.environment["GIT_CONFIG_KEY_\(number)"] = key
      surroundings.environment["GIT_CONFIG_VALUE_\(number)"] = value
    }
    surroundings.environment["GIT_CONFIG_COUNT"] = "\(settings.count)"
    // Cargo's own git knows nothing of such settings.
    surroundings.environment["CARGO_NET_GIT_FETCH_WITH_CLI"] = "true"
    surroundings.environment["CARGO_HOME"] = try BorrowedCargoHome.make(
      in: Files.join(folder, "cargo"), host: host)
  }
}
