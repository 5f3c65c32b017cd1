import LockstepCore
import LockstepKit
import LockstepSystem
import Testing

/// A rollout that goes out in parts, and that people hold up and let go on.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct RolloutPartsTests {
  /// Adds to the configuration that counts: the one on the remote's branch.
  private func configure(_ text: String, on fleet: BadInputFleet) async throws {
    let all = fleet.configuration(publish: fleet.registry) + text
    try await fleet.push(["lockstep.toml": all], to: "core")
    try await fleet.git("pull", "-q", "--ff-only", in: fleet.foundation)
  }

  /// What time it is for a command.
  private func clock(_ hour: Int) -> [String: String] {
    ["LOCKSTEP_CLOCK": "2026-02-02T\(hour < 10 ? "0" : "")\(hour):00:00Z"]
  }

  private func has(_ name: String, _ fleet: BadInputFleet) async throws -> Bool {
    try await fleet.git("show", "main:Cargo.toml", in: fleet.origin(of: name)).contains("v1.1.0")
  }

  @Test func `canaries go first, are watched, and a pause is heard before the next part`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["alpha", "beta", "gamma"]) { fleet in
      try await configure(
        """
        [rollout]
        canaries = ["beta"]
        shares = [2]
        soak = "1 hour"
        """, on: fleet)
      let released = try await fleet.lockstep(
        "release", "minor", "-x", "--yes", "-q", with: clock(8))
      try #require(released.status == 0, "\(released.errors)")
      let shown = try await fleet.lockstep("rollout", with: clock(9))
      #expect(shown.output.contains("wave 1 (canaries): prepare, build and test beta"))
      #expect(shown.output.contains("wave 2 (the first 2): prepare, build and test alpha"))
      #expect(shown.output.contains("wave 3 (the rest): prepare, build and test gamma"))

      let begun = try await fleet.lockstep("rollout", "-x", "--yes", with: clock(9))
      #expect(begun.status == 11, "\(begun.errors)")
      #expect(begun.error == "wave 1 is watched until 2026-02-02T10:00:00Z")
      #expect(try await has("beta", fleet))
      #expect(try await !has("alpha", fleet))
      let early = try await fleet.lockstep("rollout", "--continue", "--yes", with: clock(9))
      #expect(early.status == 11)
      #expect(early.error == begun.error, "the end does not move")

      let pause = try await fleet.lockstep(
        "rollout", "--pause", "--because", "a holiday", with: clock(9))
      #expect(pause.status == 0, "\(pause.errors)")
      let paused = try await fleet.lockstep("resume", "--yes", with: clock(11))
      #expect(paused.status == 13, "\(paused.errors)")
      #expect(paused.error == "the rollout is paused before wave 2")
      #expect(paused.errors.contains("a holiday"))
      #expect(try await !has("alpha", fleet))

      let second = try await fleet.lockstep("rollout", "--continue", "--yes", with: clock(12))
      #expect(second.error == "wave 2 is watched until 2026-02-02T13:00:00Z")
      #expect(try await has("alpha", fleet))
      #expect(try await !has("gamma", fleet))
      let last = try await fleet.lockstep("rollout", "--continue", "--yes", with: clock(13))
      #expect(last.status == 0, "\(last.errors)")
      #expect(try await has("gamma", fleet))
      #expect(try await fleet.lockstep("rollout", "--continue", with: clock(14)).status == 64)
    }
  }

  @Test func `a halt wants a reason, and a choice leaves others out`() async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      // A name of its own collides with one that the release adds.
      try await fleet.push(
        [
          "src/lib.rs": """
          #![deny(ambiguous_glob_imports)]
          use core_types::*;
          mod own { pub fn two() -> u8 { 2 } }
          use own::*;
          pub fn both() -> u8 { one() + two() }

          """
        ], to: "alpha")
      let released = try await fleet.lockstep(
        "release", "minor", "-x", "--yes", "-q", with: clock(8))
      try #require(released.status == 0, "\(released.errors)")
      let stranger = try await fleet.lockstep("rollout", "--only", "alhpa", with: clock(9))
      #expect(stranger.status == 64)
      #expect(stranger.errors.contains("did you mean `alpha`?"))

      let halted = try await fleet.lockstep(
        "rollout", "--only", "alpha", "-x", "--yes", with: clock(9))
      #expect(halted.status == 10, "\(halted.output)\(halted.errors)")
      #expect(halted.error == "1 of 1 dependents broke: alpha")
      #expect(try await !has("beta", fleet))
      let mute = try await fleet.lockstep("rollout", "--continue", "--yes", with: clock(10))
      #expect(mute.status == 64)
      let again = try await fleet.lockstep("resume", "--yes", with: clock(10))
      #expect(again.status == 10, "nobody answers for it yet")
      let answered = try await fleet.lockstep(
        "rollout", "--continue", "--yes", "--because", "alpha is retired", with: clock(10))
      #expect(answered.status == 0, "\(answered.errors)")
      let log = try await fleet.lockstep("log", with: clock(11))
      #expect(log.output.contains("continued"))

      let rest = try await fleet.lockstep(
        "rollout", "--skip", "alpha", "-x", "--yes", with: clock(11))
      #expect(rest.status == 0, "\(rest.errors)")
      #expect(try await has("beta", fleet))
      #expect(try await !has("alpha", fleet))
    }
  }
}
