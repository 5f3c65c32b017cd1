import LockstepSystem
import Testing

/// Whole stories on real crates: what is released, rolled out and taken back is what people depend on.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: ArrayvecFleet.script != nil, "\(ArrayvecFleet.needs)"),
  .serialized, .timeLimit(.minutes(30)))
struct ArrayvecStoryTests {
  @Test
  func `a release that is taken back leaves nothing but the hotfix's name behind`() async throws {
    try await ArrayvecFleet.with(branch: "main") { fleet in
      // The tags of 0.5.3 and 0.5.4 are on other branches.
      let taken = try await fleet.lockstep("plan", "patch")
      #expect(taken.exitCode == 1)
      #expect(taken.errorText.contains("the next free one is 0.5.5"))

      let release = try await fleet.lockstep("release", "0.5.5", "-x", "--yes")
      try #require(release.succeeded, "\(release.errorText)")
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      try #require(rollout.succeeded, "\(rollout.errorText)")
      #expect(
        try await fleet.outcomes() == [
          "blake2-rfc": "follows", "blake2_simd": "pushed", "kurbo": "pushed",
          "lyon_geom": "floats", "num-format": "pushed", "rust-decimal": "ahead",
          "tiny-skia": "ahead", "vte": "pushed", "argon2rs": "broken-before",
          "lyon_path": "up-to-date", "strip-ansi-escapes": "waits", "vt100": "waits",
        ])
      #expect(try await fleet.changedLines(of: "vte").count == 2)

      let rollback = try await fleet.lockstep("rollback", "-x", "--yes", "--because", "a try")
      try #require(rollback.succeeded, "\(rollback.errorText)")
      try await expectOnlyTheHotfix(in: fleet)
    }
  }

  /// What may differ from the beginning: git tags, and the lines of locks that name them.
  private func expectOnlyTheHotfix(in fleet: ArrayvecFleet) async throws {
    let hotfix = try await fleet.git(
      ["rev-parse", "v0.5.6-hotfix^{commit}"], in: fleet.origin(of: "arrayvec"))
    for name in ["blake2-rfc", "lyon_geom", "lyon_path", "rust-decimal", "tiny-skia", "vt100"] {
      #expect(try await fleet.changedLines(of: name) == [], "\(name)")
    }
    for (name, manifest, lock) in [
      ("blake2_simd", 1, 2), ("kurbo", 1, 2), ("num-format", 1, 0), ("vte", 1, 0),
    ] {
      let lines = try await fleet.changedLines(of: name)
      let added = lines.filter { $0.hasPrefix("+") }
      #expect(lines.count == 2 * (manifest + lock) && added.count == manifest + lock, "\(name)")
      #expect(
        added.count { $0.contains("tag = \"v0.5.6-hotfix\"") } == manifest, "\(name): \(added)")
      if lock > 0 {
        #expect(added.contains("+version = \"0.5.6\""), "\(name): \(added)")
        #expect(
          added.contains { $0.contains("?tag=v0.5.6-hotfix#\(hotfix.prefix(40))") },
          "\(name): \(added)")
      }
    }
  }

  @Test
  func `who breaks on the way forward stops it, and who cannot go back is named`() async throws {
    try await ArrayvecFleet.with(branch: "next") { fleet in
      let release = try await fleet.lockstep("release", "patch", "-x", "--yes")
      try #require(release.succeeded, "\(release.errorText)")
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.exitCode == 10)
      let forward = try await fleet.outcomes()
      #expect(
        forward.filter { $0.value == "regressed" }.keys.sorted() == [
          "blake2_simd", "kurbo", "lyon_geom", "num-format", "vte",
        ])

      let rollback = try await fleet.lockstep(
        "rollback", "--to", "0.5.2", "-x", "--yes", "--because", "const generics")
      #expect([0, 10, 13].contains(rollback.exitCode), "\(rollback.errorText)")
      let shown = rollback.text + rollback.errorText
      for name in ["rust-decimal", "tiny-skia"] {
        let line = shown.split(separator: "\n").first {
          $0.contains(name) && $0.contains("cannot-pin")
        }
        #expect(line != nil, "\(name)\n\(shown)")
      }
    }
  }
}
