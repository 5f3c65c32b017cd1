import LockstepCore
import LockstepTOML

/// Puts the manifests of a repository together: who belongs to which workspace, and what is
/// inherited from it.
struct WorkspaceAssembly {
  private(set) var manifests: [String: PackageManifest]
  private(set) var problems: [ManifestError]
  /// The root that each manifest looks to for inheritance.
  private var roots: [String: String] = [:]

  init(manifests: [PackageManifest], problems: [ManifestError]) {
    self.manifests = Dictionary(manifests.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    self.problems = problems
  }

  /// Looks up everything inherited and returns the whole.
  mutating func assemble() -> RepositoryManifests {
    let paths = manifests.keys.sorted()
    for path in paths { roots[path] = root(for: path) }
    for path in paths {
      do throws(ManifestError) {
        manifests[path] = try inheriting(path)
      } catch {
        problems.append(error)
        manifests[path] = nil
      }
    }
    let workspaces = self.workspaces()
    return RepositoryManifests(
      manifests: paths.compactMap { manifests[$0] }, workspaces: workspaces,
      problems: problems.sorted { $0.place.path < $1.place.path })
  }

  // MARK: - Roots

  /// The manifest that cargo takes for the root: the one named outright, the manifest itself, or
  /// the nearest above it that does not leave it out.
  private func root(for path: String) -> String? {
    guard let manifest = manifests[path] else { return nil }
    if manifest.isWorkspaceRoot { return path }
    if let named = manifest.package?.workspacePath {
      let folder = RepositoryPath.join(manifest.folder, named)
      let root = folder.map { RepositoryPath.file("Cargo.toml", in: $0) }
      return root.flatMap { manifests[$0]?.isWorkspaceRoot == true ? $0 : nil }
    }
    var folder = manifest.folder
    while !folder.isEmpty {
      folder = RepositoryPath.folder(of: folder)
      let candidate = RepositoryPath.file("Cargo.toml", in: folder)
      if let above = manifests[candidate], above.isWorkspaceRoot {
        return isExcluded(manifest.folder, by: above) ? nil : candidate
      }
    }
    return nil
  }

  /// Whether the workspace leaves `folder` out; a member that is listed outright stays in.
  private func isExcluded(_ folder: String, by root: PackageManifest) -> Bool {
    guard let facts = root.workspace else { return false }
    let isBelow = { (entry: String) in
      RepositoryPath.join(root.folder, entry).map { RepositoryPath.isInside(folder, $0) } ?? false
    }
    return facts.exclude.contains(where: isBelow) && !facts.members.contains(where: isBelow)
  }

  // MARK: - Inheritance

  private func inheriting(_ path: String) throws(ManifestError) -> PackageManifest? {
    guard var manifest = manifests[path] else { return nil }
    let root = roots[path].flatMap { manifests[$0] }
    if var facts = manifest.package {
      try inherit(into: &facts, of: path, from: root)
      manifest.package = facts
    }
    var complete: [Dependency] = []
    for dependency in manifest.dependencies {
      complete.append(
        dependency.inherited ? try inherited(dependency, from: root) : dependency)
    }
    manifest.dependencies = complete
    return manifest
  }

  private func inherit(
    into facts: inout PackageFacts, of path: String, from root: PackageManifest?
  ) throws(ManifestError) {
    guard facts.inheritsVersion || !facts.inheritedFields.isEmpty else { return }
    guard let workspace = root?.workspace else {
      throw ManifestError(
        "it inherits from a workspace, and belongs to none",
        place: SourcePlace(path: path, line: 1, column: 1),
        hints: ["list it in the `members` of the workspace's `Cargo.toml`"])
    }
    if facts.inheritsVersion {
      facts.version = workspace.version
      facts.versionPlace = workspace.versionPlace
    }
    if facts.inheritedFields.contains("edition") { facts.edition = workspace.edition }
    if facts.inheritedFields.contains("rust-version") { facts.rustVersion = workspace.rustVersion }
    if facts.inheritedFields.contains("publish") {
      facts.publishing = workspace.publishing ?? .anywhere
    }
  }

  /// Joins a member's `workspace = true` with the workspace's statement, by cargo's rules.
  private func inherited(
    _ dependency: Dependency, from root: PackageManifest?
  ) throws(ManifestError) -> Dependency {
    let stated = root?.workspace?.dependencies.first { $0.key == dependency.key }
    guard var result = stated else {
      throw ManifestError(
        "`\(dependency.key)` is not in `[workspace.dependencies]`", place: dependency.place)
    }
    result.member = dependency.manifest
    result.use = dependency.place
    result.memberTable = dependency.table
    result.kind = dependency.kind
    result.target = dependency.target
    result.optional = dependency.optional
    result.inherited = true
    let known = Set(result.features)
    result.features += dependency.features.filter { !known.contains($0) }
    // A member can turn default features on again, never off.
    result.defaultFeatures = result.defaultFeatures || dependency.defaultFeatures
    return result
  }

  // MARK: - Members

  private func workspaces() -> [RepositoryManifests.Workspace] {
    var found: [RepositoryManifests.Workspace] = []
    var taken: Set<String> = []
    for path in manifests.keys.sorted() {
      guard let root = manifests[path], root.isWorkspaceRoot else { continue }
      let members = self.members(of: root)
      taken.formUnion(members)
      found.append(workspace(path, members: members))
    }
    for (path, manifest) in manifests
    where manifest.package != nil && !manifest.isWorkspaceRoot && !taken.contains(path) {
      found.append(workspace(path, members: [path]))
    }
    return found.sorted { $0.root < $1.root }
  }

  private func workspace(
    _ root: String, members: Set<String>
  ) -> RepositoryManifests.Workspace {
    RepositoryManifests.Workspace(
      root: root, members: members.sorted(),
      lock: RepositoryPath.file("Cargo.lock", in: RepositoryPath.folder(of: root)))
  }

  /// The listed members, and the path dependencies inside the root that cargo adds by itself.
  private func members(of root: PackageManifest) -> Set<String> {
    let patterns = root.members.compactMap { FolderPattern($0, in: root.folder) }
    var members: Set<String> = []
    var waiting: [PackageManifest] = root.package == nil ? [] : [root]
    if !patterns.isEmpty {
      for manifest in manifests.values
      where patterns.contains(where: { $0.matches(manifest.folder) })
        && !isExcluded(manifest.folder, by: root)
      {
        waiting.append(manifest)
      }
    }
    while let manifest = waiting.popLast() {
      let isOwn = !manifest.isWorkspaceRoot || manifest.path == root.path
      guard isOwn, manifest.package != nil, members.insert(manifest.path).inserted else { continue }
      for dependency in manifest.dependencies {
        guard let folder = dependency.folderInRepository,
          let target = manifests[RepositoryPath.file("Cargo.toml", in: folder)],
          RepositoryPath.isInside(folder, root.folder) || roots[target.path] == root.path,
          !isExcluded(folder, by: root)
        else { continue }
        waiting.append(target)
      }
    }
    return members
  }
}
