import LockstepCore
import LockstepTestSupport
import Testing

/// A branch that was protected since the plan was made takes nothing by a push: its maintainers are asked by
/// a pull request, and everybody else goes on.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(20)))
struct ForgeProtectionTests {
  @Test(arguments: ForgeFleet.services)
  func `who is protected in between is asked by a pull request, and the others go on`(
    service: String
  ) async throws {
    try await ForgeFleet.with(
      service, dependents: ["gamma", "delta"], released: true,
      rollout: "wait = \"0 seconds\"\nmerge = \"maintainers\""
    ) { fleet in
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.status == 0, "\(rollout.errors)")
      try fleet.protect("gamma")

      let rollback = try await fleet.lockstep("rollback", "-x", "--yes", "--because", "it lies")
      #expect(rollback.status == 13, "\(rollback.errors)")
      #expect(rollback.error == "1 pull request not merged: gamma", "\(rollback.errors)")
      #expect(rollback.errors.contains("hook declined"), "\(rollback.errors)")
      #expect(
        rollback.errors.contains("pushed to 1 of 2; as a pull request to gamma"),
        "\(rollback.errors)")
      #expect(try await fleet.tag(of: "delta") == "v1.0.1-hotfix")
      #expect(try await fleet.tag(of: "gamma") == "v1.1.0")
      // The restore takes the place of the pin.
      let states = ["closed", "open"]
      #expect(try await fleet.pulls(of: "gamma").map(\.state) == states)
      let status = try await fleet.lockstep("status")
      #expect(status.output.contains("not merged"), "\(status.output)")
      let hour = status.output.split(separator: "\n").first { $0.contains("0–1 h") } ?? ""
      #expect(hour.contains(" of "), "gamma is not back yet: \(hour)")

      let again = try await fleet.lockstep("resume", "--yes")
      #expect(again.status == 13, "\(again.errors)")
      let pulls = try await fleet.pulls(of: "gamma")
      #expect(pulls.map(\.state) == states)
      try await fleet.merge(try #require(pulls.last?.number), of: "gamma")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await fleet.tag(of: "gamma") == "v1.0.1-hotfix")
      let after = try await fleet.lockstep("status").output
      #expect(after.contains(/0–1 h +done/), "\(after)")
    }
  }

  @Test
  func `who is asked in place of a push is waited for as long as anybody`() async throws {
    try await ForgeFleet.with(
      "github", dependents: ["gamma"], released: true,
      rollout: "wait = \"5 minutes\"\nmerge = \"maintainers\""
    ) { fleet in
      try fleet.protect("gamma")
      async let rollout = fleet.lockstep("rollout", "-x", "--yes")
      var status = try await fleet.lockstep("status", "--format", "json").json()
      while status["operations"]?[0]?["state"]?.string?.hasPrefix("stopped") != true {
        status = try await fleet.lockstep("status", "--format", "json").json()
      }
      #expect(status["running"] == .null, "\(status)")
      let pull = try #require(try await fleet.pulls(of: "gamma").last)
      try await fleet.merge(pull.number, of: "gamma")
      let answer = try await rollout
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.errors.contains("waiting for 1 pull request"), "\(answer.errors)")
      #expect(try await fleet.tag(of: "gamma") == "v1.1.0")
    }
  }

  @Test
  func `what may be merged here is merged at once, and an operation needs nobody`() async throws {
    try await ForgeFleet.with("github", dependents: ["gamma"], released: true) { fleet in
      try fleet.protect("gamma")
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.status == 0, "\(rollout.errors)")
      #expect(try await fleet.tag(of: "gamma") == "v1.1.0")
      let rollback = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(rollback.status == 0, "\(rollback.errors)")
      #expect(try await fleet.tag(of: "gamma") == "v1.0.1-hotfix")
      // The update, the pin, the restore.
      #expect(try await fleet.pulls(of: "gamma").map(\.state) == ["merged", "merged", "merged"])
    }
  }

  @Test
  func `without a token the refusal stands, and nothing is left behind`() async throws {
    try await ForgeFleet.with("github", dependents: ["gamma", "delta"], released: true) { fleet in
      try fleet.protect("gamma")
      let rollout = try await fleet.lockstep(
        "rollout", "-x", "--yes", with: ["LOCKSTEP_GITHUB_TOKEN": ""])
      #expect(rollout.status == 13, "\(rollout.errors)")
      #expect(rollout.error == "1 dependent could not be reached: gamma", "\(rollout.errors)")
      #expect(rollout.errors.contains("there is no token for GitHub"), "\(rollout.errors)")
      #expect(try await fleet.tag(of: "delta") == "v1.1.0")
      #expect(try await fleet.pulls(of: "gamma").isEmpty)
      let branches = try await fleet.git(
        "branch", "--format=%(refname:short)", in: fleet.forges.gitDirectory("acme/gamma"))
      #expect(branches == "main")

      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await fleet.pulls(of: "gamma").map(\.state) == ["merged"])
    }
  }
}
