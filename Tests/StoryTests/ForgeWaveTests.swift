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

  @Test
  func `a part of the fleet that goes back has its open update closed, and nobody else`()
    async throws
  {
    try await ForgeFleet.with("github", dependents: ["alpha", "beta"], released: true) { fleet in
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      let shown = try await fleet.lockstep("rollback", "--partial", "beta")
      #expect(shown.output.contains("Only proposed to (1)"), "\(shown.output)\(shown.errors)")
      let answer = try await fleet.lockstep("rollback", "--partial", "beta", "-x", "--yes")
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(try await fleet.pulls(of: "beta").map(\.state) == ["closed"])
      #expect(try await fleet.pulls(of: "alpha").map(\.state) == ["open"])
      let again = try await fleet.lockstep("rollback", "--partial", "beta")
      #expect(again.errors.contains("nobody is to be pinned: beta"), "\(again.errors)")
    }
  }

  @Test
  func `who takes another one by its branch waits until that one's pull request is merged`()
    async throws
  {
    try await ForgeFleet.with("github", dependents: ["alpha", "beta"], released: true) { fleet in
      let own = try await fleet.manifest(of: "beta")
      try await fleet.forges.push(
        [
          "Cargo.toml":
            "\(own)\nalpha = { git = \"\(fleet.forges.git("acme/alpha"))\", branch = \"main\" }\n"
        ], to: "acme/beta", saying: "Take alpha too")
      try await fleet.checkBranch(of: "beta")
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      for name in ["alpha", "beta"] {
        try await fleet.check(name, "success")
        let answer = try await fleet.lockstep("rollout", "--continue", "--yes")
        try #require(try await fleet.tag(of: name) == "v1.1.0", "\(answer.errors)")
        try await fleet.checkBranch(of: name)
      }
      let stopped = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(stopped.status == 13, "\(stopped.errors)")
      let status = try await fleet.lockstep("status")
      #expect(status.output.contains("waits-for-merge"), "\(status.output)")
      #expect(status.output.contains("alpha has to come first"), "\(status.output)")
      // The update, and nothing that would bring two foundations into one build.
      #expect(try await fleet.pulls(of: "beta").map(\.state) == ["merged"])

      try await fleet.check("alpha", "success")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 13, "\(resumed.errors)")
      #expect(try await fleet.tag(of: "alpha") == "v1.0.1-hotfix")
      #expect(try await fleet.pulls(of: "beta").map(\.state) == ["merged", "open"])
      try await fleet.check("beta", "success")
      let ended = try await fleet.lockstep("resume", "--yes")
      #expect(ended.status == 0, "\(ended.errors)")
      #expect(try await fleet.tag(of: "beta") == "v1.0.1-hotfix")
    }
  }

  @Test
  func `who was red and turned green is called so`() async throws {
    try await ForgeFleet.with("github", dependents: ["beta"], released: true) { fleet in
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      try await fleet.check("beta", "failure")
      #expect(try await fleet.lockstep("rollout", "--continue", "--yes").status == 10)
      let red = try await fleet.lockstep("status")
      #expect(red.output.contains("regressed"), "\(red.output)")
      try await fleet.check("beta", "success")
      let answer = try await fleet.lockstep(
        "rollout", "--continue", "--because", "a mirror was down", "--yes")
      #expect(answer.status == 0, "\(answer.errors)")
      let green = try await fleet.lockstep("status", "--format", "json").json()
      let rollout = green["operations"]?.array?.last
      #expect(rollout?["dependents"]?[0]?["outcome"] == "merged", "\(green)")
      let judged = rollout?["steps"]?.array?.first { $0["id"] == "wave-1.judge" }
      #expect(judged?["detail"] == "healthy by now: 1 merged", "\(green)")
    }
  }
}
