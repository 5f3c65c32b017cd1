import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

@Suite struct CandidateWorldTests {
  private static let address = "https://git.example/core"
  private static let neighbour = "https://git.example/core-extra"

  @Test func `git finds the candidate under the real address, in this world alone`() async throws {
    try await ScratchGit.with { git in
      let origin = try await git.origin("core", files: ["Cargo.toml": "[package]\n"])
      let first = try #require(try await origin.resolve("refs/heads/main"))
      try await git.tag("v1.0.0", at: first, in: origin)
      let own = try await git.origin("own", files: ["Cargo.toml": "# the candidate\n"])
      let candidate = try #require(try await own.resolve("refs/heads/main"))
      let worlds = "\(git.directory)/worlds"
      try await CandidateWorld.with(
        .init(
          commit: candidate, tag: "v2.0.0", branch: .branch("main"), repository: own,
          remote: git.address(of: origin), addresses: [Self.address],
          neighbours: [Self.neighbour]),
        in: worlds, host: git.host
      ) { world in
        let listing = try await Self.git(["ls-remote", Self.address], in: world, git)
        #expect(listing.contains("\(candidate)\trefs/tags/v2.0.0\n"))
        #expect(listing.contains("\(candidate)\trefs/heads/main\n"))
        #expect(listing.contains("\(first)\trefs/tags/v1.0.0^{}\n"))
        let other = try await Self.git(["ls-remote", "--get-url", Self.neighbour], in: world, git)
        #expect(other == Self.neighbour + "\n")
        #expect(try Files.read("\(world.checkout)/Cargo.toml") == Array("# the candidate\n".utf8))
        let home = try #require(world.surroundings.environment["CARGO_HOME"])
        #expect(home.hasPrefix(worlds))
        #expect(Files.isDirectory("\(home)/registry"))
      }
      #expect(try Files.list(worlds) == [])
      #expect(try await origin.resolve("refs/tags/v2.0.0") == nil)
      #expect(try await origin.resolve("refs/heads/main") == first)
    }
  }

  @Test func `where nobody takes it from git the user's Cargo home is good enough`() async throws {
    try await ScratchGit.with { git in
      let origin = try await git.origin("core", files: ["Cargo.toml": "[package]\n"])
      let commit = try #require(try await origin.resolve("refs/heads/main"))
      try await CandidateWorld.with(
        .init(
          commit: commit, tag: "v2.0.0", branch: .branch("main"), repository: origin,
          remote: git.address(of: origin), addresses: []),
        in: "\(git.directory)/worlds", host: git.host
      ) { world in
        #expect(world.surroundings.environment.isEmpty)
        #expect(world.surroundings.configuration.isEmpty)
      }
    }
  }

  private static func git(
    _ arguments: [String], in world: CandidateWorld, _ git: ScratchGit
  ) async throws -> String {
    let environment = git.host.environment.merging(world.surroundings.environment) { $1 }
    let result = try await git.host.processes.run(
      Invocation(
        program: "git", arguments: arguments, environment: environment, directory: git.directory,
        timeout: .seconds(60)))
    try #require(result.succeeded, "\(result.errorText)")
    return result.text
  }
}
