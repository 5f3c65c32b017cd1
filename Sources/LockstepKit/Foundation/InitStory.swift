internal import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet
internal import LockstepGit
package import LockstepSystem
internal import LockstepTOML

/// The story of `lockstep init`: finds the foundation and its dependents, writes the configuration.
package struct InitStory: Sendable {
  /// Where the file was written.
  package let path: String
  package let configuration: Configuration
  package let discovery: Discovery

  /// Writes a commented `lockstep.toml` beside the manifest in `host`'s working directory.
  ///
  /// - Parameters:
  ///   - package: Which package leads, where the manifest's workspace has several.
  ///   - force: Replaces a file that is there.
  package static func tell(host: Host, package: String?, force: Bool) async throws -> InitStory {
    let directory = host.workingDirectory
    let (repository, workTree) = try await GitRepository.discover(from: directory, host: host)
    guard let workTree else {
      throw ExplainedFailure(
        "this is a bare repository", hints: ["run `lockstep init` in a clone of the foundation"])
    }
    let path = Files.join(directory, Workspace.configurationName)
    if !force, Files.exists(path) {
      throw ExplainedFailure(
        "there is a lockstep.toml already", why: [path],
        hints: ["edit it, or replace it with `lockstep init --force`"])
    }
    let name = try leadingPackage(in: directory, wanted: package)
    let remote = try await remote(of: repository)
    let address = try await Workspace.address(ofRemote: remote, of: repository)
    let branch = try await branch(of: repository, remote: address)
    var foundation = Configuration.Foundation(package: name, branches: [branch], remote: remote)
    if let folder = try registryFolder(in: directory, upTo: workTree) {
      foundation.publish = .folder(folder)
    }
    let configuration = Configuration(foundation: foundation)
    let discovery = await Discovery.run(
      configuration, in: directory,
      foundation: FoundationFacts(
        name: try RepositoryName(name), packages: [name], addresses: [address],
        checkout: workTree), host: host)
    try Files.writeAtomically(Array(configuration.template().utf8), to: path)
    return InitStory(path: path, configuration: configuration, discovery: discovery)
  }

  private static func leadingPackage(in directory: String, wanted: String?) throws -> String {
    let path = Files.join(directory, "Cargo.toml")
    guard let bytes = try Files.read(path) else {
      throw ExplainedFailure(
        "there is no Cargo.toml here", why: ["looked in \(directory)"],
        hints: ["run `lockstep init` in the folder of the foundation's manifest"])
    }
    let manifest = try Cargo().readManifest(path: "Cargo.toml", bytes: bytes)
    if let wanted { return wanted }
    guard let facts = manifest.package else {
      throw ExplainedFailure(
        "the manifest has no package of its own", why: ["\(path) is a workspace's root only"],
        hints: ["name the package that leads: `lockstep init --package NAME`"])
    }
    return facts.name
  }

  /// A fork releases to where it came from.
  private static func remote(of repository: GitRepository) async throws -> String {
    try await repository.configuration("remote.upstream.url") != nil ? "upstream" : "origin"
  }

  private static func branch(of repository: GitRepository, remote: RemoteAddress) async throws
    -> String
  {
    let snapshot = try await repository.remoteSnapshot(of: remote, patterns: ["HEAD"])
    return snapshot.head?.short ?? "main"
  }

  /// The folder that stands for the public registry here, where the build tool was told so.
  private static func registryFolder(in directory: String, upTo top: String) throws -> String? {
    let path = Files.join(directory, ".cargo/config.toml")
    guard let bytes = try Files.read(path), let document = try? TOMLDocument(parsing: bytes),
      case .string(let source)? = document.value(at: ["source", "crates-io", "replace-with"])
    else { return nil }
    for kind in ["local-registry", "directory"] {
      guard case .string(let folder)? = document.value(at: ["source", .key(source), .key(kind)])
      else { continue }
      let absolute = Files.absolutePath(folder, from: directory)
      // A folder of the system's is for reading.
      return absolute.hasPrefix("/usr/") ? nil : absolute
    }
    return nil
  }
}
