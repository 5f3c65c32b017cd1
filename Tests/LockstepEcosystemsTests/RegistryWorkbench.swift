import LockstepCore
import LockstepEcosystems
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A scratch folder with a home of its own, and crates written into it.
struct RegistryWorkbench: Sendable {
  let folder: String
  var host: Host

  /// Whether cargo can be run here.
  static let hasCargo = InstalledTools.hasCargo

  static func run<Result>(
    adding extra: [String: String] = [:], _ body: (RegistryWorkbench) async throws -> Result
  ) async throws -> Result {
    let outer = ProcessInfo.processInfo.environment
    let folder = try Files.temporaryDirectory(in: outer["TMPDIR"] ?? "/tmp", prefix: "registry")
    var environment = [
      "PATH": outer["PATH"] ?? "/usr/bin:/bin",
      "HOME": "\(folder)/home", "CARGO_HOME": "\(folder)/home/.cargo",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      "LOCKSTEP_CACHE": "\(folder)/cache",
    ]
    // A cargo of rustup needs rustup's folder, which usually lies in the real home.
    environment["RUSTUP_HOME"] = outer["RUSTUP_HOME"] ?? outer["HOME"].map { "\($0)/.rustup" }
    environment["RUSTUP_AUTO_INSTALL"] = "0"
    environment.merge(extra) { $1 }
    try Files.createDirectories("\(folder)/home/.cargo")
    let bench = RegistryWorkbench(folder: folder, host: .live(environment: environment))
    do {
      let result = try await body(bench)
      try Files.remove(folder)
      return result
    } catch {
      try Files.remove(folder)
      throw error
    }
  }

  var runner: CargoRunner { CargoRunner(host: host) }
  var lock: EffectLock { EffectLock(path: "\(folder)/effects.lock") }

  func write(_ text: String, to path: String) throws {
    try Files.createDirectories(Files.parent(of: "\(folder)/\(path)"))
    try Files.write(Array(text.utf8), to: "\(folder)/\(path)")
  }

  /// Writes a library crate into the folder `name` and returns its path.
  @discardableResult
  func crate(
    _ name: String, _ version: String = "1.0.0", source: String = "pub fn one() -> i32 { 1 }\n",
    manifest: String = "", config: String? = nil
  ) throws -> String {
    try write(
      """
      [package]
      name = "\(name.split(separator: "/").last ?? "")"
      version = "\(version)"
      edition = "2021"
      description = "A crate of a test"
      license = "MIT"
      \(manifest)
      """, to: "\(name)/Cargo.toml")
    try write(source, to: "\(name)/src/lib.rs")
    if let config { try write(config, to: "\(name)/.cargo/config.toml") }
    return "\(folder)/\(name)"
  }

  /// Writes a workspace of `lower` and of `upper`, which needs it by path and version.
  func workspace(_ name: String, registry: String? = nil, config: String? = nil) throws {
    let from = registry.map { ", registry = \"\($0)\"" } ?? ""
    try crate("\(name)/lower")
    try crate(
      "\(name)/upper", source: "pub fn one() -> i32 { lower::one() }\n",
      manifest: "[dependencies]\nlower = { path = \"../lower\", version = \"1\"\(from) }\n")
    try write(
      "[workspace]\nmembers = [\"lower\", \"upper\"]\nresolver = \"2\"\n", to: "\(name)/Cargo.toml")
    if let config { try write(config, to: "\(name)/.cargo/config.toml") }
  }

  /// Cargo's configuration that replaces crates.io by a folder.
  static func replacing(with folder: String, kind: String) -> String {
    """
    [source.crates-io]
    replace-with = "here"
    [source.here]
    \(kind) = "\(folder)"
    """
  }

  func package(_ name: String, registry: String? = nil) async throws -> PackagedCrate {
    let crates = try await runner.package(
      PackageRequest(
        folder: "\(folder)/\(name)", registry: registry, verify: false,
        targetDirectory: "\(folder)/target-\(name)"))
    return try #require(crates.first)
  }

  func publishRequest(_ crate: PackagedCrate, from name: String) -> PublishRequest {
    PublishRequest(
      crate: crate, folder: "\(folder)/\(name)", lock: lock, visibleWithin: .seconds(60))
  }

  func yankRequest(_ package: String, _ version: Version) -> YankRequest {
    YankRequest(package: package, version: version, lock: lock)
  }

  /// A folder with a crate that requires `requirement` of `package` and calls its `one()`.
  func build(
    requiring package: String, _ requirement: String, config: String, as name: String = "user",
    environment: [String: String] = [:]
  ) async throws -> BuildReport {
    let identifier = package.replacing("-", with: "_")
    try crate(
      name, source: "pub fn two() -> i32 { \(identifier)::one() + 1 }\n",
      manifest: "[dependencies]\n\(package) = \"\(requirement)\"\n", config: config)
    return try await runner.compile(
      CompileRequest(folder: "\(folder)/\(name)", command: .check, environment: environment))
  }
}

/// A clock whose waiting takes no time.
final class RegistryClock: Sendable {
  private let passed = Mutex(Duration.zero)

  var clock: Clock {
    Clock(
      now: { Timestamp(secondsSince1970: 1_700_000_000) },
      elapsed: { self.passed.withLock { $0 } },
      sleep: { duration in self.passed.withLock { $0 += duration } })
  }
}
