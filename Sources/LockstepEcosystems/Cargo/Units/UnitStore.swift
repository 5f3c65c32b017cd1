internal import LockstepCore
package import LockstepSystem

/// Keeps what was compiled of packages of registries, so that it is compiled once for a whole fleet.
///
/// A *unit* is what Cargo makes of one package with one set of features, settings and dependencies; the
/// hash in its files' names stands for all of these, and a fingerprint beside them. Units are copied
/// into the empty target folder of a build, and Cargo decides whether they are up to date; builds never
/// share a file. Which ones may be of use to whom, ``UnitSession`` decides.
package struct UnitStore: Sendable {
  let directory: String
  let host: Host

  /// - Parameter directory: A folder of the cache that the store keeps for itself.
  package init(directory: String, host: Host) {
    self.directory = directory
    self.host = host
  }

  /// Begins a build.
  ///
  /// - Parameters:
  ///   - owner: The repository that is built.
  ///   - ground: Where it is built.
  ///   - tool: The version of the tool.
  ///   - foundation: The packages that are tested, and are never shared.
  ///   - lock: The lock that it is built with; its bytes.
  ///   - onlyOwn: Whether only units count that builds of the same repository made.
  package func session(
    of owner: String, on ground: SteadyGround, tool: String, foundation: [String], lock: [UInt8],
    onlyOwn: Bool
  ) throws -> UnitSession {
    // The number goes up when the form of what is kept changes.
    let key = FileDigest.sha256(
      of: Array(["1", tool, ground.sources].joined(separator: "\u{0}").utf8))
    let shared = Files.join(directory, String(key.prefix(16)))
    let ownKey = FileDigest.sha256(of: Array(owner.utf8)).prefix(16)
    return UnitSession(
      shared: shared, own: "\(shared)-\(ownKey)", owner: owner, ground: ground,
      packages: SharedPackages(of: try CargoLockFile(parsing: lock), without: foundation),
      onlyOwn: onlyOwn)
  }

  /// Removes what was used longest ago until at most `bound` bytes are kept; says what is left.
  package func trim(to bound: Int) throws -> (units: Int, bytes: Int) {
    var kept: [(path: String, used: Int, bytes: Int)] = []
    for key in (try? Files.list(directory)) ?? [] {
      let folder = Files.join(directory, key)
      for name in (try? Files.list(folder)) ?? [] {
        let path = Files.join(folder, name)
        guard let unit = StoredUnit.read(path), let used = FileTime.seconds(of: path) else {
          // Half of something that nobody finished; a copy that is on its way is younger.
          if let age = FileTime.seconds(of: path), FileTime.now().wholeSeconds - age > 86_400 {
            try Files.remove(path)
          }
          continue
        }
        kept.append((path, used, unit.bytes))
      }
    }
    var bytes = kept.reduce(0) { $0 + $1.bytes }
    kept.sort { $0.used > $1.used }
    while bytes > bound, let oldest = kept.popLast() {
      try Files.remove(oldest.path)
      bytes -= oldest.bytes
    }
    return (kept.count, bytes)
  }

}

/// What is known of one unit that is kept.
struct StoredUnit: Codable, Hashable, Sendable {
  /// The hash that its files' names have.
  var hash: String
  var name: String
  var version: String
  var checksum: String
  /// The repository in whose build it was made.
  var builder: String
  /// Whether only builds of that repository may use it: code that is not of a registry ran beside it.
  var isPrivate: Bool
  /// The folder of the profile, `debug`, in the target folder.
  var profile: String
  /// Its files and folders, relative to that.
  var parts: [String]
  var bytes: Int

  private static let file = "unit.json"

  static func read(_ folder: String) -> StoredUnit? {
    guard let bytes = try? Files.read(Files.join(folder, file), limit: 1 << 20) else { return nil }
    return try? JSONValue(parsing: bytes).decode(StoredUnit.self)
  }

  func write(to folder: String) throws {
    try Files.write(try JSONValue(encoding: self).bytes(), to: Files.join(folder, Self.file))
  }

  /// The folder that it is kept in, by which it is found without being read.
  var folderName: String { Self.folderName(name, version, hash) }

  static func folderName(_ name: String, _ version: String, _ hash: String) -> String {
    "\(name)@\(version)@\(hash)"
  }
}
