import LockstepCore
import LockstepEcosystems
import LockstepSystem
import LockstepTestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A scratch folder with a home of its own, where the real git and the real cargo may run.
struct CargoBench: Sendable {
  let folder: String
  private let environment: [String: String]

  /// Whether both programs are here.
  static let isPossible = InstalledTools.has("cargo", "git")

  static func run(_ body: (CargoBench) async throws -> Void) async throws {
    let outer = ProcessInfo.processInfo.environment
    let folder = try Files.temporaryDirectory(in: outer["TMPDIR"] ?? "/tmp", prefix: "cargo-bench")
    var environment = [
      "PATH": outer["PATH"] ?? "/usr/bin:/bin", "HOME": "\(folder)/home",
      "CARGO_HOME": "\(folder)/home/.cargo", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
      "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
      "GIT_AUTHOR_DATE": "2026-01-05T09:00:00Z", "GIT_COMMITTER_DATE": "2026-01-05T09:00:00Z",
    ]
    environment["RUSTUP_HOME"] = outer["RUSTUP_HOME"] ?? outer["HOME"].map { "\($0)/.rustup" }
    try Files.createDirectories("\(folder)/home/.cargo")
    let bench = CargoBench(folder: folder, environment: environment)
    do {
      try await body(bench)
      try Files.remove(folder)
    } catch {
      try Files.remove(folder)
      throw error
    }
  }

  func path(_ path: String) -> String { "\(folder)/\(path)" }

  func write(_ text: String, _ path: String) throws {
    try write(Array(text.utf8), path)
  }

  func write(_ bytes: [UInt8], _ path: String) throws {
    let full = self.path(path)
    try Files.createDirectories(RepositoryPath.folder(of: full))
    try Files.write(bytes, to: full)
  }

  func write(_ files: ManifestSet, in folder: String) throws {
    for path in files.paths {
      try write(files[path] ?? [], "\(folder)/\(path)")
      if Cargo.isManifest(path) {
        let source = RepositoryPath.file("src/lib.rs", in: RepositoryPath.folder(of: path))
        try write("", "\(folder)/\(source)")
      }
    }
  }

  func read(_ path: String) throws -> [UInt8] { try #require(try Files.read(self.path(path))) }

  /// Runs a program that has to succeed.
  @discardableResult
  func run(_ program: String, _ arguments: [String], in folder: String) async throws -> String {
    let result = try await Processes.live(faults: .none).run(
      Invocation(
        program: program, arguments: arguments, environment: environment,
        directory: path(folder), timeout: .seconds(120)))
    let succeeded = result.succeeded
    try #require(succeeded, "\(program) \(arguments): \(result.errorText)")
    var text = result.text[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
