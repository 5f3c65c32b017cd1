internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// Looks the lock files of the foundation and of its dependents up among the known advisories.
struct AdvisoryWatch: Sendable {
  let ground: WatchGround

  /// One lock file, written where the tool finds it.
  private struct Lock: Sendable {
    var owner: String
    var path: String
  }

  func look() async throws -> WatchLook {
    let workspace = ground.workspace
    let source = Configuration.WatchSource.advisories.rawValue
    return try await Scratch.withFolder(in: workspace.host, name: "watch-locks") { folder in
      let locks = try await locks(in: folder)
      guard !locks.isEmpty else {
        return WatchLook(source, .idle(because: "there is no committed lock file"))
      }
      var look = WatchLook(source)
      let budget = workspace.configuration.watch.timing(of: .advisories).budget
      let database = workspace.configuration.watch.advisories.map {
        Files.absolutePath($0, from: workspace.directory)
      }
      for lock in locks {
        switch try await workspace.cargo.advisories(
          forLock: lock.path, database: database, timeout: budget.duration)
        {
        case .output(let bytes, _):
          look.findings += try LockFinding.all(in: try JSONValue(parsing: bytes))
            .compactMap { finding(of: $0, in: lock) }
        case .obstacle(let obstacle) where obstacle.kind == .toolMissing:
          look.state = .noData(because: "no tool that knows the advisories is installed")
          look.remarks = ["`cargo install cargo-audit` brings it"]
          return look
        case .obstacle(let obstacle):
          let reason = obstacle.message.split(whereSeparator: \.isNewline).first ?? "it failed"
          look.state = .noData(because: "\(lock.owner): \(reason)")
        }
      }
      return look
    }
  }

  /// An advisory tells of a critical bug; a package that was withdrawn does not by itself.
  private func finding(of found: LockFinding, in lock: Lock) -> WatchLook.Finding? {
    guard let advisory = found.advisory else { return nil }
    let foundation = ground.workspace.configuration.foundation.allPackages
    return WatchLook.Finding(
      WatchTriggerName.criticalBug.rawValue,
      "\(advisory) \(found.package) \(found.version) \(lock.owner)",
      printable("\(lock.owner): \(found.line)"),
      // Only where it is the foundation's own fault does taking the release back help.
      isOfRelease: ground.whyNoRelease == nil && foundation.contains(found.package)
        && found.version == ground.release?.version.description)
  }

  /// The committed locks of the released foundation and of every dependent's tip.
  private func locks(in folder: String) async throws -> [Lock] {
    let workspace = ground.workspace
    var sets: [(owner: String, files: ManifestSet)] = []
    if let line = ground.line {
      let commit = line.baseline?.commit ?? line.tip
      sets.append(
        (
          workspace.configuration.foundation.package,
          try await workspace.source(at: commit).files
        ))
    }
    for dependent in ground.fleet?.fleet.dependents ?? [] {
      sets.append(
        (
          dependent.name.description,
          try await workspace.store.repository(dependent.name).manifestSet(of: dependent.commit)
        ))
    }
    var locks: [Lock] = []
    for (owner, files) in sets {
      for path in files.paths where Cargo.isLock(path) {
        let place = Files.join(folder, "\(locks.count)")
        try Files.createDirectories(place)
        try Files.write(files[path] ?? [], to: Files.join(place, "Cargo.lock"))
        let inside = RepositoryPath.folder(of: path)
        locks.append(
          Lock(
            owner: owner + (inside.isEmpty ? "" : " (\(inside))"),
            path: Files.join(place, "Cargo.lock")))
      }
    }
    return locks
  }
}
