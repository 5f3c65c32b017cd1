internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification

/// Scratch copies of a whole fleet, and a workspace that sees nothing else.
///
/// Every remote has a bare copy that borrows its objects from what is on this machine already; the
/// foundation's clone, its ledger and the registry have copies too. The addresses stay as they are
/// written: git is told to go to the copies (``RehearsalRedirect``), Cargo to the registry's copy. Tokens
/// are not in the environment, so what would be forgotten here could still change nothing.
struct RehearsalStage: Sendable {
  /// The foundation as the copies have it.
  let workspace: Workspace
  /// What a reader should know of the copies, a line each.
  let remarks: [String]

  /// Makes the copies, hands them to `body`, and removes them.
  static func with<Result: Sendable>(
    copying workspace: Workspace, fleet: LoadedFleet,
    _ body: (RehearsalStage) async throws -> Result
  ) async throws -> Result {
    let host = workspace.host
    let directory = Files.join(host.cacheDirectory, "rehearsals")
    return try await ScratchFolder.with(in: directory, name: host.identifiers()) { folder in
      var builder = Builder(real: workspace, fleet: fleet, folder: folder)
      return try await body(try await builder.stage())
    }
  }

  /// Makes the copies, one after the other.
  private struct Builder {
    let real: Workspace
    let fleet: LoadedFleet
    let folder: String
    var redirect: RehearsalRedirect
    var remarks: [String] = []

    init(real: Workspace, fleet: LoadedFleet, folder: String) {
      self.real = real
      self.fleet = fleet
      self.folder = folder
      redirect = RehearsalRedirect(of: fleet.fleet)
    }

    private var host: Host { real.host }

    mutating func stage() async throws -> RehearsalStage {
      let clone = try await copyFoundation()
      try await copyDependents()
      let host = try redirectedHost()
      var surroundings = real.surroundings
      for (key, value) in host.environment where key.hasPrefix("GIT_CONFIG_") {
        surroundings.environment[key] = value
      }
      // Cargo's own git knows nothing of such settings.
      surroundings.environment["CARGO_NET_GIT_FETCH_WITH_CLI"] = "true"
      surroundings.environment["CARGO_HOME"] = try BorrowedCargoHome.make(
        in: Files.join(folder, "cargo"), host: self.host)
      surroundings.folders.append(folder)
      let publish = try copyRegistry(&surroundings)
      var configuration = real.configuration
      if let publish { configuration.foundation.publish = publish }
      var repository = clone
      repository.host = host
      let ledger = Ledger(
        repository: repository, remote: real.ledger.remote, author: real.author,
        command: real.ledger.command, host: host, sign: real.ledger.sign)
      let workspace = Workspace(
        host: host, repository: repository, directory: real.directory, folder: real.folder,
        configuration: configuration, standing: real.standing, remoteName: real.remoteName,
        remote: real.remote, ledger: ledger, store: try store(on: host),
        lock: EffectLock(path: Files.join(folder, "effects.lock")), author: real.author,
        surroundings: surroundings, publishing: publish, isRehearsal: true,
        ownFoundation: real.ownFoundation)
      return RehearsalStage(workspace: workspace, remarks: remarks)
    }

    // MARK: - Repositories

    /// Copies the user's clone, the foundation's remote, and the ledger's where that is another one.
    private mutating func copyFoundation() async throws -> GitRepository {
      let objects = try await real.repository.objectsFolder()
      let clone = try await bare("clone", borrowing: [objects])
      let top =
        real.folder.isEmpty
        ? real.directory : String(real.directory.dropLast(real.folder.count + 1))
      try await clone.fetch(
        ["+refs/heads/*:refs/heads/*", "+refs/lockstep/*:refs/lockstep/*"],
        from: try RemoteAddress(parsing: top))
      let origin = try await bare("origins/foundation", borrowing: [objects])
      try await origin.fetch(
        ["heads", "tags", "lockstep"].map { "+refs/\($0)/*:refs/\($0)/*" }, from: real.remote,
        timeout: Workspace.remoteTimeout)
      let snapshot = try await origin.remoteSnapshot(of: real.remote, patterns: ["HEAD"])
      if let head = snapshot.head { try point(origin, to: head) }
      redirect.add(real.remote, to: origin.gitDirectory)
      if let record = real.ledger.remote, record != real.remote {
        let copy = try await bare("origins/ledger", borrowing: [objects])
        try await copy.fetch(
          ["+refs/lockstep/*:refs/lockstep/*"], from: record, timeout: Workspace.remoteTimeout)
        redirect.add(record, to: copy.gitDirectory)
      }
      return clone
    }

    /// Copies every dependent's remote: its branch as it was just fetched, and where others take it by
    /// git, whatever else it has.
    private mutating func copyDependents() async throws {
      let objects = Files.join(real.store.objects.gitDirectory, "objects")
      let tips = try await real.store.tips()
      let sources = fleet.discovery.sources
      for (number, source) in sources.enumerated() {
        let name = "origins/dependent-\(number)"
        redirect.add(source.address, to: Files.join(folder, "\(name).git"))
        guard let tip = tips[source.name], fleet.failures[source.name] == nil else { continue }
        let branch = try RefName.branch(tip.branch)
        let copy = try write(name, borrowing: [objects], at: tip.commit, on: branch)
        guard redirect.isNamed(source.address) else { continue }
        try await copy.fetch(
          ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], from: source.address,
          timeout: Workspace.remoteTimeout)
      }
    }

    private func bare(_ name: String, borrowing objects: [String]) async throws -> GitRepository {
      try write(name, borrowing: objects, at: nil, on: try RefName.branch("main"))
    }

    /// Writes a bare repository without a process: for a thousand of them that counts.
    private func write(
      _ name: String, borrowing objects: [String], at commit: ObjectID?, on branch: RefName
    ) throws -> GitRepository {
      let path = Files.join(folder, "\(name).git")
      try Files.createDirectories("\(path)/objects/info")
      try Files.createDirectories("\(path)/objects/pack")
      try Files.createDirectories("\(path)/refs/heads")
      try Files.write(
        Array((objects.joined(separator: "\n") + "\n").utf8),
        to: "\(path)/objects/info/alternates")
      let repository = GitRepository(gitDirectory: path, host: host)
      if let commit {
        try Files.createDirectories(Files.parent(of: "\(path)/\(branch)"))
        try Files.write(Array("\(commit)\n".utf8), to: "\(path)/\(branch)")
      }
      try Files.write(Array(Self.configuration.utf8), to: "\(path)/config")
      try point(repository, to: branch)
      return repository
    }

    private func point(_ repository: GitRepository, to branch: RefName) throws {
      try Files.write(
        Array("ref: \(branch)\n".utf8), to: Files.join(repository.gitDirectory, "HEAD"))
    }

    private static let configuration = """
      [core]
      \trepositoryformatversion = 0
      \tbare = true
      \tlogAllRefUpdates = false
      [gc]
      \tauto = 0
      [receive]
      \tautogc = false
      [uploadpack]
      \tallowAnySHA1InWant = true

      """

    /// A store of its own that borrows what the real one has.
    private func store(on host: Host) throws -> FleetStore {
      let store = FleetStore(directory: Files.join(folder, "cache/fleet"), host: host)
      try store.create()
      let objects = Files.join(real.store.objects.gitDirectory, "objects")
      try Files.write(
        Array("\(objects)\n".utf8),
        to: Files.join(store.objects.gitDirectory, "objects/info/alternates"))
      return store
    }

    // MARK: - The environment

    /// The host that sees the copies: git's settings and a cache of its own, no tokens.
    ///
    /// What compilers leave is shared, which is large and made again where it is missing; verdicts are
    /// not: they are kept by version, and what a version holds is not settled before it is released.
    private func redirectedHost() throws -> Host {
      let settings = Files.join(folder, "redirect.gitconfig")
      try Files.write(Array(redirect.settings.utf8), to: settings)
      var host = self.host
      host.environment = host.environment.filter { name, _ in
        !["TOKEN", "SECRET", "PASSWORD", "GITHUB_APP", "PRIVATE_KEY"].contains {
          name.uppercased().contains($0)
        }
      }
      let count = Int(host.environment["GIT_CONFIG_COUNT"] ?? "") ?? 0
      host.environment["GIT_CONFIG_COUNT"] = "\(count + 1)"
      host.environment["GIT_CONFIG_KEY_\(count)"] = "include.path"
      host.environment["GIT_CONFIG_VALUE_\(count)"] = settings
      let cache = Files.join(folder, "cache")
      for name in ["target", "surfaces", "yard/target"] {
        let shared = Files.join(self.host.cacheDirectory, name)
        try Files.createDirectories(shared)
        try Files.createDirectories(Files.parent(of: Files.join(cache, name)))
        try Files.createSymbolicLink(at: Files.join(cache, name), to: shared)
      }
      host.environment["LOCKSTEP_CACHE"] = cache
      return host
    }

    /// Copies the registry; one on a network cannot be copied, and an empty folder takes its place.
    private mutating func copyRegistry(_ surroundings: inout CargoSurroundings) throws
      -> Configuration.Publish?
    {
      guard real.publishes else { return nil }
      let place = Files.join(folder, "registry")
      switch try real.folderRegistry() {
      case let files as FileRegistry:
        let overlay = try RegistryOverlay(of: files, at: place, project: real.directory)
        surroundings.configuration += overlay.configuration
      case let source as DirectorySource:
        let overlay = try RegistryOverlay(of: source, at: place, project: real.directory)
        surroundings.configuration += overlay.configuration
      default:
        try Files.createDirectories(Files.join(place, "index"))
        remarks.append(
          "the registry \(real.configuration.foundation.publish) cannot be copied: publishing is "
            + "rehearsed into a folder, and dependents that take the hotfix from the registry are "
            + "not built with it")
      }
      return .folder(place)
    }
  }
}
