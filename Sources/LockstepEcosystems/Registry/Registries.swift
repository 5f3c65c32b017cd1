package import LockstepCore
package import LockstepSystem

/// Finds the registry that a configuration means.
package enum Registries {
  /// Opens what `publish` in the configuration says: a registry's name, a folder, or `none`.
  ///
  /// A folder is relative to `folder`, and so is cargo's configuration, which names registries.
  /// Returns `nil` for `none`. Nothing is asked of a network.
  package static func open(
    _ setting: String, beside folder: String, host: Host, http: HTTP = .live
  ) throws -> (any Registry)? {
    if setting == "none" { return nil }
    if setting.contains("/") || setting.hasPrefix(".") || setting.hasPrefix("~") {
      return try openFolder(setting, beside: folder, host: host)
    }
    let configuration = try CargoConfiguration.load(for: folder, host: host)
    if (try? CrateName.check(registry: setting)) != nil,
      let index = configuration.index(of: setting)
    {
      return try open(
        index: index, name: setting, configuration: configuration, folder: folder, host: host,
        http: http)
    }
    if Files.isDirectory(Files.absolutePath(setting, from: folder)) {
      return try openFolder(setting, beside: folder, host: host)
    }
    throw UnknownRegistry(
      name: setting, folder: folder, searched: configuration.searched,
      known: configuration.indexes.keys.sorted() + ["crates-io"])
  }

  private static func open(
    index: String, name: String, configuration: CargoConfiguration, folder: String, host: Host,
    http: HTTP
  ) throws -> any Registry {
    let sparse = "sparse+"
    guard index.hasPrefix(sparse) else {
      return try GitIndexRegistry(
        name: name, index: index, folder: folder, host: host,
        childToken: configuration.environmentToken(of: name))
    }
    let address = String(index.dropFirst(sparse.count))
    guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
      throw ExplainedFailure(
        "the index of `\(name)` is not an address that can be asked", why: ["it is \(index)"],
        hints: ["a sparse index starts with sparse+https://"], place: nil)
    }
    return try SparseRegistry(
      name: name, index: address, folder: folder, host: host, http: http,
      readingToken: configuration.token(of: name),
      childToken: configuration.environmentToken(of: name))
  }

  private static func openFolder(
    _ setting: String, beside folder: String, host: Host
  ) throws -> any Registry {
    var path = setting
    if path == "~" || path.hasPrefix("~/"), let home = host.environment["HOME"] {
      path = home + path.dropFirst()
    }
    path = Files.absolutePath(path, from: folder)
    path = Files.canonicalPath(path) ?? path
    switch try layout(of: path) {
    case .localRegistry: return FileRegistry(folder: path, name: setting, host: host)
    case .directorySource: return DirectorySource(folder: path, name: setting, host: host)
    }
  }

  /// The two forms that cargo reads packages from without a server.
  package enum Layout: Hashable, Sendable {
    case localRegistry, directorySource
  }

  /// Which form a folder has: what is empty or absent becomes a local registry.
  package static func layout(of path: String) throws -> Layout {
    guard Files.exists(path) else { return .localRegistry }
    guard Files.isDirectory(path) else {
      throw ExplainedFailure(
        "\(path) cannot be a file registry", why: ["it is not a folder"], hints: [], place: nil)
    }
    if Files.isDirectory("\(path)/index") { return .localRegistry }
    let entries = try Files.list(path).filter { !$0.hasPrefix(".") }
    if entries.isEmpty { return .localRegistry }
    if entries.contains(where: { Files.isFile("\(path)/\($0)/\(DirectorySource.checksumFile)") }) {
      return .directorySource
    }
    throw ExplainedFailure(
      "\(path) cannot be a file registry",
      why: ["it holds files, but neither an index/ nor packages with a .cargo-checksum.json"],
      hints: ["name an empty folder, or one that cargo reads packages from"], place: nil)
  }
}

/// A registry's name that nothing explains.
package struct UnknownRegistry: ExplainedError, ExitStatusCarrying, Hashable {
  package var name: String
  package var folder: String
  package var searched: [String]
  package var known: [String]

  package init(name: String, folder: String, searched: [String], known: [String]) {
    self.name = name
    self.folder = folder
    self.searched = searched
    self.known = known
  }

  package var exitStatus: ExitStatus { .configuration }

  package var explanation: Explanation {
    var hints: [String] = []
    if let near = nearest(to: name, among: known) { hints.append("did you mean `\(near)`?") }
    hints.append(
      "set \(CargoEnvironment.indexVariable(of: name)), write [registries.\(name)] with its `index` "
        + "into .cargo/config.toml, or give a folder as \"./\(name)\"")
    return Explanation(
      "there is no registry `\(name)`",
      why: [
        "no folder \(folder)/\(name)",
        "not in \(searched.joined(separator: ", "))",
      ],
      hints: hints, place: nil)
  }
}
