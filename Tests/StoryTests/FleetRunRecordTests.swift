import LockstepCore
import LockstepSystem
import Testing

/// What a fleet run leaves behind: the release and the rollout that come after it go by it.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct FleetRunRecordTests {
  private static let sources = [
    "steady": "#[test] fn cares_not() { assert!(core_types::one() > 0) }\n",
    "late": "#[test] fn cares_not() { assert!(core_types::one() > 0) }\n",
    "strict": "#[test] fn is_one() { assert_eq!(core_types::one(), 1) }\n",
    "aching": "#[test] fn ached_before() { assert_eq!(core_types::one(), 7) }\n",
  ]

  private static let fleetRun = [
    "verify", "--fleet", "--candidate", "lockstep/1.1.0", "--sandbox", "off",
  ]

  private func make(_ fleet: BadInputFleet) async throws {
    for (name, source) in Self.sources.sorted(by: { $0.key < $1.key }) {
      try await fleet.make(
        name, ["Cargo.toml": fleet.manifest(of: name), "src/lib.rs": source])
    }
    try await fleet.push(
      ["src/lib.rs": "pub fn one() -> u8 { 2 }\npub fn two() -> u8 { 2 }\n"], to: "core")
    let plan = try await fleet.lockstep("plan", "minor")
    try #require(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("none yet: `lockstep verify --fleet --candidate lockstep/1.1.0`"))
  }

  private func dependents(_ fleet: BadInputFleet) async throws -> [String: (String, String)] {
    let status = try await fleet.lockstep("status", "--format", "json").json()
    let rollout = status["operations"]?.array?.last
    #expect(rollout?["kind"]?.string == "rollout")
    var found: [String: (String, String)] = [:]
    for dependent in rollout?["dependents"]?.array ?? [] {
      found[dependent["name"]?.string ?? ""] = (
        dependent["outcome"]?.string ?? "", dependent["detail"]?.string ?? ""
      )
    }
    return found
  }

  @Test
  func `a regressed dependent stops the release, and what was tested is pushed without a build`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      try await make(fleet)
      #expect(try await fleet.run(Self.fleetRun).status == 10)
      let counts = "2 passed, 1 regressed, 1 broken-before"
      let plan = try await fleet.lockstep("plan", "minor")
      #expect(plan.output.contains("fleet run      \(counts), just now"), "\(plan.output)")

      let stopped = try await fleet.lockstep("release", "-x", "--yes")
      #expect(stopped.status == 10, "\(stopped.errors)")
      #expect(stopped.error?.hasSuffix("breaks 1 dependent") == true)
      #expect(stopped.errors.contains("regressed strict"))
      #expect(try await fleet.git("tag", "--list", in: fleet.origin(of: "core")) == "v1.0.0")

      // Whoever overrides it owes a reason, and the record keeps it.
      #expect(try await fleet.run(Self.fleetRun + ["--override", "fleet"]).status == 64)
      #expect(try await fleet.run(Self.fleetRun + ["--override", "lint"]).status == 64)
      #expect(
        try await fleet.lockstep("verify", "--override", "fleet", "--because", "x").status == 64)
      let overridden = try await fleet.run(
        Self.fleetRun + ["--override", "fleet", "--because", "strict is wrong"])
      #expect(overridden.status == 0, "\(overridden.errors)")
      let log = try await fleet.lockstep("log", "--format", "json")
      #expect(log.output.contains("strict is wrong"))
      let status = try await fleet.lockstep("status")
      #expect(status.output.contains("  fleet run: \(counts) (overridden), "), "\(status.output)")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")

      // One has moved on since it was tested.
      try await fleet.push(["NEWS.md": "new\n"], to: "late")
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.status == 10, "\(rollout.errors)")
      #expect(
        rollout.errors.contains(
          "3 ready, 1 regressed; 2 tested by the fleet run, 2 tested now"), "\(rollout.errors)")
      #expect(
        try await dependents(fleet).mapValues(\.0) == [
          "steady": "pushed", "late": "pushed", "aching": "pushed", "strict": "regressed",
        ])
    }
  }

  @Test
  func `a rollout that nobody tested beforehand tests by itself`() async throws {
    try await BadInputFleet.with { fleet in
      try await make(fleet)
      let release = try await fleet.lockstep("release", "-x", "--yes")
      #expect(release.status == 0, "\(release.errors)")
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.status == 10, "\(rollout.errors)")
      #expect(rollout.errors.contains("3 ready, 1 regressed; 4 tested now"), "\(rollout.errors)")
      let dependents = try await dependents(fleet)
      #expect(dependents["strict"]?.0 == "regressed")
      #expect(dependents["strict"]?.1.contains("is_one") == true)
      // What failed before the release holds nobody back.
      #expect(dependents["aching"]?.0 == "pushed")
      #expect(dependents["aching"]?.1.contains("1 test failed before and fails still") == true)
    }
  }
}
