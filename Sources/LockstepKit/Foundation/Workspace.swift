package import LockstepCore
package import LockstepEcosystems
package import LockstepFleet
package import LockstepGit
package import LockstepLedger
package import LockstepSystem

/// The foundation as a command finds it: the user's clone, its remote, its configuration, its record.
///
/// Opening it reads only what is on this machine. Nothing here touches the working tree: what is
/// released is what the remote has.
package struct Workspace: Sendable {
  package let host: Host
  /// The user's clone.
  package let repository: GitRepository
  /// The folder of `lockstep.toml` on this machine.
  package let directory: String
  /// The same folder inside the repository; empty for its root.
  package let folder: String
  /// What counts for this operation, and where it was read from.
  package var configuration: Configuration {
    didSet { if let publishing { configuration.foundation.publish = publishing } }
  }
  package var standing: ConfigurationStanding
  package let remoteName: String
  package let remote: RemoteAddress
  package let ledger: Ledger
  package let store: FleetStore
  /// Held by every child that changes the world.
  package let lock: EffectLock
  /// Who acts; the name that commits, tags and events carry.
  package let author: Author
  /// The world that builds see, where it is not the present one.
  package var surroundings = CargoSurroundings()
  /// Where releases are published whatever a configuration says: set while a plan is only rehearsed.
  var publishing: Configuration.Publish? = nil
  /// Whether everything happens on copies: then no service and nobody is spoken to, for these have none.
  package var isRehearsal = false

  /// What the working copy says of the foundation: it names lines that an old line's file does not know.
  var ownFoundation: Configuration.Foundation? = nil

  /// What keeps programs of strangers apart, looked for once.
  private let sandbox = AskedOnce<Sandbox>()
  /// What was read of the foundation so far.
  let sources = FoundationSources()
  /// When which dependents were fetched.
  let fetched = FetchMemory()

  /// The configuration's file name.
  package static let configurationName = "lockstep.toml"

  /// Where the remote's branches and tags are mirrored, apart from what the user fetches.
  static let remoteHeads = "refs/lockstep/remote/heads/"
  static let remoteTags = "refs/lockstep/remote/tags/"

  /// How long one conversation with a remote may take.
  package static let remoteTimeout: Duration = .seconds(120)

  /// Opens the foundation that `host`'s working directory is in.
  ///
  /// - Parameters:
  ///   - command: The command line, as the ledger records it.
  ///   - reading: Only looks: who acts is not asked of git, which makes a quick command quicker.
  /// - Throws: Explained errors, with status 78 where the configuration is missing or wrong.
  package static func open(host: Host, command: [String], reading: Bool = false) async throws
    -> Workspace
  {
    let (repository, workTree) = try await GitRepository.discover(
      from: host.workingDirectory, host: host)
    guard let workTree else {
      throw ExplainedFailure(
        "this is a bare repository", why: ["\(repository.gitDirectory) has no working tree"],
        hints: ["run Lockstep in a clone of the foundation"])
    }
    let directory = try configurationFolder(from: host.workingDirectory, upTo: workTree)
    let path = Files.join(directory, configurationName)
    guard let bytes = try Files.read(path) else { throw ConfigurationMissing(folder: directory) }
    let configuration = try Configuration(parsing: bytes, path: configurationName)
    // The file is shared by all clones, and a fork's clone calls the same remote otherwise.
    let settings = try await repository.configuration(
      matching: "^(lockstep[.]remote|remote[.].*[.]url|commit[.]gpgsign)$")
    let remoteName = settings["lockstep.remote"] ?? configuration.foundation.remote
    let remote = try address(
      settings["remote.\(remoteName).url"], ofRemote: remoteName, of: repository)
    let author =
      reading
      ? Author(name: "", email: "", host: SystemProcesses.hostName())
      : try await self.author(of: repository, host: host)
    let record = try configuration.ledger.remote.map { try RemoteAddress(parsing: $0) } ?? remote
    return Workspace(
      host: host, repository: repository, directory: directory,
      folder: relative(directory, to: workTree), configuration: configuration,
      standing: .workingCopy, remoteName: remoteName, remote: remote,
      ledger: Ledger(
        repository: repository, remote: record, author: author, command: command, host: host,
        sign: signs(settings["commit.gpgsign"])),
      store: FleetStore(directory: Files.join(host.cacheDirectory, "fleet"), host: host),
      lock: EffectLock(path: Files.join(repository.gitDirectory, "lockstep-effects.lock")),
      author: author, ownFoundation: configuration.foundation)
  }

  /// The path of a file of the foundation in its repository.
  package func pathInRepository(_ name: String) -> String {
    RepositoryPath.file(name, in: folder)
  }

  /// The name and address that commits and tags made now carry.
  package func signature() -> Signature {
    Signature(name: author.name, email: author.email, at: host.clock.now())
  }

  /// A runner of the foundation's and the dependents' build tool.
  package var cargo: CargoRunner { CargoRunner(host: host, surroundings: surroundings) }

  /// Has everything that is built from now on kept apart by `sandbox`, unless something was built before.
  func keepApart(in sandbox: Sandbox) async throws {
    _ = try await self.sandbox.answer { sandbox }
  }

  /// The build tool apart from this machine, for whatever runs programs of repositories.
  var isolation: Isolation {
    Isolation(host: host, sandbox: sandbox, surroundings: surroundings)
  }

  private static func configurationFolder(from start: String, upTo top: String) throws -> String {
    let top = Files.canonicalPath(top) ?? top
    var folder = Files.canonicalPath(start) ?? start
    while true {
      if try Files.read(Files.join(folder, configurationName)) != nil { return folder }
      if folder == top || !folder.hasPrefix(top) { throw ConfigurationMissing(folder: top) }
      folder = Files.parent(of: folder)
    }
  }

  private static func relative(_ path: String, to top: String) -> String {
    let top = Files.canonicalPath(top) ?? top
    guard path.hasPrefix(top + "/") else { return "" }
    return String(path.dropFirst(top.count + 1))
  }

  static func address(ofRemote name: String, of repository: GitRepository) async throws
    -> RemoteAddress
  {
    try address(
      try await repository.configuration("remote.\(name).url"), ofRemote: name, of: repository)
  }

  private static func address(
    _ url: String?, ofRemote name: String, of repository: GitRepository
  ) throws -> RemoteAddress {
    guard let url else {
      throw ExplainedFailure(
        "the foundation has no remote `\(name)`",
        why: ["\(repository.gitDirectory) knows no such remote"],
        hints: [
          "add it with `git remote add \(name) ADDRESS`",
          "where this clone calls it otherwise: `git config lockstep.remote NAME`",
          "where all clones do: `remote` under [foundation] in lockstep.toml",
        ], exitStatus: .configuration)
    }
    return try RemoteAddress(parsing: url)
  }

  /// Whether the user's git signs commits; git reads several words as yes.
  private static func signs(_ setting: String?) -> Bool {
    guard let setting else { return false }
    return ["true", "yes", "on", "1", ""].contains(setting.lowercased())
  }

  static func author(of repository: GitRepository, host: Host) async throws -> Author {
    let identity = try await repository.identity()
    return Author(name: identity.name, email: identity.email, host: SystemProcesses.hostName())
  }
}

/// Where the configuration that counts was read from.
package enum ConfigurationStanding: Hashable, Sendable {
  /// From the candidate's base; the working copy says the same.
  case committed(ObjectID)
  /// From the candidate's base; the working copy differs and does not count.
  case committedDiffers(ObjectID)
  /// From the working copy, because the remote's branch has none yet.
  case workingCopy
}

/// There is no `lockstep.toml` between here and the top of the repository.
package struct ConfigurationMissing: ExplainedError, ExitStatusCarrying {
  package let folder: String

  package var explanation: Explanation {
    Explanation(
      "there is no lockstep.toml here", why: ["looked from here up to \(folder)"],
      hints: ["run `lockstep init` in the foundation's folder to write one"])
  }

  package var exitStatus: ExitStatus { .configuration }
}
