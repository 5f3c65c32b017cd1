import LockstepCore
import LockstepKit
import Testing

@Suite struct ChangelogTests {
  private static let version = Version(2, 1, 0)

  @Test(
    arguments: [
      // What people wrote under Unreleased becomes the section, word for word.
      (
        "# Changes\n\n## [Unreleased]\n\n- mine\n\n## [2.0.0]\n\n- old\n",
        "# Changes\n\n## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n- mine\n\n## [2.0.0]\n\n- old\n"
      ),
      // Where nothing stands there, the commits fill it.
      (
        "# Changes\n\n## [Unreleased]\n\n## [2.0.0]\n",
        "# Changes\n\n## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n- a\n- b\n\n## [2.0.0]\n"
      ),
      // A file without the heading gets none.
      (
        "# Changes\n\n## 2.0.0\n\n- old\n",
        "# Changes\n\n## [2.1.0] - 2026-01-05\n\n- a\n- b\n\n## 2.0.0\n\n- old\n"
      ),
      ("# Changes\n", "# Changes\n\n## [2.1.0] - 2026-01-05\n\n- a\n- b\n"),
      ("", "## [2.1.0] - 2026-01-05\n\n- a\n- b\n\n"),
      // Line endings stay.
      (
        "# C\r\n\r\n## [unreleased]\r\n\r\n- mine\r\n",
        "# C\r\n\r\n## [unreleased]\r\n\r\n## [2.1.0] - 2026-01-05\r\n\r\n- mine\r\n"
      ),
      // Links at the end stay at the end.
      (
        "## [Unreleased]\n\n[2.0.0]: https://x.example/2.0.0\n",
        "## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n- a\n- b\n\n[2.0.0]: https://x.example/2.0.0\n"
      ),
      // What has its section is left alone.
      ("## v2.1.0 - today\n\n- done\n", "## v2.1.0 - today\n\n- done\n"),
      ("## [2.1.0]\n", "## [2.1.0]\n"),
    ] as [(String, String)])
  func `a release gets its section and nothing else moves`(before: String, after: String) {
    var changelog = Changelog(before)
    changelog.release(Self.version, on: "2026-01-05", commits: ["a", "b"])
    #expect(changelog.text == after)
  }

  @Test
  func `releasing twice is releasing once`() {
    var changelog = Changelog.empty
    changelog.release(Self.version, on: "2026-01-05", commits: ["a"])
    let once = changelog.text
    changelog.release(Self.version, on: "2026-02-06", commits: ["b"])
    #expect(changelog.text == once)
    #expect(changelog.section(of: Self.version) == "- a")
    #expect(changelog.section(of: Version(3, 0, 0)) == nil)
  }

  @Test
  func `bytes that are no text are refused, not replaced`() throws {
    #expect(throws: ExplainedFailure.self) { try Changelog(bytes: [0x23, 0xFF, 0x0A]) }
    #expect(try Changelog(bytes: Array("# Ä\n".utf8)).text == "# Ä\n")
  }
}
