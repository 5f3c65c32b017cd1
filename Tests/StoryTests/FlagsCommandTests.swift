import LockstepCore
import Testing

/// `lockstep flags` as a person runs it.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct FlagsCommandTests {
  @Test
  func `the review is printed in every form, on failure too`() async throws {
    try await BadInputFleet.with { fleet in
      let manifest = """
        [package]
        name = "\(BadInputFleet.package)"
        version = "1.0.0"
        edition = "2021"

        [features]
        net-preview = []

        """
      try await fleet.push(["Cargo.toml": manifest], to: "core")
      try await fleet.make(
        "user",
        [
          "Cargo.toml": """
          [package]
          name = "user"
          version = "0.1.0"
          [dependencies]
          \(BadInputFleet.package) = { git = "file://\(fleet.origin(of: "core"))", features = ["net-preview"] }
          """
        ])
      let json = try await fleet.lockstep("flags", "--format", "json")
      #expect(json.status == 0)
      let review = try json.json()
      #expect(review["schema"]?.string == "lockstep.flags/1")
      let feature = try #require(review["features"]?.array?.first)
      #expect(feature["name"]?.string == "net-preview" && feature["class"]?.string == "preview")
      #expect(feature["introduced"] == .null && feature["users"]?.array == ["user"])
      #expect(feature["enabled_by"]?.array?.first?["line"] == 5)
      #expect(feature["matrix"]?["sets"]?.array == ["all"])

      let text = try await fleet.lockstep("flags")
      #expect(text.status == 0)
      #expect(text.output.contains("net-preview  preview (its name)  unreleased  user"))
      let markdown = try await fleet.lockstep("flags", "--format", "markdown")
      #expect(
        markdown.output.contains("| `net-preview` | preview (its name) | unreleased | user |"))

      let unknown = try await fleet.lockstep("flags", "--candidate", "v9", "--format", "json")
      #expect(unknown.status == 1)
      #expect(unknown.error == "there is no revision `v9` for the candidate")
      #expect(try unknown.json()["schema"]?.string == "lockstep.flags/1")
      let form = try await fleet.lockstep("flags", "--format", "sarif")
      #expect(form.status == 64)
    }
  }

  @Test
  func `a release brings the table of versions up to date, and only that`() async throws {
    try await BadInputFleet.with { fleet in
      let page = "# V\r\n\r\n## Supported versions\r\n\r\n| Version | Status |\r\n|---|---|\r\n"
      let rest = "| 1.0.x | supported |\r\n\r\nWords  \r\nand\tmore"
      try await fleet.push(["VERSIONING.md": page + rest, "CHANGELOG.md": "# C\n"], to: "core")
      #expect(try await fleet.lockstep("plan", "1.1.0").status == 0)
      let shown = try await fleet.git(
        "show", "lockstep/1.1.0:VERSIONING.md", in: fleet.foundation)
      #expect(
        shown == page + "| 1.1.x   | supported |\r\n| 1.0.x | ended     |\r\n"
          + "\r\nWords  \r\nand\tmore")
      let changed = try await fleet.git(
        "diff", "--name-only", "lockstep/1.1.0^", "lockstep/1.1.0", in: fleet.foundation)
      #expect(changed == "CHANGELOG.md\nCargo.lock\nCargo.toml\nVERSIONING.md")
    }
  }
}
