import LockstepCore
import LockstepEcosystems
import Testing

/// A manifest before and after an edit.
struct EditCase: CustomTestStringConvertible, Sendable {
  let name: String
  let before: String
  let after: String

  init(_ name: String, _ before: String, _ after: String) {
    self.name = name
    self.before = before
    self.after = after
  }

  var testDescription: String { name }
}

/// The release that the tests bring requirements to.
let target = ReleaseTarget(
  version: Version(2, 0, 5), tag: "v2.0.5",
  commit: "0123456789abcdef0123456789abcdef01234567",
  repository: "https://example.org/core.git")

/// Edits every dependency on `core` in a repository of the one manifest `text`.
func edited(
  _ text: String, _ edit: RequirementEdit, package: String = "core"
) throws -> String {
  let files: ManifestSet = ["Cargo.toml": text]
  let manifests = Cargo().read(files)
  try #require(manifests.problems == [])
  let manifest = try #require(manifests.manifest(at: "Cargo.toml"))
  let all = manifest.dependencies + manifest.patches + (manifest.workspace?.dependencies ?? [])
  let wanted = all.filter { $0.name == package }
  try #require(!wanted.isEmpty)
  let bytes = files.applying(try Cargo().edit(edit, of: wanted, in: files))["Cargo.toml"]
  return String(decoding: try #require(bytes), as: UTF8.self)
}

struct RequirementEditTests {
  static let pins = [
    EditCase(
      "string", "[dependencies]\ncore = \"2.0\" # why\n",
      "[dependencies]\ncore = \"=2.0.5\" # why\n"),
    EditCase(
      "literal string, spaces", "[dependencies]\n  core   =  '^2'\n",
      "[dependencies]\n  core   =  '=2.0.5'\n"),
    EditCase(
      "CRLF", "[dependencies]\r\na = \"1\"\r\ncore = \"2\"\r\n",
      "[dependencies]\r\na = \"1\"\r\ncore = \"=2.0.5\"\r\n"),
    EditCase(
      "quoted keys", "[\"dependencies\"]\n\"core\" = \"2\"\n",
      "[\"dependencies\"]\n\"core\" = \"=2.0.5\"\n"),
    EditCase(
      "inline", "[dependencies]\ncore = { version = \"2.0\", features = [\"x\"] }\n",
      "[dependencies]\ncore = { version = \"=2.0.5\", features = [\"x\"] }\n"),
    EditCase(
      "inline without spaces", "[dependencies]\ncore={features=[],version='2'}#c",
      "[dependencies]\ncore={features=[],version='=2.0.5'}#c"),
    EditCase(
      "inline registry without version", "[dependencies]\ncore = { registry = \"own\" }\n",
      "[dependencies]\ncore = { registry = \"own\", version = \"=2.0.5\" }\n"),
    EditCase(
      "dotted", "[dependencies]\ncore.version = \"2\"\ncore.features = []\n",
      "[dependencies]\ncore.version = \"=2.0.5\"\ncore.features = []\n"),
    EditCase(
      "dotted from the root", "dependencies.core = \"2\"\n", "dependencies.core = \"=2.0.5\"\n"),
    EditCase(
      "table", "[dependencies.core] # it\nversion = \"2.0.1\" # here\noptional = true\n",
      "[dependencies.core] # it\nversion = \"=2.0.5\" # here\noptional = true\n"),
    EditCase(
      "renamed", "[dependencies]\nbase = { package = \"core\", version = \"2\" }\n",
      "[dependencies]\nbase = { package = \"core\", version = \"=2.0.5\" }\n"),
    EditCase(
      "target", "[target.'cfg(unix)'.dependencies]\ncore = \"2\"\n",
      "[target.'cfg(unix)'.dependencies]\ncore = \"=2.0.5\"\n"),
    EditCase(
      "target table", "[target.x86_64-pc-windows-msvc.build-dependencies.core]\nversion = \"2\"\n",
      "[target.x86_64-pc-windows-msvc.build-dependencies.core]\nversion = \"=2.0.5\"\n"),
    EditCase(
      "dev, build and the older spellings",
      "[dev_dependencies]\ncore = \"2\"\n[build-dependencies]\ncore = \"2.0\"\n",
      "[dev_dependencies]\ncore = \"=2.0.5\"\n[build-dependencies]\ncore = \"=2.0.5\"\n"),
    EditCase(
      "workspace", "[workspace]\n[workspace.dependencies]\ncore = { version = \"2\" }\n",
      "[workspace]\n[workspace.dependencies]\ncore = { version = \"=2.0.5\" }\n"),
    EditCase(
      "git branch", "[dependencies]\ncore = { git = \"https://e/c\", branch = \"main\" } # c\n",
      "[dependencies]\ncore = { git = \"https://e/c\", tag = \"v2.0.5\" } # c\n"),
    EditCase(
      "git revision", "[dependencies.core]\ngit = 'https://e/c'\nrev   =   'abc1234'   # r\n",
      "[dependencies.core]\ngit = 'https://e/c'\ntag   =   'v2.0.5'   # r\n"),
    EditCase(
      "git tag", "[dependencies]\ncore.git = \"u\"\ncore.tag = \"v2.0.9\"\n",
      "[dependencies]\ncore.git = \"u\"\ncore.tag = \"v2.0.5\"\n"),
    EditCase(
      "git default branch, inline", "[dependencies]\ncore = { git = 'u', features = [] }\n",
      "[dependencies]\ncore = { git = 'u', tag = 'v2.0.5', features = [] }\n"),
    EditCase(
      "git default branch, table, CRLF", "[dependencies.core]\r\ngit = \"u\"\r\n\r\n[lib]\r\n",
      "[dependencies.core]\r\ngit = \"u\"\r\ntag = \"v2.0.5\"\r\n\r\n[lib]\r\n"),
    EditCase(
      "git default branch, dotted", "[dependencies]\ncore.git = \"u\"\nz = \"1\"\n",
      "[dependencies]\ncore.git = \"u\"\ncore.tag = \"v2.0.5\"\nz = \"1\"\n"),
    EditCase(
      "git and version",
      "[dependencies]\ncore = { version = \"2\", git = \"u\", tag = \"v2.0.9\" }\n",
      "[dependencies]\ncore = { version = \"=2.0.5\", git = \"u\", tag = \"v2.0.5\" }\n"),
    EditCase(
      "path inside the repository", "[dependencies]\ncore = { path = \"crates/core\" }\n",
      "[dependencies]\ncore = { path = \"crates/core\" }\n"),
    EditCase(
      "path outside, inline", "[dependencies]\ncore = { path = \"../core\", features = [\"x\"] }\n",
      "[dependencies]\ncore = { git = \"https://example.org/core.git\", tag = \"v2.0.5\", features = [\"x\"] }\n"
    ),
    EditCase(
      "path outside, dotted", "[dependencies]\ncore.path = \"../core\" # here\nz = \"1\"\n",
      "[dependencies]\ncore.git = \"https://example.org/core.git\" # here\ncore.tag = \"v2.0.5\"\nz = \"1\"\n"
    ),
    EditCase(
      "path outside, table, with version",
      "[dependencies.core]\nversion = \"2\"\npath = \"../core\"\n",
      "[dependencies.core]\nversion = \"=2.0.5\"\ngit = \"https://example.org/core.git\"\ntag = \"v2.0.5\"\n"
    ),
    EditCase(
      "patch",
      "[package]\nname = \"a\"\n[patch.crates-io]\ncore = { git = \"u\", branch = \"b\" }\n",
      "[package]\nname = \"a\"\n[patch.crates-io]\ncore = { git = \"u\", tag = \"v2.0.5\" }\n"),
    EditCase(
      "pinned already, spaced", "[dependencies]\ncore = \"= 2.0.5\"\n",
      "[dependencies]\ncore = \"= 2.0.5\"\n"),
    EditCase(
      "pinned already", "[dependencies]\ncore = \"=2.0.5\"\n", "[dependencies]\ncore = \"=2.0.5\"\n"
    ),
  ]

  @Test(arguments: pins)
  func `a pin changes only the bytes of the requirement`(_ example: EditCase) throws {
    #expect(try edited(example.before, .pin(to: target)) == example.after)
  }

  static let registryPins = [
    EditCase(
      "inline", "[dependencies]\ncore = { path = \"../core\", optional = true }\n",
      "[dependencies]\ncore = { version = \"=2.0.5\", optional = true }\n"),
    EditCase(
      "dotted", "[dependencies]\ncore.path = \"../core\"\n",
      "[dependencies]\ncore.version = \"=2.0.5\"\n"),
    EditCase(
      "table", "[dependencies.core]\npath = '../core' # p\n",
      "[dependencies.core]\nversion = '=2.0.5' # p\n"),
    EditCase(
      "with version", "[dependencies]\ncore = { version = \"2\", path = \"../core\" }\n",
      "[dependencies]\ncore = { version = \"=2.0.5\" }\n"),
  ]

  @Test(arguments: registryPins)
  func `a path out of the repository becomes a registry requirement`(_ example: EditCase) throws {
    let pin = RequirementEdit.pin(to: target, replacingPath: .registry(name: nil))
    #expect(try edited(example.before, pin) == example.after)
  }

  @Test func `a named registry is written behind the version`() throws {
    let pin = RequirementEdit.pin(to: target, replacingPath: .registry(name: "own"))
    #expect(
      try edited("[dependencies]\ncore = { path = \"../core\" }\n", pin)
        == "[dependencies]\ncore = { version = \"=2.0.5\", registry = \"own\" }\n")
  }

  @Test func `a release without a tag is pinned by its commit`() throws {
    let untagged = ReleaseTarget(version: Version(2, 0, 5), commit: target.commit)
    #expect(
      try edited("[dependencies]\ncore = { git = \"u\", tag = \"v1\" }\n", .pin(to: untagged))
        == "[dependencies]\ncore = { git = \"u\", rev = \"\(target.commit ?? "")\" }\n")
  }

  @Test(arguments: [
    "[dependencies]\ncore = { path = \"../core\" }\n",
    "[dependencies]\ncore = { git = \"u\", branch = \"main\" }\n",
  ])
  func `a pin without anything to name is refused at its place`(_ text: String) {
    let nothing = ReleaseTarget(version: Version(2, 0, 5))
    #expect(throws: ManifestEditError.self) { try edited(text, .pin(to: nothing)) }
  }

  static let raises = [
    EditCase("admitted", "[dependencies]\ncore = \"2\"\n", "[dependencies]\ncore = \"2\"\n"),
    EditCase("short", "[dependencies]\ncore = \"1\"\n", "[dependencies]\ncore = \"2\"\n"),
    EditCase("long", "[dependencies]\ncore = \"1.9.3\"\n", "[dependencies]\ncore = \"2.0.5\"\n"),
    EditCase("exact", "[dependencies]\ncore = '=2.0.4'\n", "[dependencies]\ncore = '=2.0.5'\n"),
    EditCase(
      "tag", "[dependencies]\ncore = { git = \"u\", tag = \"v2.0.4\" }\n",
      "[dependencies]\ncore = { git = \"u\", tag = \"v2.0.5\" }\n"),
    EditCase(
      "revision", "[dependencies.core]\ngit = \"u\"\nrev = \"abc1234\"\n",
      "[dependencies.core]\ngit = \"u\"\nrev = \"\(target.commit ?? "")\"\n"),
    EditCase(
      "revision that names a tag", "[dependencies]\ncore = { git = \"u\", rev = \"v2.0.4\" }\n",
      "[dependencies]\ncore = { git = \"u\", rev = \"v2.0.5\" }\n"),
    EditCase(
      "revision that floats",
      "[dependencies]\ncore = { git = \"u\", rev = \"refs/pull/7/head\" }\n",
      "[dependencies]\ncore = { git = \"u\", rev = \"refs/pull/7/head\" }\n"),
    EditCase(
      "branch", "[dependencies]\ncore = { git = \"u\", branch = \"main\" }\n",
      "[dependencies]\ncore = { git = \"u\", branch = \"main\" }\n"),
    EditCase(
      "branch and version",
      "[dependencies]\ncore = { git = \"u\", branch = \"main\", version = \"1.2\" }\n",
      "[dependencies]\ncore = { git = \"u\", branch = \"main\", version = \"2.0\" }\n"),
    EditCase(
      "tag and version that admits",
      "[dependencies]\ncore = { git = \"u\", tag = \"v2.0.4\", version = \"2\" }\n",
      "[dependencies]\ncore = { git = \"u\", tag = \"v2.0.5\", version = \"2\" }\n"),
    EditCase(
      "path", "[dependencies]\ncore = { path = \"../core\" }\n",
      "[dependencies]\ncore = { path = \"../core\" }\n"),
    EditCase(
      "path and version", "[dependencies]\ncore = { path = \"../core\", version = \"1\" }\n",
      "[dependencies]\ncore = { path = \"../core\", version = \"2\" }\n"),
  ]

  @Test(arguments: raises)
  func `a rollout raises only what does not admit the release`(_ example: EditCase) throws {
    #expect(try edited(example.before, .raise(to: target)) == example.after)
  }

  @Test(arguments: [
    ("2", "2"), ("2.0", "2.0"), ("2.0.1", "2.0.5"), ("~2.0.1", "~2.0.5"), ("^2.0.1", "^2.0.5"),
    ("=2.0.4", "=2.0.5"), ("2.0.*", "2.0.*"), (">=1, <3", ">=1, <3"), ("1.4", "2.0"), ("*", "*"),
  ])
  func `a rollout that always raises keeps the style`(before: String, after: String) throws {
    #expect(
      try edited("[dependencies]\ncore = \"\(before)\"\n", .raise(to: target, when: .always))
        == "[dependencies]\ncore = \"\(after)\"\n")
  }

  @Test func `a string becomes a table where git takes over`() throws {
    let edit = RequirementEdit.git(url: "https://e/c", reference: .tag("v1"))
    #expect(
      try edited("[dependencies]\ncore = \"2\" # c\n", edit)
        == "[dependencies]\ncore = { git = \"https://e/c\", tag = \"v1\" } # c\n")
  }

  @Test func `text is escaped on its way into a manifest`() throws {
    let edit = RequirementEdit.git(url: "https://e/\"\\\n", reference: .tag("v1"))
    #expect(
      try edited("[dependencies]\ncore = \"2\"\n", edit)
        == "[dependencies]\ncore = { git = \"https://e/\\\"\\\\\\u000A\", tag = \"v1\" }\n")
  }
}
