import LockstepAPIDiff
import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// A folder with crates that a test writes, and the real Cargo to read them with, offline.
struct SurfaceWorkbench {
  /// Whether Cargo and rustdoc are on this machine.
  static let hasCargo = InstalledTools.has("cargo", "rustdoc")

  let folder: String
  let host: Host
  let environment: [String: String]

  /// Runs a test in a folder of its own, which is removed afterwards.
  static func run(_ body: (SurfaceWorkbench) async throws -> Void) async throws {
    let host = Host.live()
    let base = host.environment["TMPDIR"] ?? "/tmp"
    let made = try Files.temporaryDirectory(in: base, prefix: "lockstep-surface")
    let folder = try #require(Files.canonicalPath(made))
    let bench = SurfaceWorkbench(folder: folder, host: host)
    do {
      try await body(bench)
    } catch {
      try Files.remove(folder)
      throw error
    }
    try Files.remove(folder)
  }

  private init(folder: String, host: Host) {
    self.folder = folder
    self.host = host
    let outer = host.environment
    var environment = [
      "PATH": outer["PATH"] ?? "", "HOME": folder, "CARGO_HOME": "\(folder)/cargo-home",
      "CARGO_NET_OFFLINE": "true",
    ]
    environment["RUSTUP_HOME"] =
      outer["RUSTUP_HOME"] ?? outer["HOME"].map { "\($0)/.rustup" }
    environment["RUSTUP_TOOLCHAIN"] = outer["RUSTUP_TOOLCHAIN"]
    self.environment = environment
  }

  /// Writes a crate and returns its folder.
  func write(
    _ source: String, manifest: String = "", name: String = "fixture",
    files: [String: String] = [:]
  ) throws -> String {
    let checkout = "\(folder)/\(name)"
    let head = """
      [package]
      name = "\(name)"
      version = "0.1.0"
      edition = "2021"

      """
    var all = files
    if all["Cargo.toml"] == nil { all["Cargo.toml"] = head + manifest }
    if !source.isEmpty { all["src/lib.rs"] = source }
    for (path, text) in all {
      try Files.createDirectories(Files.parent(of: "\(checkout)/\(path)"))
      try Files.write(Array(text.utf8), to: "\(checkout)/\(path)")
    }
    return checkout
  }

  func maker(cache: SurfaceCache? = nil, adding more: [String: String] = [:]) -> SurfaceMaker {
    SurfaceMaker(
      host: host, environment: environment.merging(more) { _, new in new }, cache: cache)
  }

  func request(
    _ checkout: String, package: String = "fixture",
    features: FeatureSelection = FeatureSelection(), identity: String? = nil
  ) -> SurfaceRequest {
    SurfaceRequest(
      checkout: checkout, package: package, features: features, side: "the candidate",
      identity: identity, targetDirectory: "\(folder)/target")
  }

  /// The surface of a crate with this source.
  func surface(_ source: String, manifest: String = "") async throws -> Surface {
    try await maker().surface(of: request(try write(source, manifest: manifest)))
  }
}
