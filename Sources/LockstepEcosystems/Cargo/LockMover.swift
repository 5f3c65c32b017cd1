import LockstepCore
import LockstepTOML

extension CargoLockFile {
  /// Moves the foundation's entries to another version, as `cargo update --precise` would.
  ///
  /// It is done only where the outcome is certain: the file is in cargo's own form and fits the
  /// manifests, the foundation is in it once, everything that requires it is known to admit the
  /// new version, and the new version needs exactly what the old one needed.
  ///
  /// - Parameter manifests: The repository's manifests, with the requirements changed already.
  package func moving(_ move: LockMove, in manifests: RepositoryManifests) -> LockEdit {
    do throws(LockDoubt) {
      var mover = try LockMover(lock: self, move: move, manifests: manifests)
      return .edited(try mover.moved())
    } catch {
      return .unproven(error.reason)
    }
  }
}

/// Why it cannot be told what cargo would write.
struct LockDoubt: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Proves and makes the move of a foundation in one lock file.
struct LockMover {
  let lock: CargoLockFile
  let move: LockMove
  let manifests: RepositoryManifests
  let workspace: RepositoryManifests.Workspace
  var model: LockModel
  /// The foundation's packages in the lock file, by position.
  private(set) var moving: [Int: LockMove.Package] = [:]
  /// The workspace's members, by position.
  private(set) var members: [Int: PackageManifest] = [:]

  init(
    lock: CargoLockFile, move: LockMove, manifests: RepositoryManifests
  ) throws(LockDoubt) {
    guard let workspace = manifests.workspaces.first(where: { $0.lock == lock.path }) else {
      throw LockDoubt("no manifest of the repository has its lock file there")
    }
    guard manifests.problems.isEmpty else {
      throw LockDoubt("not every manifest of the repository could be read")
    }
    guard let model = LockModel(lock) else {
      throw LockDoubt("it is not in the form that cargo writes")
    }
    self.lock = lock
    self.move = move
    self.manifests = manifests
    self.workspace = workspace
    self.model = model
  }

  mutating func moved() throws(LockDoubt) -> EditedManifest {
    try checkPatches()
    try findMoving()
    try findMembers()
    for (index, package) in moving { try check(package, at: index) }
    var changes: [EditedManifest.Change] = []
    for index in moving.keys.sorted() { changes.append(try rewrite(index)) }
    try checkRequirers()
    for (index, manifest) in members { try check(manifest, at: index) }
    try upgradeFormat()
    return EditedManifest(path: lock.path, bytes: model.printed(), changes: changes)
  }

  // MARK: - What is there

  private func checkPatches() throws(LockDoubt) {
    guard lock.unusedPatches.isEmpty else { throw LockDoubt("it records unused patches") }
    // Only the root's patches count for cargo.
    let names = Set(move.packages.compactMap(\.after.package?.name))
    if manifests.manifest(at: workspace.root)?.patches.contains(where: { names.contains($0.name) })
      == true
    {
      throw LockDoubt("the foundation is patched in `\(workspace.root)`")
    }
  }

  private mutating func findMoving() throws(LockDoubt) {
    for package in move.packages {
      guard let before = package.before.package, let after = package.after.package,
        before.name == after.name, let version = before.version
      else { throw LockDoubt("the foundation's versions are not known") }
      let found = lock.indices(named: before.name)
      guard found.count <= 1 else { throw LockDoubt("there is more than one `\(before.name)`") }
      guard let index = found.first else { continue }
      guard lock.packages[index].version == version else {
        throw LockDoubt(
          "`\(before.name)` is locked to \(lock.packages[index].version), not to \(version)")
      }
      moving[index] = package
    }
    guard !moving.isEmpty else { throw LockDoubt("the foundation is not in it") }
    let sources = Set(
      moving.keys.compactMap { lock.packages[$0].git == nil ? nil : lock.packages[$0].source })
    for index in lock.packages.indices where moving[index] == nil {
      if let source = lock.packages[index].source, sources.contains(source) {
        throw LockDoubt("`\(lock.packages[index].name)` comes from the same repository")
      }
    }
  }

  private mutating func findMembers() throws(LockDoubt) {
    for path in workspace.members {
      guard let manifest = manifests.manifest(at: path), let facts = manifest.package,
        let index = lock.index(ofMember: facts.name, version: facts.version)
      else { throw LockDoubt("it does not have the member `\(path)`") }
      members[index] = manifest
    }
    for index in lock.packages.indices where lock.packages[index].isFolder {
      guard members[index] != nil || moving[index] != nil else {
        throw LockDoubt("what the folder of `\(lock.packages[index].name)` needs is not known")
      }
    }
  }

  // MARK: - The foundation

  /// The new version has to need what the old one needs, from the same places.
  private func check(_ package: LockMove.Package, at index: Int) throws(LockDoubt) {
    let names = Set(move.packages.compactMap(\.after.package?.name))
    let before = ResolutionFacts(package.before, moving: names)
    let after = ResolutionFacts(package.after, moving: names)
    let name = lock.packages[index].name
    guard before == after else {
      throw LockDoubt("the versions of `\(name)` do not need the same packages and features")
    }
    guard !after.hasOtherFolders else {
      throw LockDoubt("`\(name)` needs packages of its repository that are not released with it")
    }
    for dependency in package.after.dependencies
    where names.contains(dependency.name) && dependency.kind != .development {
      let needed = move.packages.first { $0.after.package?.name == dependency.name }
      guard let version = needed?.after.package?.version,
        dependency.requirement?.admits(version) ?? true
      else { throw LockDoubt("`\(name)` does not admit the new `\(dependency.name)`") }
    }
  }

  private mutating func rewrite(_ index: Int) throws(LockDoubt) -> EditedManifest.Change {
    let old = lock.packages[index]
    guard let package = moving[index], let version = package.after.package?.version else {
      throw LockDoubt("the foundation's versions are not known")
    }
    var new = old
    new.version = version
    new.source = try source(for: old, at: index)
    new.checksum = nil
    if new.isFromRegistry {
      guard let checksum = package.checksum else {
        throw LockDoubt("the checksum of `\(old.name)` \(version) is not known")
      }
      new.checksum = checksum
    }
    model.packages[index] = new
    return EditedManifest.Change(
      subject: old.name, from: Self.spelled(old), to: Self.spelled(new),
      place: SourcePlace(path: lock.path, line: old.line, column: 1))
  }

  private static func spelled(_ package: LockedPackage) -> String {
    "\(package.version)" + (package.git.map { " (\($0.reference), \($0.commit))" } ?? "")
  }

  /// What the members' requirements make of the source; they have to agree.
  private func source(for old: LockedPackage, at index: Int) throws(LockDoubt) -> String? {
    let wanted = Set(
      members.values.flatMap(\.dependencies).filter { $0.name == old.name }.map(Origin.init))
    guard wanted.count <= 1 else { throw LockDoubt("members take `\(old.name)` from two places") }
    if let origin = wanted.first { return try source(from: origin.source, of: old) }
    // No member names it: it comes with the package that is named, from the same place.
    let named = Set(members.values.flatMap(\.dependencies).map(\.name))
    guard
      let leader = moving.keys.first(where: { named.contains(lock.packages[$0].name) }),
      lock.packages[leader].source == old.source
    else { throw LockDoubt("no member of the workspace requires `\(old.name)`") }
    return try source(for: lock.packages[leader], at: leader)
  }

  /// A source, told apart from others as cargo does it.
  private struct Origin: Hashable {
    let source: SourceKind
    init(_ dependency: Dependency) {
      source = dependency.source
      if case .path(let path) = dependency.source {
        folder = dependency.folderInRepository ?? "\(dependency.manifest): \(path)"
      } else {
        folder = nil
      }
    }
    private let folder: String?

    static func == (a: Origin, b: Origin) -> Bool {
      a.folder == b.folder && (a.folder != nil || a.source == b.source)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(folder) }
  }

  private func source(from kind: SourceKind, of old: LockedPackage) throws(LockDoubt) -> String? {
    switch kind {
    case .path:
      return nil
    case .registry(let name):
      if let source = old.source, old.isFromRegistry { return source }
      guard name == nil else { throw LockDoubt("the address of the registry is not known") }
      return "registry+https://github.com/rust-lang/crates.io-index"
    case .git(let url, let reference):
      guard let commit = move.commit else { throw LockDoubt("the commit is not known") }
      let known = old.git.flatMap { LockedGitSource.areAlike($0.url, url) ? $0.url : nil }
      guard let address = known ?? LockedGitSource.plain(url) else {
        throw LockDoubt("cargo may spell the address `\(url)` in another way")
      }
      return LockedGitSource(url: address, reference: reference, commit: commit)
        .written(format: model.format)
    }
  }

  // MARK: - Everybody else

  /// Whoever requires the foundation has to be a member, or part of it.
  private func checkRequirers() throws(LockDoubt) {
    for index in moving.keys {
      for requirer in model.requirers(of: index)
      where members[requirer] == nil && moving[requirer] == nil {
        throw LockDoubt(
          "what `\(lock.packages[requirer].name)` requires of `\(lock.packages[index].name)`"
            + " is not known")
      }
    }
  }

  /// A member's entry has to fit its manifest, before and after: otherwise cargo would change more.
  private func check(_ manifest: PackageManifest, at index: Int) throws(LockDoubt) {
    let linked = model.links[index].map { model.packages[$0] }
    let wanted = Set(manifest.dependencies.map(\.name))
    guard wanted == Set(linked.map(\.name)) else {
      throw LockDoubt("it does not fit the dependencies of `\(manifest.path)`")
    }
    for dependency in manifest.dependencies {
      guard linked.contains(where: { dependency.accepts($0) }) else {
        throw LockDoubt(
          "`\(dependency.name)` is locked to what `\(manifest.path)` does not ask for")
      }
    }
  }

  /// Cargo brings the format up to the one that the oldest promised toolchain reads, whenever it
  /// changes the file.
  private mutating func upgradeFormat() throws(LockDoubt) {
    if let cargo = move.cargo, cargo < Version(1, 83, 0) {
      guard model.format >= 3 else { throw LockDoubt("cargo \(cargo) may change its format") }
      return
    }
    var format = 4
    let promises = members.values.compactMap { $0.package?.rustVersion }
    for promise in promises {
      guard let version = Self.version(promise) else {
        throw LockDoubt("the `rust-version` `\(promise)` cannot be read")
      }
      switch version {
      case Version(1, 83, 0)...: break
      case Version(1, 53, 0)...: format = min(format, 3)
      case Version(1, 41, 0)...: format = min(format, 2)
      default: format = min(format, 1)
      }
    }
    guard model.upgrade(to: format) else {
      throw LockDoubt("its format is too old to tell what its git sources mean")
    }
  }

  private static func version(_ promise: String) -> Version? {
    let missing = 3 - promise.split(separator: ".").count
    guard missing >= 0 else { return nil }
    return try? Version(parsing: promise + String(repeating: ".0", count: missing))
  }
}
