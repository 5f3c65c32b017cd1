import LockstepCore
import LockstepTestSupport
import Testing

/// A release that goes out by pull requests and is taken back, on each forge, with the command as it is
/// built; where the services' own contracts are at hand, no request may be one that they refuse.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(20)))
struct ForgeStoryTests {
  @Test(arguments: StoryForgesKind.everywhere)
  func `a release goes out by pull requests, and is taken back`(
    on kind: StoryForgesKind, service: String
  ) async throws {
    try await ForgeFleet.with(service, on: kind) { fleet in
      let release = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(release.status == 0, "\(release.errors)")

      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.status == 13, "\(rollout.errors)")
      #expect(rollout.error?.contains("2 pull requests not merged: alpha, beta") == true)
      #expect(try await fleet.tag(of: "gamma") == "v1.1.0")
      #expect(try await fleet.tag(of: "alpha") == "v1.0.0")
      #expect(try await fleet.pulls(of: "alpha").map(\.title) == ["Update core-types to 1.1.0"])

      try await fleet.check("alpha", "success")
      try await fleet.check("beta", nil)
      let again = try await fleet.lockstep("rollout", "--continue", "--yes")
      #expect(again.status == 13, "\(again.errors)")
      #expect(try await fleet.pulls(of: "alpha").map(\.state) == ["merged"])
      #expect(try await fleet.tag(of: "alpha") == "v1.1.0")
      try await fleet.checkBranch(of: "alpha")
      let status = try await fleet.lockstep("status")
      #expect(status.output.contains("waits for the check `ci`"), "\(status.output)")

      let rollback = try await fleet.lockstep("rollback", "-x", "--yes", "--because", "it lies")
      #expect(rollback.status == 13, "\(rollback.errors)")
      #expect(try await fleet.pulls(of: "beta").map(\.state) == ["closed"])
      #expect(try await fleet.tag(of: "gamma") == "v1.0.1-hotfix")
      #expect(try await fleet.pulls(of: "alpha").map(\.state) == ["merged", "closed", "open"])

      try await fleet.check("alpha", "success")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await fleet.tag(of: "alpha") == "v1.0.1-hotfix")
      #expect(try await fleet.tag(of: "beta") == "v1.0.0")
      let pages = try await fleet.repository("core")["releases"]
      #expect("\(pages ?? .null)".contains("Taken back"), "\(pages ?? .null)")
    }
  }
}
