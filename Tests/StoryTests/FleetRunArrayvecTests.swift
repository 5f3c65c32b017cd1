import LockstepCore
import LockstepSystem
import Testing

/// Fleet runs and rollouts on real crates, some of which really break. `Benchmarks/fleet-run-outcomes`
/// runs all twelve against every candidate.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: ArrayvecFleet.script != nil, "\(ArrayvecFleet.needs)"),
  .serialized, .timeLimit(.minutes(30)))
struct FleetRunArrayvecTests {
  private static let dependents = [
    "argon2rs", "blake2-rfc", "num-format", "strip-ansi-escapes", "vte", "tiny-skia",
  ]

  private func outcomes(
    _ fleet: ArrayvecFleet, _ candidate: String, status: Int32
  ) async throws -> [String: JSONValue] {
    let answer = try await fleet.lockstep(
      "verify", "--fleet", "--candidate", candidate, "--format", "json")
    #expect(answer.exitCode == status, "\(answer.errorText)")
    let dependents = try JSONValue(parsing: answer.output)["dependents"]?.array ?? []
    return Dictionary(
      dependents.map { ($0["name"]?.string ?? "", $0) }, uniquingKeysWith: { $1 })
  }

  @Test
  func `each candidate breaks whom it really breaks, and what is known is not run again`()
    async throws
  {
    try await ArrayvecFleet.with(branch: "main", dependents: Self.dependents) { fleet in
      let equal = try await outcomes(fleet, "v0.5.3", status: 0)
      #expect(
        equal.mapValues { $0["outcome"]?.string } == [
          "argon2rs": "broken-before", "blake2-rfc": "passed", "num-format": "passed",
          "strip-ansi-escapes": "skipped", "vte": "passed", "tiny-skia": "skipped",
        ])
      let faulty = try await outcomes(fleet, "v0.5.4", status: 10)
      #expect(
        faulty.mapValues { $0["outcome"]?.string } == [
          "argon2rs": "broken-before", "blake2-rfc": "regressed", "num-format": "passed",
          "strip-ansi-escapes": "skipped", "vte": "regressed", "tiny-skia": "skipped",
        ])
      let tests = faulty["vte"]?["failed-tests"]?.array ?? []
      #expect(tests.map { $0["name"]?.string } == ["tests::exceed_max_buffer_size"])
      let again = try await outcomes(fleet, "v0.5.4", status: 10)
      #expect(again.mapValues { $0["reason"] } == faulty.mapValues { $0["reason"] })
      // How long the runs took when they were made.
      #expect(again["vte"]?["seconds"] == faulty["vte"]?["seconds"])
    }
  }

  @Test
  func `a rollout that nobody tested beforehand finds the fault that compiles`() async throws {
    try await ArrayvecFleet.with(branch: "faulty", dependents: ["num-format", "vte"]) { fleet in
      let release = try await fleet.lockstep("release", "patch", "-x", "--yes")
      try #require(release.succeeded, "\(release.errorText)")
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.exitCode == 10, "\(rollout.errorText)")
      #expect(rollout.errorText.contains("exceed_max_buffer_size"))
      #expect(try await fleet.outcomes() == ["num-format": "pushed", "vte": "regressed"])
    }
  }
}
