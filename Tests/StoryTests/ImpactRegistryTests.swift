import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// Dependents that take the foundation from a registry with an index of its own, which cannot be copied
/// as a folder can.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct ImpactRegistryTests {
  @Test(
    arguments: [
      ("pub fn one(a: u8, b: u8) -> u8 { a + b }\n", "breaks", 10),
      ("pub fn one(a: u8) -> u8 { a }\npub fn two() {}\n", "unaffected", 0),
    ])
  func `the candidate is in every build although no registry has it`(
    source: String, outcome: String, status: Int32
  ) async throws {
    try await ScratchGit.with { git in
      let market = Market(git)
      let foundation = try await market.publish()
      try await market.addDependents()
      try await git.commit(["src/lib.rs": source], to: foundation, message: "change")
      let result = try await market.run(
        try #require(Binary.path), ["impact", "--format", "json"], in: "clones/fnd")
      #expect(result.exitCode == status, "\(result.errorText)")
      let dependents = try JSONValue(parsing: result.output)["dependents"]?.array ?? []
      #expect(dependents.compactMap { $0["name"]?.string } == ["floats", "locked"])
      for dependent in dependents {
        #expect(dependent["outcome"]?.string == outcome, "\(dependent)")
      }
    }
  }
}

/// A registry in git, a foundation that is released there, and two dependents.
private struct Market {
  let git: ScratchGit
  let environment: [String: String]

  init(_ git: ScratchGit) {
    self.git = git
    environment = git.commandEnvironment
  }

  private var index: String { "file://\(git.directory)/origins/index.git" }

  /// Releases the foundation's 1.0.0; returns its origin.
  func publish() async throws -> GitRepository {
    let origin = try await git.origin(
      "fnd",
      files: [
        "Cargo.toml": """
        [package]
        name = "fnd"
        version = "1.0.0"
        edition = "2021"
        description = "What the others stand on"
        license = "MIT"

        """, "src/lib.rs": "pub fn one(a: u8) -> u8 { a }\n",
        "lockstep.toml": "[foundation]\npackage = \"fnd\"\npublish = \"market\"\n",
      ])
    let first = try #require(try await origin.resolve("refs/heads/main"))
    try await git.tag("v1.0.0", at: first, in: origin)
    let clone = try await git.clone(origin, as: "fnd")
    let target = "\(git.directory)/target"
    let made = try await run(
      "cargo", ["package", "--quiet", "--no-verify", "--target-dir", target], in: "clones/fnd")
    try #require(made.succeeded, "\(made.errorText) in \(clone)")
    let crate = "\(target)/package/fnd-1.0.0.crate"
    try Files.createDirectories("\(git.directory)/crates/fnd/1.0.0")
    try Files.move(crate, to: "\(git.directory)/crates/fnd/1.0.0/download")
    let sum = try await run("sha256sum", ["crates/fnd/1.0.0/download"], in: "")
    let checksum = sum.text.prefix(64)
    _ = try await git.origin(
      "index",
      files: [
        "config.json": "{\"dl\":\"file://\(git.directory)/crates\"}",
        "3/f/fnd": """
        {"name":"fnd","vers":"1.0.0","deps":[],"cksum":"\(checksum)","features":{},"yanked":false}

        """,
      ])
    try git.file(
      "home/.cargo/config.toml", "[registries.market]\nindex = \"\(index)\"\n")
    return origin
  }

  /// One dependent with a committed lock, and one without.
  func addDependents() async throws {
    for name in ["locked", "floats"] {
      let origin = try await git.origin(
        name,
        files: [
          "Cargo.toml": """
          [package]
          name = "\(name)"
          version = "0.1.0"
          edition = "2021"

          [dependencies]
          fnd = { version = "1", registry = "market" }

          """, "src/lib.rs": "pub fn two() -> u8 { fnd::one(2) }\n",
        ])
      let clone = try await git.clone(origin, as: name)
      guard name == "locked" else { continue }
      let made = try await run("cargo", ["generate-lockfile"], in: "clones/\(name)")
      try #require(made.succeeded, "\(made.errorText)")
      let lock = try #require(try Files.read("\(clone)/Cargo.lock"))
      try await git.commit(["Cargo.lock": String(decoding: lock, as: UTF8.self)], to: origin)
    }
  }

  func run(_ program: String, _ arguments: [String], in folder: String) async throws
    -> ProcessResult
  {
    try await git.host.processes.run(
      Invocation(
        program: program, arguments: arguments, environment: environment,
        directory: Files.join(git.directory, folder), timeout: .seconds(180)))
  }
}
