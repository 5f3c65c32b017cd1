import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem

/// Pins every dependent in the fleet's store to the last good version, and pushes.
///
/// `fill` fetches into the store, `prepare` writes the commits and remembers them in a file, `push` pushes
/// what is remembered, `all` reads, writes and pushes.
struct PinBenchmark {
  private let mode: String
  private let store: FleetStore
  private let foundation: String
  private let package: String
  private let version: Version
  private let width: Int
  private let host: Host
  private let prepared: String
  private let lock: EffectLock
  private let origins: String
  /// Where the origins are; the folder itself unless a server's address is given.
  private let remote: String

  init(_ arguments: inout Arguments) throws {
    mode = arguments.next() ?? "all"
    host = Host.live()
    let cache = try arguments.value("cache")
    store = FleetStore(directory: "\(cache)/fleet", host: host)
    prepared = "\(cache)/benchmark-pins"
    lock = EffectLock(path: "\(cache)/benchmark-effects.lock")
    let origins = try arguments.value("origins")
    self.origins = origins
    remote = arguments.text("remote") ?? "file://\(origins)"
    foundation = try arguments.value("foundation")
    package = try arguments.value("package")
    version = try Version(parsing: arguments.value("version"))
    width = arguments.number("width", else: 2)
  }

  func run() async throws {
    let tips = try await store.tips()
    switch mode {
    case "fill": try await fill()
    case "prepare": try await remember(pins(tips))
    case "push": try await push(remembered(tips), tips)
    default: try await push(pins(tips), tips)
    }
  }

  private func fill() async throws {
    let sources = try Files.list(origins).filter { $0.hasSuffix(".git") }.map { file in
      FleetSource(
        name: try RepositoryName(String(file.dropLast(4))),
        address: try RemoteAddress(parsing: "\(remote)/\(file)"), branch: "main")
    }
    let outcomes = await store.fetch(sources, width: width, timeout: .seconds(60))
    for case (let name, .failed(let explanation)) in outcomes {
      throw ExplainedFailure("\(name) could not be fetched", why: [explanation.what])
    }
    await store.prepare()
  }

  // MARK: The commits

  private func pins(
    _ tips: [RepositoryName: FleetTip]
  ) async throws -> [RepositoryName: [RefUpdate]] {
    let (target, move) = try await release()
    let dependents = tips.filter { $0.key.description != package }.sorted { $0.key < $1.key }
    let files = try await manifests(of: dependents.map(\.value.commit))
    let cargo = Cargo()
    let signature = Signature(
      name: "Benchmark", email: "benchmark@example.invalid", at: host.clock.now())
    var drafts: [CommitDraft] = []
    for (name, tip) in dependents {
      let set = files[tip.commit] ?? ManifestSet()
      let manifests = cargo.read(set)
      let edits = try cargo.edit(
        .pin(to: target), of: manifests.dependencies(on: package), in: set)
      guard !edits.isEmpty else { throw ExplainedFailure("\(name) has nothing to pin") }
      let locks = try moved(set.applying(edits), by: move, in: name)
      drafts.append(
        CommitDraft(
          parents: [tip.commit], tree: .commit(tip.commit),
          changes: (edits + locks).map {
            FileChange(path: $0.path, content: .bytes($0.bytes, executable: false))
          },
          message: "Pin \(package) to \(version)\n", author: signature, committer: signature))
    }
    let commits = try await store.objects.write(drafts)
    var updates: [RepositoryName: [RefUpdate]] = [:]
    for (dependent, commit) in zip(dependents, commits) {
      let reference = try RefName.branch(dependent.value.branch)
      updates[dependent.key] = [
        RefUpdate(ref: reference, old: dependent.value.commit, new: commit)
      ]
    }
    return updates
  }

  /// The version to go back to, and the way there as lock files see it.
  private func release() async throws -> (ReleaseTarget, LockMove) {
    let (repository, _) = try await GitRepository.discover(from: foundation, host: host)
    let tag = "v\(version)"
    guard let good = try await repository.resolve("refs/tags/\(tag)"),
      let bad = try await repository.resolve("HEAD")
    else {
      throw ExplainedFailure("there is no tag \(tag) in \(foundation)")
    }
    let both = try await repository.read([bad, good].map { .file(commit: $0, path: "Cargo.toml") })
    let manifests = try both.map {
      try Cargo().readManifest(path: "Cargo.toml", bytes: $0?.bytes ?? [])
    }
    let way = LockMove.Package(
      before: manifests[0], after: manifests[1], checksum: String(repeating: "0", count: 64))
    return (
      ReleaseTarget(version: version, tag: tag, commit: good.description),
      LockMove(packages: [way], commit: good.description)
    )
  }

  private func moved(
    _ set: ManifestSet, by move: LockMove, in name: RepositoryName
  ) throws -> [EditedManifest] {
    let manifests = Cargo().read(set)
    return try set.paths.filter(Cargo.isLock).map { path in
      let lock = try CargoLockFile(parsing: set[path] ?? [], path: path)
      switch lock.moving(move, in: manifests) {
      case .edited(let edited): return edited
      case .unproven(let reason):
        throw ExplainedFailure("the lock of \(name) cannot be moved directly", why: [reason])
      }
    }
  }

  private func manifests(of commits: [ObjectID]) async throws -> [ObjectID: ManifestSet] {
    let files = try await store.objects.files(in: commits) {
      Cargo.isManifest($0) || Cargo.isLock($0)
    }
    let wanted = files.flatMap { commit, files in files.map { (commit, $0) } }
    let contents = try await store.objects.read(wanted.map { .object($0.1.id) })
    var sets: [ObjectID: ManifestSet] = [:]
    for ((commit, file), content) in zip(wanted, contents) {
      sets[commit, default: ManifestSet()][file.path] = content?.bytes
    }
    return sets
  }

  // MARK: Pushing

  private func push(
    _ updates: [RepositoryName: [RefUpdate]], _ tips: [RepositoryName: FleetTip]
  ) async throws {
    let outcomes = await store.push(
      updates, addresses: tips.mapValues(\.address), width: width, lock: lock)
    let failed = outcomes.filter { !$0.value.values.allSatisfy(\.isThere) }
    guard failed.isEmpty, outcomes.count == updates.count else {
      throw ExplainedFailure(
        "\(failed.count) of \(updates.count) were not pushed",
        why: failed.prefix(3).map { "\($0.key): \($0.value)" })
    }
  }

  // MARK: What was prepared

  private func remember(_ updates: [RepositoryName: [RefUpdate]]) throws {
    let lines = updates.sorted { $0.key < $1.key }.flatMap { name, updates in
      updates.map {
        "\(name) \($0.ref) \($0.old?.description ?? "-") \($0.new?.description ?? "-")\n"
      }
    }
    try Files.write(Array(lines.joined().utf8), to: prepared)
  }

  private func remembered(
    _ tips: [RepositoryName: FleetTip]
  ) throws -> [RepositoryName: [RefUpdate]] {
    guard let bytes = try Files.read(prepared) else {
      throw ExplainedFailure("nothing is prepared", hints: ["run `pin prepare` first"])
    }
    var updates: [RepositoryName: [RefUpdate]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      guard parts.count == 4 else { continue }
      updates[try RepositoryName(parts[0]), default: []].append(
        RefUpdate(
          ref: try RefName(parsing: parts[1]), old: try ObjectID(parsing: parts[2]),
          new: try ObjectID(parsing: parts[3])))
    }
    return updates
  }
}
