import LockstepCore
import LockstepTestSupport
import Testing

/// What a dependent's own checks and its maintainers say decides whether a wave is healthy.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(20)))
struct ForgeWaveTests {
  @Test
  func `a red check of a dependent halts the rollout, and somebody may answer for it`() async throws
  {
    try await ForgeFleet.with(
      "github", released: true, rollout: "wait = \"0 seconds\"\nmerge = \"maintainers\""
    ) { fleet in
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      let alpha = try #require(try await fleet.pulls(of: "alpha").last)
      try await fleet.close(alpha.number, of: "alpha")
      try await fleet.check("beta", "failure")
      let halted = try await fleet.lockstep("rollout", "--continue", "--yes")
      #expect(halted.status == 10, "\(halted.errors)")
      #expect(halted.errors.contains("beta: the check `ci`"), "\(halted.errors)")
      #expect(halted.errors.contains("http"), "the check's address: \(halted.errors)")
      let status = try await fleet.lockstep("status")
      #expect(status.output.contains("declined"), "\(status.output)")
      let refused = try await fleet.lockstep("rollout", "--continue", "--yes")
      #expect(refused.status == 64, "\(refused.errors)")
      let answered = try await fleet.lockstep(
        "rollout", "--continue", "--because", "theirs", "--yes")
      #expect(answered.status == 0, "\(answered.errors)")
    }
  }

  @Test
  func `a command waits for a pull request without the lease, and goes on when it is merged`()
    async throws
  {
    try await ForgeFleet.with(
      "github", dependents: ["alpha"], released: true,
      rollout: "wait = \"2 minutes\"\nmerge = \"maintainers\""
    ) { fleet in
      async let rollout = fleet.lockstep("rollout", "-x", "--yes")
      while try await fleet.pulls(of: "alpha").isEmpty {
        try await Task.sleep(for: .milliseconds(100))
      }
      var status = try await fleet.lockstep("status", "--format", "json").json()
      while status["operations"]?[0]?["state"]?.string?.hasPrefix("stopped") != true {
        status = try await fleet.lockstep("status", "--format", "json").json()
      }
      #expect(status["running"] == .null, "\(status)")
      let pull = try #require(try await fleet.pulls(of: "alpha").last)
      try await fleet.check("alpha", "success")
      try await fleet.merge(pull.number, of: "alpha")
      let answer = try await rollout
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.errors.contains("waiting for 1 pull request"), "\(answer.errors)")
    }
  }
}
