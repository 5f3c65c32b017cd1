package import LockstepCore
package import LockstepSystem

/// The fleet's repositories in the cache: one store for all objects, and for each repository a
/// small repository of references whose objects are the store's.
///
/// One process can thus read every manifest of the fleet, and one can write a commit for each
/// dependent; only fetching and pushing go repository by repository. Nothing here is ever garbage
/// collected: no single one of these repositories knows what the others need.
package struct FleetStore: Sendable {
  /// The folder that holds everything: `store.git`, `repos/`, `tips`.
  package let directory: String
  /// The outside.
  package let host: Host

  /// Names the store in `directory`, which need not exist yet.
  package init(directory: String, host: Host) {
    self.directory = Files.absolutePath(directory, from: host.workingDirectory)
    self.host = host
  }

  /// The store: reads every object of every repository, and takes new ones.
  package var objects: GitRepository {
    GitRepository(gitDirectory: "\(directory)/store.git", host: host)
  }

  /// The references of one repository, with all objects of the store.
  package func repository(_ name: RepositoryName) -> GitRepository {
    GitRepository(gitDirectory: path(of: name), host: host)
  }

  /// Where every repository stood when it was last fetched; without network and without a process.
  package func tips() async throws -> [RepositoryName: FleetTip] {
    guard let bytes = try Files.read(tipsPath) else { return [:] }
    return TipIndex.parse(bytes)
  }

  /// Makes the store where it is missing.
  package func create() throws {
    let store = objects.gitDirectory
    guard !Files.isFile("\(store)/HEAD") else { return }
    try Files.createDirectories("\(store)/objects/info")
    try Files.createDirectories("\(store)/objects/pack")
    try fill(store)
  }

  private var tipsPath: String { "\(directory)/tips" }

  private func path(of name: RepositoryName) -> String {
    "\(directory)/repos/\(EncodedName.path(of: name))"
  }

  /// Makes a repository's references where they are missing, without a process for each.
  func createReferences(of name: RepositoryName) throws -> GitRepository {
    let path = path(of: name)
    if !Files.isFile("\(path)/HEAD") {
      try Files.createDirectories(path)
      if !Files.exists("\(path)/objects") {
        try Files.createSymbolicLink(
          at: "\(path)/objects", to: "\(directory)/store.git/objects")
      }
      try fill(path)
    }
    return GitRepository(gitDirectory: path, host: host)
  }

  /// What makes a folder a bare repository. `HEAD` comes last: with it the repository is complete.
  private func fill(_ path: String) throws {
    try Files.createDirectories("\(path)/refs/heads")
    try Files.write(Array(Self.configuration.utf8), to: "\(path)/config")
    try Files.write(Array("ref: refs/heads/lockstep-none\n".utf8), to: "\(path)/HEAD")
  }

  private static let configuration = """
    [core]
    \trepositoryformatversion = 0
    \tfilemode = true
    \tbare = true
    \tlogAllRefUpdates = false
    [gc]
    \tauto = 0
    \tpruneExpire = never
    [maintenance]
    \tauto = false
    [fetch]
    \tunpackLimit = 100

    """

  /// Adds what was fetched to the file of tips.
  func record(_ fetched: [RepositoryName: FleetTip]) async throws {
    guard !fetched.isEmpty else { return }
    // Two fetches at once: each adds its own, none loses the other's.
    try await FileLock(path: "\(directory)/tips.lock").whileHeld(timeout: .seconds(60)) {
      let known = try Files.read(tipsPath).map { TipIndex.parse($0) } ?? [:]
      let tips = known.merging(fetched) { _, new in new }
      // An address may hold a password: for the owner alone.
      try Files.writeAtomically(
        TipIndex.bytes(of: tips), to: tipsPath, mode: 0o600, faults: host.faults,
        label: "fleet-tips")
    }
  }
}
