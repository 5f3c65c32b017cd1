internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepGit
internal import LockstepSystem

/// One side as it is read: its packages, and how it is laid out.
struct SideSource: Sendable {
  /// One package of it.
  struct Package: Hashable, Sendable {
    var name: String
    var version: Version?
    /// The manifest's path from the side's root on.
    var manifest: String
    var features: DeclaredFeatures
  }

  /// Where the files are.
  enum Place: Hashable, Sendable {
    /// A commit, whose tree has this id.
    case commit(ObjectID, tree: ObjectID, in: String)
    /// A folder of the user's, in which nothing is changed.
    case folder(String)
  }

  var side: FoundationSide
  var role: FoundationSide.Role
  var place: Place
  var packages: [Package]
  /// The manifest of the folder that was named, or of the repository's root.
  var ownManifest = "Cargo.toml"
  /// The digest of a folder's files, where all that it needs of its own lies in it.
  var folderDigest: String?
  /// The files at the root that choose a toolchain, by name.
  var toolchainFiles: [String: [UInt8]]

  /// The names of the files by which a folder chooses its toolchain.
  static let toolchainNames = ["rust-toolchain", "rust-toolchain.toml"]

  /// What errors call it: `the baseline v2.0.5`.
  var label: String { side.label(as: role) }

  /// What its files are, for ever; `nil` where that is not known.
  var identity: String? {
    switch place {
    case .commit(_, let tree, _): tree.description
    case .folder: folderDigest
    }
  }

  /// Whether it is a folder of the user's.
  var isFolder: Bool {
    if case .folder = place { true } else { false }
  }

  func package(_ name: String) -> Package? { packages.first { $0.name == name } }

  /// Reads a commit.
  static func read(
    _ side: FoundationSide, as role: FoundationSide.Role, commit: ObjectID,
    from repository: GitRepository
  ) async throws -> SideSource {
    async let tree = repository.tree(of: commit)
    let found = try await repository.files(in: [commit]) { path in
      Cargo.isManifest(path) || toolchainNames.contains(path)
    }
    let entries = found[commit] ?? []
    let contents = try await repository.read(entries.map { .object($0.id) })
    var files = ManifestSet()
    var toolchain: [String: [UInt8]] = [:]
    for (entry, content) in zip(entries, contents) {
      guard let content else { continue }
      if toolchainNames.contains(entry.path) {
        toolchain[entry.path] = content.bytes
      } else {
        files[entry.path] = content.bytes
      }
    }
    let manifests = Cargo().read(files)
    return SideSource(
      side: side, role: role,
      place: .commit(commit, tree: try await tree, in: repository.gitDirectory),
      packages: try packages(of: manifests, label: side.label(as: role)),
      toolchainFiles: toolchain)
  }

  private static func packages(of manifests: RepositoryManifests, label: String) throws -> [Package]
  {
    let found = manifests.manifests.compactMap { manifest -> Package? in
      guard let facts = manifest.package else { return nil }
      var features = facts.features
      for name in facts.implicitFeatures where features[name] == nil {
        features[name] = ["dep:\(name)"]
      }
      return Package(
        name: facts.name, version: facts.version, manifest: manifest.path,
        features: DeclaredFeatures(features: features))
    }
    if found.isEmpty, let problem = manifests.problems.first {
      throw ExplainedFailure(
        "the manifest of \(label) cannot be read", why: [problem.explanation.oneLine],
        place: problem.explanation.place)
    }
    // Of several manifests with one name the one nearest to the root counts.
    return found.sorted {
      ($0.manifest.split(separator: "/").count, $0.manifest)
        < ($1.manifest.split(separator: "/").count, $1.manifest)
    }
  }

  /// Reads a folder, with Cargo: its manifest may be a member of a workspace above it.
  static func read(
    _ side: FoundationSide, as role: FoundationSide.Role, folder: String, host: Host
  ) async throws -> SideSource {
    guard Files.isFile(Files.join(folder, "Cargo.toml")) else {
      throw ExplainedFailure(
        "there is no Cargo.toml in \(side.name)", why: ["looked in \(folder)"],
        hints: ["name the folder of a package, or of its workspace"])
    }
    let metadata = try await CargoRunner(host: host).metadata(
      LockRequest(folder: folder, offline: true))
    let root = metadata["workspace_root"]?.string.flatMap(Files.canonicalPath) ?? folder
    var packages: [Package] = []
    for entry in metadata["packages"]?.array ?? [] {
      guard let facts = LockstepAPIDiff.PackageFacts(metadata: entry),
        let manifest = entry["manifest_path"]?.string.flatMap(Files.canonicalPath),
        manifest.hasPrefix(root + "/")
      else { continue }
      packages.append(
        Package(
          name: facts.name, version: try? Version(parsing: facts.version),
          manifest: String(manifest.dropFirst(root.count + 1)),
          features: DeclaredFeatures(features: facts.features)))
    }
    packages.sort { $0.manifest < $1.manifest }
    let own = Files.canonicalPath(Files.join(folder, "Cargo.toml")).map {
      String($0.dropFirst(root.count + 1))
    }
    var toolchain: [String: [UInt8]] = [:]
    for name in toolchainNames { toolchain[name] = try Files.read(Files.join(root, name)) }
    let digest = leaves(root, metadata) ? nil : try FolderDigest.of(root)
    return SideSource(
      side: side, role: role, place: .folder(root), packages: packages,
      ownManifest: own ?? "Cargo.toml", folderDigest: digest, toolchainFiles: toolchain)
  }

  /// Whether a package of a folder takes another one by a path that leaves it.
  private static func leaves(_ root: String, _ metadata: JSONValue) -> Bool {
    (metadata["packages"]?.array ?? []).contains { package in
      (package["dependencies"]?.array ?? []).contains { dependency in
        guard let path = dependency["path"]?.string else { return false }
        return !(Files.canonicalPath(path) ?? path).hasPrefix(root + "/")
      }
    }
  }
}
