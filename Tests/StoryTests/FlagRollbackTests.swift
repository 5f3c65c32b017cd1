import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// The second way back: the trouble is behind a feature, and the dependents do without it for a while.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct FlagRollbackTests {
  private func manifest(of name: String, _ fleet: BadInputFleet) async throws -> String {
    try await fleet.git("show", "main:Cargo.toml", in: fleet.origin(of: name))
  }

  /// Gives the foundation features, one of which holds what goes wrong.
  private func giveFeatures(_ fleet: BadInputFleet) async throws {
    try await fleet.push(
      [
        "Cargo.toml": """
        [package]
        name = "\(BadInputFleet.package)"
        version = "1.0.0"
        edition = "2021"
        description = "What the fleet stands on"
        license = "MIT"

        [features]
        default = ["std", "fast", "tracing-preview"]
        std = []
        fast = ["simd"]
        simd = []
        tracing-preview = []

        """,
        "src/lib.rs": """
        pub fn one() -> u8 { 1 }
        #[cfg(feature = "simd")]
        pub fn two() -> u8 { 3 }
        pub fn three() -> u8 { 3 }

        """,
      ], to: "core")
    try await fleet.git("pull", "-q", "--ff-only", in: fleet.foundation)
  }

  @Test
  func `a feature is taken out where the code builds without it, and given back to the byte`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["billing", "needs"]) { fleet in
      try await giveFeatures(fleet)
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let rolledOut = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rolledOut.status == 0, "\(rolledOut.errors)")
      try await fleet.push(
        ["src/lib.rs": "pub fn one() -> u8 { core_types::two() }\n"], to: "needs")
      let before = try await manifest(of: "billing", fleet)

      let unknown = try await fleet.lockstep("rollback", "--flag", "simb")
      #expect(unknown.status == 64)
      #expect(unknown.errors.contains("did you mean `simd`?"))

      // The assessment says behind which features the change may be; it has changed with 1.1.0.
      let assessed = try await fleet.lockstep("rollback")
      #expect(
        assessed.output.contains(
          "`lockstep rollback 1.1.0 --flag simd` takes it out (new, on by default now, src/lib.rs)"),
        "\(assessed.output)")
      let shown = try await fleet.lockstep("rollback", "--flag", "simd")
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(shown.output.contains("everybody stays on 1.1.0"))

      let taken = try await fleet.lockstep("rollback", "--flag", "simd", "-x", "--yes")
      #expect(taken.status == 0, "\(taken.errors)")
      #expect(taken.errors.contains("needs-flag"))
      // What is stable of the defaults stays; a preview is not, and `fast` leads to the trouble.
      #expect(
        try await manifest(of: "billing", fleet).contains(
          "tag = \"v1.1.0\", default-features = false, features = [\"std\"] }"))
      #expect(try await !manifest(of: "needs", fleet).contains("default-features"))

      let nobody = try await fleet.lockstep("rollback", "--flag", "simd", "--partial", "billing")
      #expect(nobody.status == 0)
      #expect(nobody.errors.contains("none of billing"))

      let given = try await fleet.lockstep(
        "rollback", "--flag", "simd", "--restore", "-x", "--yes")
      #expect(given.status == 0, "\(given.errors)")
      #expect(try await manifest(of: "billing", fleet) == before)
      let again = try await fleet.lockstep("rollback", "--flag", "simd", "--restore")
      #expect(again.status == 0)
      #expect(again.errors.contains("nobody waits for the feature `simd`"))
    }
  }

  @Test
  func `who cannot be pinned does without the feature, and a pin gives back what was taken before`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["billing", "moves", "needs"]) { fleet in
      try await giveFeatures(fleet)
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let rolledOut = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rolledOut.status == 0, "\(rolledOut.errors)")
      try await fleet.push(
        ["src/lib.rs": "pub fn one() -> u8 { core_types::three() }\n"], to: "moves")
      try await fleet.push(
        ["src/lib.rs": "pub fn one() -> u8 { core_types::two() + core_types::three() }\n"],
        to: "needs")
      let before = try await manifest(of: "moves", fleet)
      let partial = try await fleet.lockstep(
        "rollback", "--flag", "simd", "--partial", "billing", "-x", "--yes")
      #expect(partial.status == 0, "\(partial.errors)")
      #expect(try await manifest(of: "billing", fleet).contains("default-features = false"))

      let shown = try await fleet.lockstep("rollback")
      #expect(shown.output.contains("simd: moves, needs"), "\(shown.output)")
      let answer = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(answer.status == 0, "\(answer.errors)")
      let restored = try await manifest(of: "billing", fleet)
      #expect(restored.contains("tag = \"v1.0.1-hotfix\" }"), "\(restored)")
      #expect(
        try await manifest(of: "moves", fleet).contains(
          "tag = \"v1.1.0\", default-features = false, features = [\"std\"] }"))
      #expect(try await !manifest(of: "needs", fleet).contains("default-features"))
      #expect(
        answer.errors.contains("1 cannot be pinned and still has 1.1.0: needs"), "\(answer.errors)")
      #expect(
        answer.errors.contains("does without the feature simd of 1.1.0: moves"),
        "\(answer.errors)")

      let given = try await fleet.lockstep(
        "rollback", "1.1.0", "--flag", "simd", "--restore", "-x", "--yes")
      #expect(given.status == 0, "\(given.errors)")
      #expect(try await manifest(of: "moves", fleet) == before)
    }
  }
}
