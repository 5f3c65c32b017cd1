package import LockstepCore
package import LockstepSystem
import LockstepTOML

/// What cargo's configuration says about registries, as it holds for a folder.
///
/// The files are those that cargo reads (The Cargo Book, “Configuration”): `.cargo/config.toml` in
/// the folder and in every one above it, then the one in `CARGO_HOME`; the nearer one wins, and
/// variables win over all.
package struct CargoConfiguration: Sendable {
  /// The files and variables that were looked at, nearest first, for messages.
  package private(set) var searched: [String] = []
  /// The indexes of named registries.
  package private(set) var indexes: [String: String] = [:]
  /// The folder of each source that is one: `local-registry` or `directory`.
  package private(set) var sourceFolders: [String: String] = [:]
  /// Those of them that are folders of sources, ready to be compiled: `directory`.
  package private(set) var unpackedSources: Set<String> = []
  /// The source that stands in for another one: `replace-with`.
  package private(set) var replacements: [String: String] = [:]
  /// What hands out tokens, by whose word.
  private var providers = CredentialProviders()
  private var tokens: [String: Secret] = [:]
  private let environment: [String: String]

  private static let sizeLimit = 4 << 20
  private static let defaultIndex = "sparse+https://index.crates.io/"

  /// Reads the configuration that holds in `folder`.
  package static func load(for folder: String, host: Host) throws -> CargoConfiguration {
    var configuration = CargoConfiguration(environment: host.environment)
    var place = Files.canonicalPath(folder) ?? folder
    let home = cargoHome(host.environment).map { Files.canonicalPath($0) ?? $0 }
    while true {
      let settings = place == "/" ? "/.cargo" : "\(place)/.cargo"
      try configuration.take(folder: settings, isUsers: settings == home)
      if place == "/" || place == "." { break }
      place = Files.parent(of: place)
    }
    if let home {
      try configuration.take(folder: home, isUsers: true)
      try configuration.takeCredentials(home)
    }
    return configuration
  }

  private init(environment: [String: String]) {
    self.environment = environment
  }

  private static func cargoHome(_ environment: [String: String]) -> String? {
    environment["CARGO_HOME"] ?? environment["HOME"].map { "\($0)/.cargo" }
  }

  /// The index of a registry: its variable, the nearest file, or cargo's own for `crates-io`.
  package func index(of registry: String) -> String? {
    environment[CargoEnvironment.indexVariable(of: registry)] ?? indexes[registry]
      ?? (registry == "crates-io" ? Self.defaultIndex : nil)
  }

  /// The token for a registry, from its variable or from cargo's file of credentials.
  package func token(of registry: String) -> Secret? {
    environment[CargoEnvironment.tokenVariable(of: registry)].map { Secret($0) }
      ?? tokens[registry]
  }

  /// The token's variable alone: what a child of ours would not find by itself.
  package func environmentToken(of registry: String) -> Secret? {
    environment[CargoEnvironment.tokenVariable(of: registry)].map { Secret($0) }
  }

  /// The names of the sources that are the folder at `path`.
  package func sources(at path: String) -> [String] {
    let wanted = Files.canonicalPath(path) ?? path
    return sourceFolders.filter { (Files.canonicalPath($0.value) ?? $0.value) == wanted }.keys
      .sorted()
  }

  /// The folder that packages of `source` are really taken from, where it is one.
  package func folder(standingFor source: String) -> String? {
    var source = source
    // Cargo refuses a circle; no chain of replacements is longer than this.
    for _ in 0..<8 {
      if let folder = sourceFolders[source] { return folder }
      guard let next = replacements[source] else { return nil }
      source = next
    }
    return nil
  }

  /// Whether a file of settings has a token in it, at whatever depth; one that does not parse may.
  static func holdsToken(_ path: String) throws -> Bool {
    guard let bytes = try Files.read(path, limit: sizeLimit) else { return false }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
      let key = line.prefix { $0 != "=" && $0 != "#" }.lowercased()
      return ["token", "secret", "password"].contains { key.contains($0) }
    }
  }

  private mutating func take(folder: String, isUsers: Bool) throws {
    // Cargo prefers the name without an extension where both are there.
    for name in ["config", "config.toml"] {
      let path = "\(folder)/\(name)"
      if name == "config.toml" { searched.append(path) }
      guard Files.isFile(path), let root = try Self.table(at: path) else { continue }
      for (registry, value) in root.table("registries").pairs {
        guard let index = value.asTable?.string("index"), indexes[registry] == nil else { continue }
        indexes[registry] = index
      }
      providers.take(root, isUsers: isUsers)
      for (source, value) in root.table("source").pairs where replacements[source] == nil {
        replacements[source] = value.asTable?.string("replace-with")
      }
      for (source, value) in root.table("source").pairs where sourceFolders[source] == nil {
        guard let table = value.asTable,
          let place = table.string("local-registry") ?? table.string("directory")
        else { continue }
        // Relative to the folder that holds `.cargo`.
        sourceFolders[source] = Files.absolutePath(place, from: Files.parent(of: folder))
        if value.asTable?.string("local-registry") == nil { unpackedSources.insert(source) }
      }
      return
    }
  }

  /// Variables that put the user's own programs for credentials in the place of those that a repository
  /// names.
  var ownProviders: [String: String] { providers.variables(over: environment) }

  private mutating func takeCredentials(_ home: String) throws {
    for name in ["credentials", "credentials.toml"] {
      let path = "\(home)/\(name)"
      guard Files.isFile(path), let root = try Self.table(at: path) else { continue }
      if let token = root.table("registry")?.string("token") {
        tokens["crates-io"] = Secret(token)
      }
      for (registry, value) in root.table("registries").pairs {
        if let token = value.asTable?.string("token") { tokens[registry] = Secret(token) }
      }
      return
    }
  }

  private static func table(at path: String) throws -> TOMLTable? {
    guard let bytes = try Files.read(path, limit: sizeLimit) else { return nil }
    do { return try TOMLDocument(parsing: bytes).root } catch {
      // What was found stays out of the message: it may be a secret.
      throw ExplainedFailure(
        "cargo's configuration does not parse", why: ["expected \(error.expected)"], hints: [],
        place: SourcePlace(path: path, line: error.line, column: error.column))
    }
  }
}
