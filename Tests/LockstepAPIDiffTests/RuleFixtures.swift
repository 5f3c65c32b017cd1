import LockstepCore
import LockstepSystem
import LockstepTestSupport

@testable import LockstepAPIDiff

/// The pairs of small sources under `Tests/Fixtures/semver`: a folder for each, named after the one
/// rule that it is about (`same_…`, `more_…`, `break_…`: after a change of many parts that is none,
/// a minor one, a breaking one), with one file for each side.
///
/// Every pair is a module of one crate, so that two runs of rustdoc read them all; `macros/` are
/// the items of one crate of procedural macros, `crates/` whole crates, `manifests/` manifests.
enum RuleFixtures {
  /// The folder of the pairs.
  static let folder =
    Files.parent(of: Files.parent(of: Files.parent(of: #filePath))) + "/Tests/Fixtures/semver"

  /// Whether rustdoc and Cargo can be run.
  static let isRustThere = InstalledTools.has("rustdoc", "cargo")

  /// The names of the pairs of one group; the empty one is the modules.
  static func names(in group: String = "") throws -> [String] {
    try Files.list(folder + group).filter { name in
      ["rs", "toml"].contains { Files.exists("\(folder)\(group)/\(name)/before.\($0)") }
    }.sorted()
  }

  /// One side of a pair.
  static func source(_ name: String, _ side: String, group: String) throws -> String {
    let bytes = try Files.read("\(folder)\(group)/\(name)/\(side).rs") ?? []
    return String(decoding: bytes, as: UTF8.self)
  }

  /// One side of all pairs that are modules.
  static func modules(_ side: String) async throws -> Surface {
    let modules = try names().map { "#[path = \"\(folder)/\($0)/\(side).rs\"]\npub mod \($0);\n" }
    let head = "#![feature(associated_type_defaults, trait_alias, inherent_associated_types)]\n"
    return try await surface(of: head + modules.joined())
  }

  /// One side of all pairs that are procedural macros.
  static func macros(_ side: String) async throws -> Surface {
    let root = try names(in: "/macros").map { try source($0, side, group: "/macros") }.joined()
    return try await surface(of: "extern crate proc_macro;\n" + root, kind: "proc-macro")
  }

  /// The surface of a crate with this root.
  static func surface(
    of root: String, kind: String = "lib", edition: String = "2024", crate: String = "rules"
  ) async throws -> Surface {
    let host = LockstepSystem.Host.live()
    let scratch = try Files.temporaryDirectory(
      in: host.environment["TMPDIR"] ?? "/tmp", prefix: "lockstep-rules")
    defer { try? Files.remove(scratch) }
    try Files.writeAtomically(Array(root.utf8), to: scratch + "/lib.rs")
    var environment = host.environment
    environment["RUSTC_BOOTSTRAP"] = "1"
    let result = try await host.processes.run(
      Invocation(
        program: "rustdoc",
        arguments: [
          "--crate-name", crate, "--crate-type", kind, "--edition", edition, "--cap-lints",
          "allow", "-Z", "unstable-options", "--output-format", "json",
          "--document-private-items", "--document-hidden-items", "-o", scratch + "/doc",
          scratch + "/lib.rs",
        ], environment: environment, directory: scratch))
    guard result.succeeded, let bytes = try Files.read(scratch + "/doc/\(crate).json") else {
      throw ExplainedFailure("rustdoc failed", why: [result.errorText], hints: [], place: nil)
    }
    return try Surface(
      rustdoc: bytes, package: PackageFacts(name: crate, version: "1.0.0", edition: edition))
  }

  /// What a manifest says, as Cargo understands it.
  static func facts(_ name: String, _ side: String) async throws -> PackageFacts {
    let host = LockstepSystem.Host.live()
    let scratch = try Files.temporaryDirectory(
      in: host.environment["TMPDIR"] ?? "/tmp", prefix: "lockstep-rules")
    defer { try? Files.remove(scratch) }
    let manifest = try Files.read("\(folder)/manifests/\(name)/\(side).toml") ?? []
    try Files.writeAtomically(manifest, to: scratch + "/Cargo.toml")
    try Files.createDirectories(scratch + "/src")
    try Files.writeAtomically([], to: scratch + "/src/lib.rs")
    try Files.writeAtomically(Array("fn main() {}\n".utf8), to: scratch + "/build.rs")
    let result = try await host.processes.run(
      Invocation(
        program: "cargo",
        arguments: ["metadata", "--no-deps", "--offline", "--format-version", "1"],
        environment: host.environment, directory: scratch))
    guard result.succeeded, let entry = try JSONValue(parsing: result.output)["packages"]?[0],
      let facts = PackageFacts(metadata: entry)
    else {
      throw ExplainedFailure(
        "cargo metadata failed", why: [result.errorText], hints: [], place: nil)
    }
    return facts
  }

  /// The difference of two crates, given by their roots.
  static func difference(
    _ before: String, _ after: String, edition: String = "2024"
  ) async throws -> Difference {
    async let old = surface(of: before, edition: edition)
    async let new = surface(of: after, edition: edition)
    return try await Difference(from: old, to: new)
  }
}
