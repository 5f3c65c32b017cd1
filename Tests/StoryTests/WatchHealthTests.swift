import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// Each thing that a watch looks for, planted into a healthy fleet and found, one after the other.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct WatchHealthTests {
  /// Something that is wrong, and what is said of it.
  private struct Plant {
    var title: String
    var trigger: String
    var evidence: String
    /// Makes it, and makes it good again.
    var make: () async throws -> Void
    var mend: () async throws -> Void
  }

  @Test func `what does not agree is found, word by word, and gone when it is mended`()
    async throws
  {
    try await WatchedFleet.with("[watch]\noff = [\"advisories\"]\n", isBroken: false) { watched in
      let healthy = try await watched.watch("--format", "json", at: 40)
      #expect(healthy.status == 0, "\(healthy.output)\(healthy.errors)")
      for plant in try Self.registry(watched.fleet) + Self.repositories(watched.fleet) {
        try await plant.make()
        let found = try await watched.watch("--format", "json", at: 41)
        #expect(found.status == 10, "\(plant.title): \(found.errors)")
        let texts =
          try found.trigger(plant.trigger)?["evidence"]?.array?.compactMap { $0["text"]?.string }
          ?? []
        #expect(
          texts.contains { $0.contains(plant.evidence) }, "\(plant.title): \(texts)\(found.output)")
        try await plant.mend()
        let after = try await watched.watch("--format", "json", at: 42)
        #expect(after.status == 0, "\(plant.title): \(after.output)")
      }
    }
  }

  /// What can be wrong in the registry's index.
  private static func registry(_ fleet: BadInputFleet) throws -> [Plant] {
    let index = "\(fleet.registry)/index/co/re/core-types"
    let kept = try #require(try Files.read(index))
    let text = String(decoding: kept, as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.contains("\"1.1.0\"") })
    let digest = try #require(
      try JSONValue(parsing: Array(line.utf8))["cksum"]?.string)
    func plant(_ title: String, _ evidence: String, _ changed: String) -> Plant {
      Plant(
        title: title, trigger: "drift", evidence: evidence,
        make: { try Files.write(Array(changed.utf8), to: index) },
        mend: { try Files.write(kept, to: index) })
    }
    return [
      plant(
        "yanked", "1.1.0 is yanked, and no rollback has taken it back",
        text.replacing(line, with: line.replacing("\"yanked\":false", with: "\"yanked\":true"))),
      plant(
        "not published", "1.1.0 is tagged and not published",
        text.replacing("\"vers\":\"1.1.0\"", with: "\"vers\":\"1.0.9\"")),
      plant(
        "not tagged", "1.3.0 is published without a tag",
        text + line.replacing("\"vers\":\"1.1.0\"", with: "\"vers\":\"1.3.0\"") + "\n"),
      plant(
        "another package", "core-types 1.1.0 in the registry is not what was released",
        text.replacing(digest, with: String(digest.reversed()))),
    ]
  }

  /// What can be wrong in repositories.
  private static func repositories(_ fleet: BadInputFleet) -> [Plant] {
    let core = fleet.origin(of: "core")
    func takeBack(_ name: String) async throws {
      try await fleet.git("update-ref", "refs/heads/main", "main~1", in: fleet.origin(of: name))
    }
    return [
      Plant(
        title: "a tag that is gone", trigger: "drift",
        evidence: "names the tag v9.9.9, and there is no such release of core-types",
        make: {
          let manifest = fleet.manifest(of: "beta").replacing("v1.0.0", with: "v9.9.9")
          try await fleet.push(["Cargo.toml": manifest], to: "beta")
        },
        mend: { try await takeBack("beta") }),
      Plant(
        title: "a changelog without its section", trigger: "drift",
        evidence: "CHANGELOG.md has no section of 1.1.0",
        make: { try await fleet.push(["CHANGELOG.md": "# Changelog\n"], to: "core") },
        mend: { try await takeBack("core") }),
      Plant(
        title: "series whose support has ended", trigger: "support",
        evidence: "is on 1.0.0; supported: 3.0",
        make: {
          // The first commit is years old, and so are releases that are tagged there.
          let old = try await fleet.git("rev-list", "--max-parents=0", "main", in: core)
          for tag in ["v2.0.0", "v3.0.0"] { try await fleet.git("tag", tag, old, in: core) }
          try await fleet.push(["Cargo.toml": fleet.manifest(of: "beta")], to: "beta")
        },
        mend: {
          try await fleet.git("tag", "-d", "v2.0.0", "v3.0.0", in: core)
          try await takeBack("beta")
        }),
    ]
  }

  /// The tool is asked to bring its own advisories up to date once in a look.
  @Test func `an advisory against a lock file is a critical bug, for whoever has it`()
    async throws
  {
    let others = ["fleet", "checks", "benchmarks", "issues", "drift", "pins", "notices", "support"]
      .map { "\"\($0)\"" }.joined(separator: ", ")
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      try await fleet.push(
        [
          "lockstep.toml": fleet.configuration(publish: "none")
            + "[watch]\noff = [\(others)]\nneeds = [\"advisories\"]\n"
        ], to: "core")
      try await fleet.push(
        ["Cargo.lock": "version = 4\n\n[[package]]\nname = \"alpha\"\nversion = \"0.1.0\"\n"],
        to: "alpha")
      let calls = "\(fleet.directory)/calls"
      func tool(_ script: String) throws {
        try fleet.scratch.file(
          "bin/cargo-audit", "#!/bin/sh\necho \"$@\" >>\(calls)\n\(script)\n", mode: 0o755)
      }
      let path = "\(fleet.directory)/bin:\(fleet.environment["PATH"] ?? "")"
      func watch() async throws -> Answer {
        try await fleet.lockstep("watch", "--once", "--format", "json", with: ["PATH": path])
      }
      try tool(
        """
        case "$(cat "$4")" in *'"alpha"'*) found='{"advisory":{"id":"RUSTSEC-2026-0001",\
        "title":"loses data"},"package":{"name":"alpha","version":"0.1.0"},\
        "versions":{"patched":["0.1.1"]}}';; esac
        echo "{\\"vulnerabilities\\":{\\"list\\":[$found]},\\"warnings\\":{}}"
        """)
      let found = try await watch()
      #expect(found.status == 10, "\(found.output)\(found.errors)")
      #expect(
        try found.trigger("critical-bug")?["evidence"]?.array?.compactMap { $0["text"]?.string }
          == ["alpha: alpha 0.1.0: RUSTSEC-2026-0001 loses data; mended in 0.1.1"])
      let asked = String(decoding: try Files.read(calls) ?? [], as: UTF8.self)
        .split(separator: "\n").map { $0.contains("--no-fetch") }
      #expect(asked == [false, true], "the second lock is looked up in the same advisories")

      try tool("echo 'error: the advisories cannot be fetched' >&2; exit 1")
      let away = try await watch()
      #expect(away.status == 1, "what the policy needs is missing: \(away.output)")
      #expect(try away.trigger("critical-bug")?["state"] == "no-data")
    }
  }
}
