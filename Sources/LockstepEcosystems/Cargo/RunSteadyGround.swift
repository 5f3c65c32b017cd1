internal import LockstepCore
package import LockstepSystem
internal import LockstepTOML

extension CargoRunner {
  /// The top of the places that are the same in every sandbox.
  static let steadyTop = "/lockstep"
  /// Where sources of packages that are folders lie on steady ground, by number.
  package static let steadySources = "\(steadyTop)/sources"

  /// Cargo's fingerprints hold the path of a package's sources; these are below Cargo's home, which the
  /// candidate's world has a second one of, or in a folder that the world has a copy of. Both worlds'
  /// are therefore mounted at the same places.
  package func steadyGround(
    for folder: String, within checkout: String, target: String, in profile: SandboxProfile
  ) throws -> SteadyGround? {
    let found = try CargoConfiguration.load(for: folder, host: host)
    var ground = SteadyGround(
      profile: profile, target: "\(Self.steadyTop)/target", configuration: [], environment: [:],
      sources: "", isPlain: try CargoHooks.areAbsent(from: folder, upTo: checkout))
    ground.profile.mounts.append(.init(target, at: ground.target, isWritable: true))
    var whence: [String] = found.replacements.sorted { $0.key < $1.key }
      .map { "\($0.key) by \($0.value)" }
    for (number, name) in found.sourceFolders.keys.sorted().enumerated() {
      guard let original = found.sourceFolders[name] else { continue }
      whence.append("\(name) at \(original)")
      // A packed source is unpacked beforehand, below Cargo's home.
      guard found.unpackedSources.contains(name) else { continue }
      // A folder of the checkout itself is where it is, and another one in the next checkout.
      guard !original.hasPrefix(checkout + "/") else { return nil }
      guard try Self.holdsPackagesOnly(original) else { return nil }
      let place = "\(Self.steadySources)/\(number)"
      ground.profile.mounts.append(.init(surroundings.sources[name] ?? original, at: place))
      ground.configuration.append(
        "source.\(CargoSetting.text(name)).directory=\(CargoSetting.text(place))")
    }
    try mountHome(on: &ground)
    ground.sources = whence.joined(separator: "\n")
    return ground
  }

  /// Cargo's home: the packages of the user's, and the git repositories of the world's.
  private func mountHome(on ground: inout SteadyGround) throws {
    let users =
      host.environment["CARGO_HOME"] ?? host.environment["HOME"].map { Files.join($0, ".cargo") }
    guard let users else { return }
    let place = "\(Self.steadyTop)/cargo"
    let world = surroundings.environment["CARGO_HOME"] ?? users
    ground.profile.mounts.append(
      .init(Files.join(users, "registry"), at: Files.join(place, "registry")))
    ground.profile.mounts.append(.init(Files.join(world, "git"), at: Files.join(place, "git")))
    for name in ["config", "config.toml"] {
      let file = Files.join(users, name)
      guard Files.isFile(file), try !CargoConfiguration.holdsToken(file) else { continue }
      ground.profile.mounts.append(.init(file, at: Files.join(place, name)))
    }
    ground.environment["CARGO_HOME"] = place
  }
}

/// What a repository can say about the tools that build it.
enum CargoHooks {
  /// The tables of Cargo's configuration that start no program and change nothing that is compiled.
  private static let harmless: Set<String> = ["source", "net", "http", "term", "registries"]
  private static let harmlessOfSources: Set<String> = [
    "directory", "local-registry", "replace-with", "registry",
  ]

  /// Whether nothing from `folder` up to `top` names a toolchain, or sets more for
  /// Cargo than where packages come from.
  static func areAbsent(from folder: String, upTo top: String) throws -> Bool {
    var place = folder
    while true {
      for name in ["rust-toolchain", "rust-toolchain.toml"]
      where Files.exists(Files.join(place, name)) {
        return false
      }
      for name in ["config", "config.toml"] {
        let path = Files.join(place, ".cargo/\(name)")
        guard let bytes = try Files.read(path, limit: 1 << 20) else { continue }
        guard let document = try? TOMLDocument(parsing: bytes), isHarmless(document.root) else {
          return false
        }
      }
      if place == top || place == "/" || place == "." { return true }
      place = Files.parent(of: place)
    }
  }

  private static func isHarmless(_ root: TOMLTable) -> Bool {
    root.allSatisfy { key, value in
      guard harmless.contains(key) else { return false }
      guard key == "source" else { return true }
      return value.asTable?.allSatisfy { _, source in
        source.asTable?.allSatisfy { harmlessOfSources.contains($0.key) } ?? false
      } ?? false
    }
  }
}
