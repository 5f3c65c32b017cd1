import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepFleet

struct ReadingTests {
  static func manifest(_ name: String, _ need: String) -> String {
    "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n\n[dependencies]\n\(need)\n"
  }

  @Test
  func `a fleet is read from the store and only what is new is read again`() async throws {
    try await ScratchGit.with { scratch in
      let a = try await scratch.origin(
        "a", files: ["Cargo.toml": Self.manifest("a", "core = \"2\"")])
      let b = try await scratch.origin(
        "b",
        files: [
          "crates/x/Cargo.toml": Self.manifest("b", "a = { git = \"\(a.gitDirectory)\" }"),
          "README.md": "b",
        ])
      let members = [
        FleetMember(name: try RepositoryName("a"), address: try scratch.address(of: a)),
        FleetMember(name: try RepositoryName("b"), address: try scratch.address(of: b)),
        FleetMember(
          name: try RepositoryName("gone"),
          address: try RemoteAddress(parsing: "\(scratch.directory)/origins/gone.git")),
      ]
      let store = FleetStore(directory: "\(scratch.directory)/cache/fleet", host: scratch.host)
      let sources = members.map { FleetSource(name: $0.name, address: $0.address, branch: nil) }
      _ = await store.fetch(sources, width: 2, timeout: .seconds(60))
      let foundation = FoundationFacts(name: try RepositoryName("core"), packages: ["core"])
      let read = { try await Fleet.read(members: members, foundation: foundation, store: store) }

      let first = try await read()
      #expect(first.wavesText == "a | b")
      #expect(first.rows.map(\.manifest) == ["Cargo.toml", "crates/x/Cargo.toml"])
      #expect(first.problems[members[2].name]?.first?.what == "`gone` was never fetched")

      let cache = "\(store.directory)/\(Fleet.factsName(foundation))"
      let kept = try #require(try Files.read(cache))
      #expect(try await read() == first)
      #expect(try Files.read(cache) == kept)

      try Files.write(Array("damaged".utf8), to: cache)
      #expect(try await read() == first)
      #expect(try Files.read(cache) == kept)

      var elsewhere = members
      elsewhere[0].address = try RemoteAddress(parsing: "https://git.example/a.git")
      let other = try await Fleet.read(members: elsewhere, foundation: foundation, store: store)
      #expect(
        other.problems[members[0].name]?.first?.what
          == "`a` was not fetched from where it is now")

      try await scratch.commit(["Cargo.toml": Self.manifest("a", "other = \"2\"")], to: a)
      _ = await store.fetch(sources, width: 2, timeout: .seconds(60))
      let moved = try await read()
      #expect(moved.dependents.isEmpty)
      #expect(moved.unrelated.map(\.description) == ["a", "b"])
    }
  }
}
