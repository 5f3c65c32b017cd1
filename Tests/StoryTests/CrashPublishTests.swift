import LockstepKit
import LockstepSystem
import LockstepTestSupport
import Testing

/// A registry with a server: the upload goes on when the process that asked for it is gone.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)), .serialized)
struct CrashPublishTests {
  @Test(arguments: ["before", "during", "after"])
  func `a version is uploaded once`(moment: String) async throws {
    try await Self.withServer { stand, registry in
      let point = "publish:lodestar@2.1.0:\(moment)#1"
      let killed = try await stand.run(Ordeal.release.command, dying: point)
      #expect(killed.wasKilled, "\(killed.errorText)")
      #expect(try await Ordeal.release.recover(on: stand) == nil)
      #expect(await registry.uploads == 1)
      #expect(await registry.holds("lodestar", "2.1.0"))
      #expect(try await World.read(stand)["ledger lease"] == "free")
    }
  }

  @Test(arguments: ["before", "during", "after"])
  func `a version is yanked once`(moment: String) async throws {
    try await Self.withServer { stand, registry in
      let released = try await stand.run(Ordeal.release.command)
      try #require(released.succeeded, "\(released.errorText)")
      let point = "yank:lodestar@2.1.0:\(moment)#1"
      let killed = try await stand.run(Ordeal.rollback.command, dying: point)
      #expect(killed.wasKilled, "\(killed.errorText)")
      #expect(try await Ordeal.rollback.recover(on: stand) == nil)
      let journal = await registry.journal
      #expect(journal.count { $0.method == "DELETE" } == 1)
      #expect(await registry.uploads == 2)
      #expect(try await World.read(stand)["ledger lease"] == "free")
    }
  }

  /// Runs `body` with a foundation that is published to a server on the loopback.
  private static func withServer(
    _ body: @Sendable (Stand, LoopbackRegistry) async throws -> Void
  ) async throws {
    try await Stand.with(1) { stands in
      try await LoopbackRegistry.run { registry in
        var stand = stands[0]
        stand.settings = [
          "CARGO_REGISTRIES_LOOPBACK_INDEX": registry.index,
          "CARGO_REGISTRIES_LOOPBACK_TOKEN": LoopbackRegistry.token,
        ]
        try await publishToServer(stand)
        try await body(stand, registry)
      }
    }
  }

  /// Names the server's registry in the foundation's configuration.
  private static func publishToServer(_ stand: Stand) async throws {
    let clone = stand.fleet.foundationClone
    let path = "\(clone)/lockstep.toml"
    let lines = String(decoding: try Files.read(path) ?? [], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("publish = ") ? "publish = \"loopback\"" : String($0) }
    try Files.write(Array(lines.joined(separator: "\n").utf8), to: path)
    _ = try await stand.git(
      ["commit", "--quiet", "--all", "--message", "chore: publish to a server"], in: clone)
    _ = try await stand.git(["push", "--quiet", "origin", "HEAD:refs/heads/main"], in: clone)
  }
}
