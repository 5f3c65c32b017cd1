internal import LockstepCore
package import LockstepSystem

extension CargoRunner {
  /// What a build in `folder` has to see: the toolchain, the packages that were fetched, and where
  /// its registries are folders, those.
  ///
  /// The user's home looks empty, and so does Cargo's, but for its programs and packages: credentials
  /// stay outside. Cargo's own settings are seen only where no token stands in them.
  package func sandboxProfile(
    for folder: String, writable: [String], readable: [String]
  ) throws -> SandboxProfile {
    let home = host.environment["HOME"]
    let users = host.environment["CARGO_HOME"] ?? home.map { Files.join($0, ".cargo") }
    let rustup = host.environment["RUSTUP_HOME"] ?? home.map { Files.join($0, ".rustup") }
    let world = surroundings.environment["CARGO_HOME"]
    var seen: [String] = []
    if let users {
      seen += ["bin", "registry", "git"].map { Files.join(users, $0) }
      for name in ["config", "config.toml"] {
        let file = Files.join(users, name)
        if try !CargoConfiguration.holdsToken(file) { seen.append(file) }
      }
    }
    if let rustup { seen.append(rustup) }
    seen += toolFolders()
    if let world { seen.append(world) }
    let configuration = try CargoConfiguration.load(for: folder, host: host)
    // The repository itself may have named them: a folder of anything else stays outside.
    seen += try configuration.sourceFolders.values.sorted().filter(Self.holdsPackagesOnly)
    seen += surroundings.folders
    let empty = [home, users].compactMap(\.self).filter { path in
      path != "/" && Files.isDirectory(path)
    }
    return SandboxProfile(
      readable: seen + readable, writable: writable, empty: empty)
  }

  /// Whether a folder is what a source of packages looks like: unpacked ones with their checksums, or an
  /// index with packed ones.
  static func holdsPackagesOnly(_ folder: String) throws -> Bool {
    let names = try Files.list(folder).filter { !$0.hasPrefix(".") }
    let isPacked = names.contains("index")
    return !names.isEmpty
      && names.allSatisfy { name in
        let path = Files.join(folder, name)
        return isPacked
          ? name == "index" || (name.hasSuffix(".crate") && Files.isFile(path))
          : Files.isFile(Files.join(path, ".cargo-checksum.json"))
      }
  }

  /// The folders of the `PATH` that hold the toolchain's programs, wherever a user put them.
  private func toolFolders() -> [String] {
    let folders = (host.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return folders.filter { folder in
      folder.hasPrefix("/")
        && ["cargo", "rustc"].contains { Files.exists(Files.join(folder, $0)) }
    }
  }
}
