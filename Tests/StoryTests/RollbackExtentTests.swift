import LockstepCore
import LockstepKit
import LockstepSystem
import Testing

/// How much of a release is taken back: a part of the fleet, all of it, or only its withdrawal.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct RollbackExtentTests {
  private func requirement(of name: String, on stand: Stand) async throws -> String {
    let manifest = try await stand.git(
      ["show", "main:Cargo.toml"], in: stand.fleet.origin(of: name))
    return manifest.split(separator: "\n").first { $0.hasPrefix("lodestar") }.map(String.init) ?? ""
  }

  @Test func `what was pinned alone is restored with everybody else, and a yank can be undone`()
    async throws
  {
    try await Stand.with(1) { stands in
      let stand = stands[0]
      for command in [Ordeal.release.command, Ordeal.rollout.command] {
        try #require(try await stand.run(command).succeeded)
      }
      let before = try await requirement(of: "almanac", on: stand)

      let partial = try await stand.run(
        ["rollback", "--partial", "almanac", "-x", "--yes"], clock: Stand.later)
      #expect(partial.succeeded, "\(partial.errorText)")
      #expect(try await requirement(of: "almanac", on: stand) == #"lodestar = "=2.0.0""#)
      #expect(try await requirement(of: "beacon", on: stand).contains("v2.1.0"))
      let again = try await stand.run(["rollback", "--partial", "almanac"], clock: Stand.later)
      #expect(again.succeeded, "nothing to do is no failure")
      #expect(again.errorText.contains("nobody is to be pinned: almanac"))
      let stranger = try await stand.run(["rollback", "--partial", "almanak"], clock: Stand.later)
      #expect(stranger.termination == .exited(64))
      #expect(stranger.errorText.contains("did you mean `almanac`?"))

      let shown = try await stand.run(
        ["rollback", "--format", "json"], clock: Stand.later)
      let plan = try JSONValue(parsing: shown.output)
      #expect(plan["assessment"]?["severity"]?.string == "high")
      #expect(plan["assessment"]?["required"]?.string == "minor")
      #expect(plan["facts"]?["held"]?.array?.compactMap { $0["name"]?.string } == ["almanac"])

      let whole = try await stand.run(Ordeal.rollback.command, clock: Stand.later)
      #expect(whole.succeeded, "\(whole.errorText)")
      #expect(try await requirement(of: "almanac", on: stand) == before)
      #expect(try await isYanked(stand))
      let undone = try await stand.run(
        ["rollback", "--undo-yank", "-x", "--yes"], clock: Stand.later)
      #expect(undone.succeeded, "\(undone.errorText)")
      #expect(try await !isYanked(stand))

      let status = try await stand.run(["status", "--format", "json"], clock: Stand.later)
      let operations = try JSONValue(parsing: status.output)["operations"]?.array ?? []
      let rollback = try #require(
        operations.first { $0["id"]?.string == Ordeal.rollback.operation })
      #expect(
        rollback["clock"]?.array?.compactMap { $0["due"]?.string } == [
          "2026-02-02T11:00:00Z", "2026-02-02T14:00:00Z", "2026-02-03T10:00:00Z",
        ])
    }
  }

  private func isYanked(_ stand: Stand) async throws -> Bool {
    let index = try Files.read("\(stand.fleet.registry)/index/lo/de/lodestar") ?? []
    return String(decoding: index, as: UTF8.self).split(separator: "\n").contains {
      $0.contains(#""vers":"2.1.0""#) && $0.contains(#""yanked":true"#)
    }
  }
}
