import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputRegistryTests {
  /// Runs a fleet whose foundation is published to a registry of the loopback.
  private func with(
    _ behaviour: LoopbackBehaviour,
    _ body: (BadInputFleet, LoopbackRegistry, [String: String]) async throws -> Void
  ) async throws {
    try await LoopbackRegistry.run(behaviour) { registry in
      try await BadInputFleet.with(publish: "loopback") { fleet in
        try fleet.scratch.file(
          "home/.cargo/config.toml",
          "[registries.loopback]\nindex = \"\(registry.index)\"\n")
        try await body(
          fleet, registry, ["CARGO_REGISTRIES_LOOPBACK_TOKEN": LoopbackRegistry.token])
      }
    }
  }

  @Test
  func `a registry that refuses says why, and the release goes on`() async throws {
    try await with(
      LoopbackBehaviour(publishing: .refusing(status: 403, detail: "not an owner"))
    ) { fleet, registry, token in
      let refused = try await fleet.lockstep("release", "minor", "-x", "--yes", with: token)
      #expect(refused.status == 1, "\(refused.errors)")
      #expect(refused.error?.contains("refused core-types@1.1.0") == true, "\(refused.errors)")
      #expect(refused.errors.contains("not an owner"), "\(refused.errors)")
      #expect(refused.errors.contains("`lockstep resume`"))
      #expect(!refused.errors.contains(LoopbackRegistry.token))
      // A rollout of what is not published is refused; the tag alone is no release.
      let rollout = try await fleet.lockstep("rollout", "1.1.0", with: token)
      #expect(rollout.status != 0 || rollout.errors.contains("nothing to do"))
      await registry.behave(LoopbackBehaviour())
      let resumed = try await fleet.lockstep("resume", "--yes", with: token)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(await registry.holds("core-types", "1.1.0"))
      let record = try await fleet.git(
        "log", "--format=%B", "-p", "refs/lockstep/ledger", in: fleet.foundation)
      #expect(!record.contains(LoopbackRegistry.token))
    }
  }

  @Test
  func `a registry that accepts and fails is believed by its index alone`() async throws {
    try await with(
      LoopbackBehaviour(publishing: .acceptingThenFailing(status: 500))
    ) { fleet, registry, token in
      let answer = try await fleet.lockstep("release", "minor", "-x", "--yes", with: token)
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(await registry.holds("core-types", "1.1.0"))
      #expect(await registry.uploads == 1)
    }
  }

  @Test
  func `without a token nothing is uploaded`() async throws {
    try await with(LoopbackBehaviour()) { fleet, registry, token in
      let answer = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(answer.status == 1)
      #expect(answer.errors.contains("token"), "\(answer.errors)")
      #expect(await registry.uploads == 0)
      #expect(try await fleet.lockstep("resume", "--yes", with: token).status == 0)
    }
  }
}
