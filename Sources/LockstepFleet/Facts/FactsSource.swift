import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem

/// Reads what the tips of a fleet say, in one pass over the store for all that is new.
struct FactsSource {
  /// A manifest or lock of more bytes is not read.
  private static let largestFile = 64 << 20

  let objects: GitRepository
  /// The cache's file; nil keeps nothing.
  let cachePath: String?
  let host: Host

  /// The facts of `commits`, with the lock entries that `wanted` asks for once the packages are
  /// known.
  func facts(
    of commits: Set<ObjectID>, wanted: ([ObjectID: FactsCache.Kept]) -> Set<String>
  ) async throws -> [ObjectID: RepositoryFacts] {
    var cache = try load(commits)
    let missing = commits.filter { cache.entries[$0] == nil }.sorted()
    if !missing.isEmpty {
      try await read(missing, into: &cache)
      try store(&cache)
    }
    return cache.facts(wanted: wanted(cache.entries))
  }

  private func load(_ commits: Set<ObjectID>) throws -> FactsCache {
    guard let cachePath, let bytes = try Files.read(cachePath) else { return FactsCache() }
    return FactsCache(reading: bytes, of: commits)
  }

  private func store(_ cache: inout FactsCache) throws {
    guard let cachePath else { return }
    try Files.createDirectories(LexicalPath.parent(of: cachePath))
    try Files.writeAtomically(
      cache.encoded(), to: cachePath, faults: host.faults, label: "facts-cache")
  }

  private func read(_ commits: [ObjectID], into cache: inout FactsCache) async throws {
    let lists = try await objects.fileLists(in: commits) {
      Cargo.isManifest($0) || Cargo.isLock($0)
    }
    var files: [ObjectID: [TreeFile]] = [:]
    for (commit, list) in lists {
      switch list {
      case .success(let found): files[commit] = found
      // One hostile or damaged tree is that repository's problem, and hides nothing of the others.
      case .failure(let error):
        cache.keep(RepositoryFacts(problems: [error.explanation]), locks: [], of: commit)
      }
    }
    // Groups bound the memory: the contents of a whole fleet need not be there at once.
    var group: [ObjectID] = []
    var count = 0
    for commit in commits {
      group.append(commit)
      count += files[commit]?.count ?? 0
      if count >= 2_000 {
        try await read(group, files, into: &cache)
        (group, count) = ([], 0)
      }
    }
    if !group.isEmpty { try await read(group, files, into: &cache) }
  }

  private func read(
    _ commits: [ObjectID], _ files: [ObjectID: [TreeFile]], into cache: inout FactsCache
  ) async throws {
    var specs: [ObjectSpec] = []
    for commit in commits {
      for file in files[commit] ?? [] where file.isRegular { specs.append(.object(file.id)) }
    }
    var contents = try await objects.read(specs).makeIterator()
    for commit in commits {
      guard let list = files[commit] else { continue }
      var set: [String: [UInt8]] = [:]
      for file in list where file.isRegular {
        guard let content = contents.next() ?? nil, content.bytes.count <= Self.largestFile else {
          continue
        }
        set[file.path] = content.bytes
      }
      Self.keep(set, of: commit, in: &cache)
    }
  }

  /// Reads a repository's files; what cannot be read is one of its problems.
  static func keep(_ files: [String: [UInt8]], of commit: ObjectID, in cache: inout FactsCache) {
    var facts = RepositoryFacts(reading: ManifestSet(files.filter { Cargo.isManifest($0.key) }))
    var locks: [RawLock] = []
    for (path, bytes) in files.filter({ Cargo.isLock($0.key) }).sorted(by: { $0.key < $1.key }) {
      switch cache.readLock(bytes, path: path) {
      case .success(let lock): locks.append(lock)
      case .failure(let error): facts.problems.append(error.explanation)
      }
    }
    cache.keep(facts, locks: locks, of: commit)
  }
}

extension RepositoryFacts {
  /// Reads manifests; locks are read apart from them.
  init(reading set: ManifestSet) {
    let read = Cargo().read(set)
    self.init()
    for manifest in read.manifests {
      if let package = manifest.package {
        packages.append(
          Package(
            name: package.name, version: package.version, manifest: manifest.path,
            isPublished: package.publishing != .only([]), features: package.features))
      }
      dependencies += manifest.dependencies
      dependencies += manifest.patches
    }
    builds = read.workspaces.map { Build(root: $0.root, members: $0.members, lock: $0.lock) }
    problems = read.problems.map(\.explanation)
  }

  /// Reads manifests and locks that are given as files: what one commit would say.
  package init(reading files: [String: [UInt8]]) {
    self.init(reading: ManifestSet(files.filter { Cargo.isManifest($0.key) }))
    for (path, bytes) in files.filter({ Cargo.isLock($0.key) }).sorted(by: { $0.key < $1.key }) {
      do {
        let lock = try CargoLockFile(parsing: bytes, path: path)
        locks.append(
          Lock(
            path: path,
            packages: lock.packages.map {
              Entry(name: $0.name, version: $0.version, source: $0.source, line: $0.line)
            }))
      } catch {
        problems.append(error.explanation)
      }
    }
  }
}
