internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// A lock file that an update or a pin rewrites.
struct MovedLock: Hashable, Sendable {
  var path: String
  var bytes: [UInt8]
}

/// Moves the foundation in a dependent's committed lock files.
///
/// Where it is provable what the package manager would write, the bytes are edited; everywhere else the
/// package manager itself does it, in a scratch checkout.
struct DependentLocks: Sendable {
  let workspace: Workspace
  let layout: FleetLayout
  let dependent: Dependent
  let release: ReleasedVersion
  /// The foundation's own manifests at the versions that locks may hold.
  let sources: ReleaseSources
  let progress: @Sendable (String) -> Void
  /// Takes in what the manifests say, and moves nothing: features may need other packages, no others
  /// versions.
  var onlySettles = false
  /// Whether features change with the version: what they need is the tool's to tell.
  var changesFeatures = false

  private var cargo: Cargo { Cargo() }

  /// Returns the lock files that change, given the manifests as `edits` leave them.
  func move(files: ManifestSet, edits: [EditedManifest]) async throws -> [MovedLock] {
    let manifests = cargo.read(files.applying(edits))
    var moved: [MovedLock] = []
    var difficult: [RepositoryFacts.Build] = []
    for build in dependent.facts.builds {
      guard let lock = files[build.lock], concerns(build) else { continue }
      if let bytes = try direct(lock, at: build.lock, manifests: manifests) {
        if bytes != lock { moved.append(MovedLock(path: build.lock, bytes: bytes)) }
      } else {
        difficult.append(build)
      }
    }
    if !difficult.isEmpty { moved += try await byTool(difficult, files: files, edits: edits) }
    return moved.sorted { $0.path < $1.path }
  }

  /// Whether a lock holds the foundation, or a dependent that leads to it.
  private func concerns(_ build: RepositoryFacts.Build) -> Bool {
    let members = Set(build.members + [build.root])
    return dependent.uses.contains { members.contains($0.dependency.member) && $0.hasLock }
  }

  /// Edits a lock's bytes where it is certain what the package manager would write; else `nil`.
  private func direct(_ lock: [UInt8], at path: String, manifests: RepositoryManifests) throws
    -> [UInt8]?
  {
    // What comes through another dependent moves with that one, and only the tool can tell how.
    guard !onlySettles, !changesFeatures, dependent.uses.allSatisfy({ $0.via == nil }) else {
      return nil
    }
    let file = try CargoLockFile(parsing: lock, path: path)
    guard let move = sources.move(of: file) else { return nil }
    switch file.moving(move, in: manifests) {
    case .edited(let edited): return edited.bytes
    case .unproven: return nil
    }
  }

  /// Lets the package manager move the locks of `builds`, and reads what it wrote.
  private func byTool(
    _ builds: [RepositoryFacts.Build], files: ManifestSet, edits: [EditedManifest]
  ) async throws -> [MovedLock] {
    let subject = try await layout.subject(of: dependent, at: dependent.commit, foundation: release)
    return try await layout.yard.withCheckout(of: subject) { top in
      for edit in edits {
        try Files.writeAtomically(edit.bytes, to: Files.join(top, edit.path))
      }
      var moved: [MovedLock] = []
      for build in builds {
        let folder = Files.join(top, RepositoryPath.folder(of: build.root))
        try await update(
          build, at: Files.join(top, build.lock), in: LockRequest(folder: folder))
        guard let bytes = try Files.read(Files.join(top, build.lock)), bytes != files[build.lock]
        else { continue }
        moved.append(MovedLock(path: build.lock, bytes: bytes))
      }
      return moved
    }
  }

  private func update(
    _ build: RepositoryFacts.Build, at lock: String, in request: LockRequest
  ) async throws {
    // Takes in what the manifests say now, and moves nothing else.
    _ = try await workspace.cargo.metadata(request, resolved: true)
    guard !onlySettles else { return }
    let members = Set(build.members + [build.root])
    let uses = dependent.uses.filter { members.contains($0.dependency.member) && $0.hasLock }
    for use in uses where use.reach == .immediate {
      guard case .git = use.dependency.source else { continue }
      try await workspace.cargo.update([use.dependency.name], precise: nil, in: request)
    }
    let entries = try foundation(in: lock)
    // Where the dependent's own use is there already, what is left is another one's.
    let isOwn =
      !uses.contains { $0.via != nil }
      || (uses.contains { $0.via == nil } && !entries.contains { $0.version == release.version })
    for entry in entries where entry.version != release.version {
      do {
        try await workspace.cargo.update(
          ["\(entry.name)@\(entry.version)"], precise: release.version, in: request)
      } catch let failure as CargoFailure where !isOwn {
        // Somebody in between does not admit it yet: the lock stays, and the build will say that the
        // release was not part of it, or that two versions were.
        progress("\(dependent.name): \(failure.explanation.oneLine)")
      }
    }
  }

  /// The foundation's packages that a lock takes from a registry.
  private func foundation(in path: String) throws -> [LockedPackage] {
    guard let bytes = try Files.read(path) else { return [] }
    let file = try CargoLockFile(parsing: bytes, path: path)
    return workspace.configuration.foundation.allPackages
      .flatMap { file.packages(named: $0) }.filter(\.isFromRegistry)
  }
}
