import LockstepAPIDiff
import LockstepCore
import LockstepGit
import Testing

@testable import LockstepKit

@Suite struct ChangelogTests {
  private static let version = Version(2, 1, 0)

  /// Commits with these subjects, the newest first; a `*` before one makes it a merge.
  static func commits(_ subjects: String...) throws -> [CommitInfo] {
    let id = try ObjectID(parsing: String(repeating: "1", count: 40))
    let author = Signature(name: "A", email: "a@example.org", at: Timestamp(secondsSince1970: 0))
    return subjects.map { subject in
      CommitInfo(
        id: id, parents: subject.hasPrefix("*") ? [id, id] : [id], tree: id, author: author,
        committer: author, subject: subject, body: "")
    }
  }

  static func finding(
    _ kind: String, _ item: String, _ message: String, bump: Bump = .minor, before: String? = nil,
    after: String? = nil
  ) -> Finding {
    Finding(
      kind: kind, item: item, bump: bump, message: message, explanation: "",
      before: before.map { Finding.Side(text: $0, place: nil) },
      after: after.map { Finding.Side(text: $0, place: nil) })
  }

  private static let findings = [
    finding(
      "function_parameter_count_changed", "core::Node::new", "`core::Node::new` takes more",
      bump: .major, before: "pub fn new(a: u8) -> Node", after: "pub fn new(a: u8, b: u8) -> Node"),
    finding(
      "struct_pub_field_missing", "core::Node::parent",
      "the field `core::Node::parent` is gone, or no longer public", bump: .major,
      before: "pub parent: u8"),
    finding(
      "inherent_method_added", "core::Node::root", "the method `core::Node::root` is new",
      after: "pub fn root(&self) -> Node"),
    finding(
      "function_marked_deprecated", "core::old", "`core::old` is deprecated now",
      before: "pub fn old()", after: "pub fn old()"),
  ]

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
        "# Changes\n\n## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n\n## [2.0.0]\n"
      ),
      // A file without the heading gets none.
      (
        "# Changes\n\n## 2.0.0\n\n- old\n",
        "# Changes\n\n## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n\n## 2.0.0\n\n- old\n"
      ),
      ("# Changes\n", "# Changes\n\n## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n"),
      ("", "## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n\n"),
      // Line endings stay, each as it is.
      (
        "# C\r\n\r\n## [unreleased]\r\n\r\n- mine\n- yours\r\n",
        "# C\r\n\r\n## [unreleased]\r\n\r\n## [2.1.0] - 2026-01-05\r\n\r\n- mine\n- yours\r\n"
      ),
      (
        "# C\r\n\r\n## [Unreleased]\r\n",
        "# C\r\n\r\n## [Unreleased]\r\n\r\n## [2.1.0] - 2026-01-05\r\n\r\n### Changed\r\n\r\n- A\r\n- B\r\n"
      ),
      // Links at the end stay at the end.
      (
        "## [Unreleased]\n\n[2.0.0]: https://x.example/2.0.0\n",
        "## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n\n[2.1.0]: https://x.example/v2.1.0\n[2.0.0]: https://x.example/2.0.0\n"
      ),
      // Headings and comments that wait to be filled wait for the next release.
      (
        "## Unreleased\n\n<!-- yours -->\n### Added\n\n## 2.0.0\n",
        "## Unreleased\n\n<!-- yours -->\n### Added\n\n## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n\n## 2.0.0\n"
      ),
      // A heading in an example is none.
      (
        "```\n## [Unreleased]\n```\n\n## 2.0.0\n",
        "```\n## [Unreleased]\n```\n\n## [2.1.0] - 2026-01-05\n\n### Changed\n\n- A\n- B\n\n## 2.0.0\n"
      ),
      // What has its section is left alone.
      ("## v2.1.0 - today\n\n- done\n", "## v2.1.0 - today\n\n- done\n"),
      ("## [2.1.0]\n", "## [2.1.0]\n"),
    ] as [(String, String)])
  func `a release gets its section and nothing else moves`(before: String, after: String) throws {
    var changelog = Changelog(before)
    changelog.release(
      Self.version, tag: "v2.1.0", on: "2026-01-05",
      notes: ChangelogNotes(findings: [], commits: try Self.commits("b", "a")))
    #expect(changelog.text == after)
  }

  @Test
  func `releasing twice is releasing once`() throws {
    var changelog = Changelog.empty
    let notes = ChangelogNotes(findings: [], commits: try Self.commits("fix: a"))
    changelog.release(Self.version, tag: "v2.1.0", on: "2026-01-05", notes: notes)
    let once = changelog.text
    changelog.release(Self.version, tag: "v2.1.0", on: "2026-02-06", notes: notes)
    #expect(changelog.text == once)
    #expect(changelog.section(of: Self.version) == "### Fixed\n\n- A")
    #expect(changelog.section(of: Version(3, 0, 0)) == nil)
  }

  @Test
  func `the real changes come first, the commits second`() throws {
    var changelog = Changelog("## [Unreleased]\n")
    changelog.release(
      Self.version, tag: "v2.1.0", on: "2026-01-05",
      notes: ChangelogNotes(
        findings: Self.findings, commits: try Self.commits("feat(tree): a root", "fix: a Vec<T>")))
    #expect(
      changelog.section(of: Self.version) == """
        ### Added

        - The method `core::Node::root`
        - Tree: a root

        ### Changed

        - **Breaking:** `core::Node::new` takes more: `pub fn new(a: u8) -> Node` → `pub fn new(a: u8, b: u8) -> Node`

        ### Deprecated

        - `core::old` is deprecated now

        ### Removed

        - **Breaking:** the field `core::Node::parent`

        ### Fixed

        - A Vec\\<T>
        """)
  }

  @Test(
    arguments: [
      // What is told already is not told again; what is missing goes where it belongs.
      (
        "### Removed\n\n- `Node::parent`: use `Node::root`.\n\n### Fixed\n\n- x\n",
        "### Changed\n\n- **Breaking:** `core::Node::new` takes more: `pub fn new(a: u8) -> Node` → `pub fn new(a: u8, b: u8) -> Node`\n\n### Deprecated\n\n- `core::old` is deprecated now\n\n### Removed\n\n- `Node::parent`: use `Node::root`.\n\n### Fixed\n\n- x\n"
      ),
      (
        "Words `Node::new(1)` and `old`, `parent` of Node.\n\n### Added\n- it\n",
        "Words `Node::new(1)` and `old`, `parent` of Node.\n\n### Added\n- it\n- The method `core::Node::root`\n"
      ),
      (
        "- mine\r\n- `Node`, `new`, `root`, `old`\n",
        "- mine\r\n- `Node`, `new`, `root`, `old`\n\n### Removed\n\n- **Breaking:** the field `core::Node::parent`\n"
      ),
    ] as [(String, String)])
  func `what people wrote stays, and what they left out is added`(
    before: String, after: String
  ) throws {
    var changelog = Changelog("## [Unreleased]\n\n" + before + "\n## [2.0.0]\n")
    changelog.release(
      Self.version, tag: "v2.1.0", on: "2026-01-05",
      notes: ChangelogNotes(findings: Self.findings, commits: try Self.commits("fix: unseen")))
    #expect(
      changelog.text
        == "## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n" + after + "\n## [2.0.0]\n")
  }

  @Test(
    arguments: [
      (["*Merge branch 'x'", "fix: y"], "### Fixed\n\n- Y"),
      (["Release core 2.0.0", "perf!: z"], "### Changed\n\n- **Breaking:** z"),
      (
        ["chore(release): v2.0.0", "2.0.0", "Bump version to 2.0.0", "ci: x"],
        "- No notable changes."
      ),
      (["Revert \"feat: y\"", "fix: x", "feat: y"], "### Fixed\n\n- X"),
      (["Revert \"feat: of long ago\""], "### Changed\n\n- Revert \"feat: of long ago\""),
      (
        ["fix(security): x", "note: no type"],
        "### Changed\n\n- Note: no type\n\n### Security\n\n- Security: x"
      ),
      (["Release the lock earlier"], "### Changed\n\n- Release the lock earlier"),
      ([], "- No notable changes."),
    ] as [([String], String)])
  func `a commit is told where it belongs, or not at all`(
    subjects: [String], section: String
  ) throws {
    var changelog = Changelog("")
    let commits = try subjects.flatMap { try Self.commits($0) }
    changelog.release(
      Self.version, tag: "v2.1.0", on: "2026-01-05",
      notes: ChangelogNotes(findings: [], commits: commits))
    #expect(changelog.section(of: Self.version) == section)
  }

  @Test
  func `a section of very many changes says how many more there are`() throws {
    let many = (1...250).map {
      Self.finding(
        "function_added", "core::f\($0)", "the function `core::f\($0)` is new", after: "")
    }
    var changelog = Changelog("")
    changelog.release(
      Self.version, tag: "v2.1.0", on: "2026-01-05",
      notes: ChangelogNotes(findings: many, commits: []))
    let lines = try #require(changelog.section(of: Self.version)).split(separator: "\n")
    #expect(lines.count == 102)
    #expect(lines.last == "- … and 150 more; `lockstep diff` between the two releases lists them")
  }

  @Test(
    arguments: [
      (
        "[unreleased]: https://x.example/compare/v2.0.0...HEAD\n[2.0.0]: https://x.example/compare/v1.0.0...v2.0.0\n",
        "[unreleased]: https://x.example/compare/v2.1.0...HEAD\n[2.1.0]: https://x.example/compare/v2.0.0...v2.1.0\n[2.0.0]: https://x.example/compare/v1.0.0...v2.0.0\n"
      ),
      (
        "[2.0.0]: https://x.example/-/compare/v1.0.0..v2.0.0\n",
        "[2.1.0]: https://x.example/-/compare/v2.0.0..v2.1.0\n[2.0.0]: https://x.example/-/compare/v1.0.0..v2.0.0\n"
      ),
      (
        "[2.0.0]: https://x.example/releases/tag/v2.0.0\r\n",
        "[2.1.0]: https://x.example/releases/tag/v2.1.0\n[2.0.0]: https://x.example/releases/tag/v2.0.0\r\n"
      ),
      // Forms that nobody can go on with, and links about other things.
      (
        "[Unreleased]: https://x.example/tree/main\n", "[Unreleased]: https://x.example/tree/main\n"
      ),
      ("[KaC]: https://keepachangelog.com\n", "[KaC]: https://keepachangelog.com\n"),
    ] as [(String, String)])
  func `the links at the end learn the release`(before: String, after: String) throws {
    var changelog = Changelog("## [Unreleased]\n\n- mine\n\n" + before)
    changelog.release(
      Self.version, tag: "v2.1.0", on: "2026-01-05",
      notes: ChangelogNotes(findings: [], commits: []))
    #expect(
      changelog.text
        == "## [Unreleased]\n\n## [2.1.0] - 2026-01-05\n\n- mine\n\n" + after)
  }

  @Test
  func `a hotfix tells one thing, and what is unreleased stays so`() {
    let link = "[Unreleased]: https://x.example/compare/v2.1.0...HEAD\n"
    var changelog = Changelog("## [Unreleased]\n\n- mine\n\n## [2.1.0]\n\n" + link)
    changelog.release(
      hotfix: Version(2, 1, 1), tag: "v2.1.1-hotfix", on: "2026-01-05", saying: "Takes it back.")
    #expect(
      changelog.text == """
        ## [Unreleased]

        - mine

        ## [2.1.1] - 2026-01-05

        - Takes it back.

        ## [2.1.0]

        [Unreleased]: https://x.example/compare/v2.1.1-hotfix...HEAD
        [2.1.1]: https://x.example/compare/v2.1.0...v2.1.1-hotfix

        """)
    var empty = Changelog("# C\n\n## [Unreleased]\n\n## [2.1.0]\n")
    empty.release(
      hotfix: Version(2, 1, 1), tag: "v2.1.1-hotfix", on: "2026-01-05", saying: "Takes it back.")
    #expect(
      empty.text
        == "# C\n\n## [Unreleased]\n\n## [2.1.1] - 2026-01-05\n\n- Takes it back.\n\n## [2.1.0]\n")
  }

  @Test
  func `bytes that are no text are refused, not replaced`() throws {
    #expect(throws: ExplainedFailure.self) { try Changelog(bytes: [0x23, 0xFF, 0x0A]) }
    #expect(try Changelog(bytes: Array("# Ä\n".utf8)).text == "# Ä\n")
  }
}
