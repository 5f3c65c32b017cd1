import LockstepCore
import LockstepEcosystems
import Testing

struct RequirementRestoreTests {
  static let hotfix = ReleaseTarget(
    version: Version(2, 0, 6), tag: "v2.0.6-hotfix", commit: String(repeating: "a", count: 40),
    repository: "https://example.org/core.git")

  /// Pins, then restores, and returns both.
  private func pinnedAndRestored(
    _ text: String, path: RequirementEdit.PathReplacement? = nil
  ) throws -> (pinned: String, restored: String) {
    let pinned = try edited(text, .pin(to: target, replacingPath: path))
    let restore = RequirementEdit.restore(to: Self.hotfix, original: Array(text.utf8))
    return (pinned, try edited(pinned, restore))
  }

  @Test(arguments: RequirementEditTests.pins + RequirementEditTests.registryPins)
  func `what a pin changed comes back, raised only where it excludes the hotfix`(
    _ example: EditCase
  ) throws {
    for path in [nil, RequirementEdit.PathReplacement.registry(name: "own")] {
      let (_, restored) = try pinnedAndRestored(example.before, path: path)
      #expect(try restored == edited(example.before, .raise(to: Self.hotfix)))
    }
  }

  @Test func `comments beside keys that the pin took away come back too`() throws {
    let text = "[dependencies.core]\nversion = \"2\"\npath = \"../core\" # beside us\n# end\n"
    let (pinned, restored) = try pinnedAndRestored(text, path: .registry(name: nil))
    #expect(!pinned.contains("beside us"))
    #expect(restored == text)
  }

  @Test func `what others changed meanwhile stays`() throws {
    let text = "[dependencies]\ncore = { git = \"u\", branch = \"main\" }\n"
    let pinned = try edited(text, .pin(to: target))
    let changed = "# new\n" + pinned.replacing(" }", with: ", features = [\"x\"] }")
    let restore = RequirementEdit.restore(to: Self.hotfix, original: Array(text.utf8))
    #expect(
      try edited(changed, restore)
        == "# new\n[dependencies]\ncore = { git = \"u\", branch = \"main\", features = [\"x\"] }\n")
  }

  @Test func `what was not there before cannot be restored`() throws {
    let restore = RequirementEdit.restore(to: Self.hotfix, original: Array("[package]\n".utf8))
    #expect(throws: ManifestEditError.self) {
      try edited("[dependencies]\ncore = \"=2.0.5\"\n", restore)
    }
  }
}
