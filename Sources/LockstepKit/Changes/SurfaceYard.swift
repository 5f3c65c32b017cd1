internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepGit
internal import LockstepSystem

/// Makes the surfaces of a side: from the cache, else with rustdoc in a place of its own.
///
/// A place holds a checkout and a target folder, which the next comparison takes again, so that what
/// third parties have written is compiled once. Whoever works in one has it locked; two sides that
/// are made side by side have two.
struct SurfaceYard: Sendable {
  /// One surface that is wanted.
  struct Wish: Hashable, Sendable {
    var package: SideSource.Package
    var features: LockstepAPIDiff.FeatureSelection
  }

  let host: Host
  let maker: SurfaceMaker
  let progress: @Sendable (String) -> Void

  init(host: Host, isolation: Isolation, progress: @escaping @Sendable (String) -> Void) {
    self.host = host
    self.progress = progress
    maker = SurfaceMaker(
      host: host, environment: CargoEnvironment(host.environment).variables(for: .building),
      isolation: isolation,
      cache: SurfaceCache(
        directory: Files.join(host.cacheDirectory, "surfaces"), faults: host.faults))
  }

  /// The surfaces of one side; a package without any to compare has its error instead.
  func surfaces(
    of source: SideSource, _ wishes: [Wish], toolchain: Toolchain
  ) async throws -> [Wish: Result<Surface, SurfaceError>] {
    var made = await known(source, wishes, toolchain: toolchain)
    let missing = wishes.filter { made[$0] == nil }
    guard !missing.isEmpty else { return made }
    try await withPlace { place in
      let checkout = try await layOut(source, in: place, toolchain: toolchain)
      for wish in missing {
        progress("reading the public API of \(source.label) (\(text(of: wish, in: source)))")
        let request = request(
          wish, of: source, checkout: checkout, target: Files.join(place, "target"))
        do {
          made[wish] = .success(try await make(request, of: source, toolchain))
        } catch let error as SurfaceError where error.isOfPackageWithoutSurface {
          made[wish] = .failure(error)
        }
      }
    }
    return made
  }

  /// Makes a surface; that of a folder is kept only where nobody has changed the folder meanwhile.
  private func make(
    _ request: SurfaceRequest, of source: SideSource, _ toolchain: Toolchain
  ) async throws -> Surface {
    guard case .folder(let folder) = source.place else {
      return try await maker.surface(of: request, toolchain: toolchain.name)
    }
    var unnamed = request
    unnamed.identity = nil
    let surface = try await maker.surface(of: unnamed)
    if let digest = source.folderDigest, try FolderDigest.of(folder) == digest {
      try maker.keep(surface, of: request, toolchain: toolchain.name)
    }
    return surface
  }

  /// The surfaces that are in the cache, read side by side.
  private func known(
    _ source: SideSource, _ wishes: [Wish], toolchain: Toolchain
  ) async -> [Wish: Result<Surface, SurfaceError>] {
    guard source.identity != nil else { return [:] }
    let found = await forEach(wishes, width: 4) { wish in
      let request = request(wish, of: source, checkout: "", target: "")
      return (wish, maker.known(request, toolchain: toolchain.name))
    }
    var known: [Wish: Result<Surface, SurfaceError>] = [:]
    for case (let wish, let surface?) in found { known[wish] = .success(surface) }
    return known
  }

  private func text(of wish: Wish, in source: SideSource) -> String {
    let features = "features: \(wish.features.text)"
    return source.packages.count > 1 ? "\(wish.package.name), \(features)" : features
  }

  private func request(
    _ wish: Wish, of source: SideSource, checkout: String, target: String
  ) -> SurfaceRequest {
    SurfaceRequest(
      checkout: checkout, isScratch: !source.isFolder, manifest: wish.package.manifest,
      package: wish.package.name,
      features: wish.features, side: source.label, identity: source.identity,
      targetDirectory: target)
  }

  /// Lays a side out; a folder is taken as it is.
  private func layOut(
    _ source: SideSource, in place: String, toolchain: Toolchain
  ) async throws -> String {
    switch source.place {
    case .folder(let folder): return folder
    case .commit(let commit, _, let gitDirectory):
      let checkout = Files.join(place, "checkout")
      try Files.remove(checkout)
      try await GitRepository(gitDirectory: gitDirectory, host: host)
        .addWorktree(at: checkout, commit: commit)
      // Surfaces of two compilers cannot be compared: both sides are read with the candidate's.
      for name in SideSource.toolchainNames { try Files.remove(Files.join(checkout, name)) }
      try toolchain.choose(in: checkout)
      return checkout
    }
  }

  // MARK: - Places

  /// How many comparisons can work at once.
  private static let mostPlaces = 32

  /// Hands out the first place that nobody works in.
  private func withPlace(_ body: (_ folder: String) async throws -> Void) async throws {
    let yard = Files.join(host.cacheDirectory, "target/surface")
    try Files.createDirectories(yard)
    for number in 1...Self.mostPlaces {
      let folder = Files.join(yard, "\(number)")
      var isOurs = false
      do {
        try await FileLock(path: folder + ".lock").whileHeld(timeout: .zero) {
          isOurs = true
          try await body(try Files.canonicalDirectory(folder))
        }
        return
      } catch let error as FileError where !isOurs {
        if number == Self.mostPlaces { throw error }
      }
    }
  }
}

/// The compiler with which both sides are read.
struct Toolchain: Sendable {
  /// What it calls itself.
  let name: String
  /// The files that choose it, by name; empty where nothing is chosen.
  let files: [String: [UInt8]]

  /// Writes the files that choose it into a checkout.
  func choose(in folder: String) throws {
    for (name, bytes) in files { try Files.write(bytes, to: Files.join(folder, name)) }
  }
}

extension SurfaceError {
  /// Whether the package is of a kind that has no public API to compare, however well it builds.
  fileprivate var isOfPackageWithoutSurface: Bool {
    switch self {
    case .noLibrary, .proceduralMacro: true
    default: false
    }
  }
}
