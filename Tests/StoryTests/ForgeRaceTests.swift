import LockstepCore
import LockstepTestSupport
import Testing

/// What a dependent's maintainers do with a pull request while a rollback is under way counts, whichever
/// way they decide.
///
/// How each forge tells of it is tested with each of them; of the whole way one stands for the others where
/// they go on alike.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(20)))
struct ForgeRaceTests {
  @Test(arguments: ForgeFleet.services)
  func `an update that is merged while the rollback begins is taken back too`(
    service: String
  ) async throws {
    try await begun(service) { fleet, update in
      try await fleet.merge(update, of: "beta")
      #expect(try await fleet.tag(of: "beta") == "v1.1.0")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 13, "\(resumed.errors)")

      // Its restore is proposed and waits; somebody merges that before we do.
      let states = try await fleet.pulls(of: "beta").map(\.state)
      #expect(states == ["merged", "closed", "open"])
      try await fleet.merge(
        try #require(try await fleet.pulls(of: "beta").last?.number), of: "beta")
      let ended = try await fleet.lockstep("resume", "--yes")
      #expect(ended.status == 0, "\(ended.errors)")
      #expect(try await fleet.tag(of: "beta") == "v1.0.1-hotfix")
    }
  }

  @Test
  func `an update that is closed while the rollback begins needs nothing more`() async throws {
    try await begun("gitlab") { fleet, update in
      try await fleet.close(update, of: "beta")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await fleet.tag(of: "beta") == "v1.0.0")
      #expect(try await fleet.pulls(of: "beta").map(\.state) == ["closed"])
    }
  }

  @Test
  func `a hotfix that its maintainers decline is theirs, and is said`() async throws {
    try await begun("gitea") { fleet, update in
      try await fleet.merge(update, of: "beta")
      #expect(try await fleet.lockstep("resume", "--yes").status == 13)
      try await fleet.close(
        try #require(try await fleet.pulls(of: "beta").last?.number), of: "beta")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await fleet.tag(of: "beta") == "v1.1.0")
      #expect(try await fleet.pulls(of: "beta").map(\.state) == ["merged", "closed", "closed"])
      let status = try await fleet.lockstep("status")
      #expect(status.output.contains("declined"), "\(status.output)")
    }
  }

  /// A rollback that died before it closed the update of `beta`, which waits for somebody to merge it.
  private func begun(
    _ service: String, _ body: (ForgeFleet, _ update: Int) async throws -> Void
  ) async throws {
    try await ForgeFleet.with(
      service, dependents: ["beta"], released: true,
      rollout: "wait = \"0 seconds\"\nmerge = \"maintainers\""
    ) { fleet in
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      let killed = try await fleet.lockstep(
        "rollback", "-x", "--yes", with: ["LOCKSTEP_FAULT_AT": "forge:before#1"])
      #expect(killed.status == -1, "\(killed.errors)")
      #expect(killed.errors.contains("Not exposed: beta"), "\(killed.errors)")
      try await body(fleet, try #require(try await fleet.pulls(of: "beta").last?.number))
    }
  }
}
