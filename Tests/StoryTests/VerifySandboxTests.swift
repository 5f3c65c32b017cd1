import LockstepCore
import LockstepSystem
import Testing

/// The gates' programs run apart, and the integration gate gets the fleet as a rollout would leave it.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: Binary.isInstalled("bwrap"), "needs bubblewrap"), .timeLimit(.minutes(30)))
struct VerifySandboxTests {
  /// A build script that fails where it can read what is none of its business.
  private static let script = """
    fn main() {
        let home = std::env::var("HOME").unwrap_or_default();
        assert!(std::fs::read(format!("{home}/.secret")).is_err(), "got hold of a secret");
    }

    """

  /// What tests the repositories together.
  private static let check = """
    set -e
    grep -q 'tag = "v1.1.0"' user/Cargo.toml
    cd user
    cargo test --quiet

    """

  @Test
  func `a gate's programs see no secret, and the fleet is on the candidate`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.make(
        "user",
        [
          "Cargo.toml": fleet.manifest(of: "user"),
          "src/lib.rs": "#[test] fn has_it() { assert_eq!(core_types::two(), 2) }\n",
        ])
      let gates = """

        [gates]
        features = [[]]
        integration = ["sh core-types/ci/check"]

        """
      try await fleet.push(
        [
          "lockstep.toml": fleet.configuration(publish: fleet.registry) + gates,
          "build.rs": Self.script, "ci/check": Self.check,
        ], to: "core")
      let plan = try await fleet.lockstep("plan", "minor")
      try #require(plan.status == 0, "\(plan.errors)")
      // From here on there is something to get hold of.
      try Files.write(Array("x".utf8), to: "\(fleet.directory)/home/.secret")
      let verify = [
        "verify", "--candidate", "lockstep/1.1.0", "--gate", "features", "--gate", "integration",
        "--no-record",
      ]
      let apart = try await fleet.run(verify + ["--sandbox", "required"])
      #expect(apart.status == 0, "\(apart.output)\(apart.errors)")
      let open = try await fleet.run(verify + ["--sandbox", "off"])
      #expect(open.status == 10, "\(open.output)\(open.errors)")
      #expect(open.output.contains("got hold of a secret"))
      #expect(open.errors.contains("note: build scripts and tests were not kept apart"))
    }
  }
}
