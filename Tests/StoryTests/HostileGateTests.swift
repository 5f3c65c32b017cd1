import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// Gates that run a candidate's own programs, or what its settings make of the tool's commands.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct HostileGateTests {
  /// A foundation whose settings call another program than the formatter, and whose benchmark is hostile
  /// too; both are released already, so that nothing is left to be noticed by a reader of the change.
  private static func with(
    isApart: Bool, _ body: (BadInputFleet, [String: String]) async throws -> Void
  ) async throws {
    let listener = try LoopbackListener()
    try await BadInputFleet.with { fleet in
      try HostileBuildScript.layOutLoot(in: fleet.scratch)
      func program(_ said: String) -> String {
        HostileBuildScript.text(port: listener.port, isApart: isApart, said: said)
      }
      try await fleet.push(
        [
          "Cargo.toml": """
          [package]
          name = "core-types"
          version = "1.0.0"
          edition = "2021"
          description = "What the fleet stands on"
          license = "MIT"
          autobins = false

          [[bin]]
          name = "formatter"
          path = "src/formatter.rs"

          [[bench]]
          name = "work"
          harness = false

          """,
          ".cargo/config.toml": "[alias]\nfmt = \"run --quiet --bin formatter --\"\n",
          "src/formatter.rs": program(""), "benches/work.rs": program("work 100 ns"),
        ], to: "core")
      try await fleet.git("tag", "-f", "v1.0.0", "main", in: fleet.origin(of: "core"))
      try await fleet.push(["src/lib.rs": "pub fn one() -> u8 { 2 - 1 }\n"], to: "core")
      try await body(fleet, ["API_TOKEN": "hunter2"])
    }
  }

  @Test(
    .enabled("needs bubblewrap", InstalledTools.hasSandbox),
    arguments: [(true, "format"), (true, "benchmarks"), (false, "format"), (false, "benchmarks")])
  func `a hostile formatter and a hostile benchmark are kept apart, and measuring works there`(
    isApart: Bool, gate: String
  ) async throws {
    try await Self.with(isApart: isApart) { fleet, settings in
      let answer = try await fleet.run(
        [
          "verify", "--no-record", "--gate", gate, "--sandbox", isApart ? "required" : "off",
        ], in: nil, with: settings)
      let loot = Files.exists("\(fleet.directory)/loot")
      #expect(loot != isApart, "\(answer.output)\(answer.errors)")
      if isApart {
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
      }
      if isApart, gate == "benchmarks" {
        #expect(answer.output.contains("work: passed, ×1.000 [1.000, 1.000]"))
      }
    }
  }
}
