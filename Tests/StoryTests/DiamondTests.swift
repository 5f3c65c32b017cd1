import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// Two dependents, of which one takes the other too: whatever is pushed, and whenever, no build has two
/// foundations.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct DiamondTests {
  @Test(arguments: ["git", "path", "registry"])
  func `no state that is pushed has two foundations in one build`(by way: String) async throws {
    try await DiamondFleet.with(by: way) { diamond in
      for command in [["release", "minor"], ["rollout"], ["rollback"]] {
        let answer = try await diamond.fleet.run(command + ["-x", "--yes"])
        #expect(answer.status == 0, "\(command): \(answer.errors)")
      }
      let pushes = try diamond.pushes()
      for name in ["inner", "outer"] {
        let own = pushes.filter { $0.hasPrefix("\(name) ") }
        // The update, the pin, the way back from it.
        #expect(own.count == 3, "\(pushes)")
        #expect(own.allSatisfy { $0.hasSuffix(" 1") }, "\(pushes)")
      }
      #expect(try await diamond.requirement(of: "outer").contains("1.0"))
    }
  }

  @Test func `who would have two is held back until the other has released`() async throws {
    try await DiamondFleet.with(by: "registry") { diamond in
      try await diamond.fleet.push(["src/lib.rs": "pub fn one() -> u16 { 1 }\n"], to: "core")
      for command in [["release", "major"], ["rollout"]] {
        let answer = try await diamond.fleet.run(command + ["-x", "--yes"])
        #expect(answer.status == 0, "\(command): \(answer.errors)")
      }
      let pushes = try diamond.pushes()
      #expect(pushes.allSatisfy { $0.hasSuffix(" 1") }, "\(pushes)")
      #expect(!pushes.contains { $0.hasPrefix("outer ") }, "\(pushes)")
      let status = try await diamond.fleet.lockstep("status", "--format", "json").json()
      let outer = status["operations"]?.array?.last?["dependents"]?.array?.first {
        $0["name"]?.string == "outer"
      }
      #expect(outer?["outcome"]?.string == "waits", "\(String(describing: outer))")
      #expect(
        outer?["detail"]?.string?.contains("two versions of `core-types`, 1.0.0 and 2.0.0") == true)
    }
  }
}

/// A foundation, `inner` on it, and `outer` on both; every push to one of the two is looked at where it
/// arrives, by resolving it with what the others have at that moment.
struct DiamondFleet: Sendable {
  let fleet: BadInputFleet
  /// How `outer` takes `inner`.
  let way: String

  private var log: String { "\(fleet.directory)/pushes.log" }

  static func with(by way: String, _ body: (DiamondFleet) async throws -> Void) async throws {
    let isPublished = way == "registry"
    try await BadInputFleet.with(
      released: !isPublished, publish: isPublished ? nil : "none"
    ) { fleet in
      let diamond = DiamondFleet(fleet: fleet, way: way)
      if isPublished {
        let first = try await fleet.lockstep("release", "--initial", "-x", "--yes")
        try #require(first.status == 0, "\(first.errors)")
        // The next release has something to say.
        try await fleet.push(
          ["src/lib.rs": "pub fn one() -> u8 { 1 }\npub fn two() -> u8 { 2 }\npub fn three() {}\n"],
          to: "core")
      }
      try await diamond.make("inner", needing: "", publishing: isPublished)
      let inner =
        switch way {
        case "git": "{ git = \"file://\(fleet.origin(of: "inner"))\", branch = \"main\" }"
        case "path": "{ path = \"../inner\" }"
        default: "\"0.1\""
        }
      try await diamond.make("outer", needing: "inner = \(inner)", publishing: false)
      for name in ["inner", "outer"] { try diamond.watch(name) }
      try await body(diamond)
    }
  }

  /// The pushes in their order: who, what, and how many foundations it resolved to.
  func pushes() throws -> [String] {
    String(decoding: try Files.read(log) ?? [], as: UTF8.self).split(separator: "\n").map(
      String.init)
  }

  /// The line of a dependent's manifest that names the foundation.
  func requirement(of name: String) async throws -> String {
    let manifest = try await fleet.git("show", "main:Cargo.toml", in: fleet.origin(of: name))
    return manifest.split(separator: "\n").first { $0.hasPrefix("core-types") }.map(String.init)
      ?? ""
  }

  private func make(_ name: String, needing more: String, publishing: Bool) async throws {
    let core =
      way == "registry"
      ? "\"1.0\"" : "{ git = \"file://\(fleet.origin(of: "core"))\", tag = \"v1.0.0\" }"
    var files = [
      "Cargo.toml": """
      [package]
      name = "\(name)"
      version = "0.1.0"
      edition = "2021"
      description = "A part of a diamond"
      license = "MIT"

      [dependencies]
      core-types = \(core)
      \(more)

      """,
      "src/lib.rs": "pub fn get() -> i64 { core_types::one() as i64 }\n",
      ".gitignore": "/target\n",
    ]
    if way == "registry" {
      files[".cargo/config.toml"] = """
        [source.crates-io]
        replace-with = "here"

        [source.here]
        local-registry = "\(fleet.registry)"

        """
    }
    if publishing {
      files["lockstep.toml"] = """
        [foundation]
        package = "\(name)"
        publish = "\(fleet.registry)"

        """
    }
    _ = try await fleet.scratch.clone(
      try await fleet.scratch.origin(name, files: files), as: name)
    let clone = fleet.clone(of: name)
    let locked = try await fleet.run(["generate-lockfile"], program: "cargo", in: clone)
    try #require(locked.status == 0, "\(locked.errors)")
    try await fleet.git("add", "Cargo.lock", in: clone)
    try await fleet.git("commit", "--quiet", "-m", "Lock", in: clone)
    try await fleet.git("push", "--quiet", "origin", "main", in: clone)
    guard publishing else { return }
    let released = try await fleet.lockstep("release", "--initial", "-x", "--yes", in: clone)
    try #require(released.status == 0, "\(released.errors)")
    try await fleet.git("pull", "--quiet", in: clone)
  }

  /// Lets the origin of `name` resolve whatever is pushed to it.
  private func watch(_ name: String) throws {
    let environment = ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME"]
      .compactMap { key in fleet.environment[key].map { "export \(key)='\($0)'" } }
      .joined(separator: "\n")
    try fleet.hook(
      "post-receive", of: name,
      """
      \(environment)
      while read old new ref; do
        test "$ref" = refs/heads/main || continue
        work=$(mktemp -d '\(fleet.directory)/look-XXXXXX')
        (
          unset $(git rev-parse --local-env-vars)
          for other in core inner outer; do
            git clone --quiet "file://\(fleet.directory)/origins/$other.git" "$work/$other"
          done
          cd "$work/\(name)" && git checkout --quiet "$new" &&
            cargo tree --quiet --locked --prefix none --edges normal >"$work/tree" 2>"$work/errors"
          count=$(sed -n 's/^\\(core-types v[^*]*\\).*/\\1/p' "$work/tree" | sed 's/ *(\\?$//' | sort -u | wc -l)
          echo "\(name) $new" $count >>'\(log)'
          cat "$work/errors" >>'\(log).errors'
        )
        rm -rf "$work"
      done
      """)
  }
}
