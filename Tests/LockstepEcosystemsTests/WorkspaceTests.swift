import LockstepCore
import LockstepEcosystems
import Testing

struct WorkspaceTests {
  private func package(_ name: String, _ rest: String = "") -> String {
    "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n\(rest)"
  }

  @Test func `members are found by pattern, by path and by name`() {
    let files: ManifestSet = [
      "Cargo.toml":
        "[workspace]\nmembers = [\"crates/*\", \"tools/[ab]?\"]\nexclude = [\"crates/out\"]\n",
      "crates/one/Cargo.toml": package(
        "one", "[dependencies]\nhid = { path = \"../../hidden\" }\n"),
      "crates/two/Cargo.toml": package("two"),
      "crates/out/Cargo.toml": package("out"),
      "crates/deep/er/Cargo.toml": package("deeper"),
      "hidden/Cargo.toml": package("hid"),
      "tools/a1/Cargo.toml": package("a1"),
      "tools/c1/Cargo.toml": package("c1"),
      "src-tauri/Cargo.toml": package("tauri", "[workspace]\n"),
    ]
    let read = Cargo().read(files)
    #expect(read.problems == [])
    #expect(
      read.workspaces == [
        .init(
          root: "Cargo.toml",
          members: [
            "crates/one/Cargo.toml", "crates/two/Cargo.toml", "hidden/Cargo.toml",
            "tools/a1/Cargo.toml",
          ], lock: "Cargo.lock"),
        .init(
          root: "crates/deep/er/Cargo.toml", members: ["crates/deep/er/Cargo.toml"],
          lock: "crates/deep/er/Cargo.lock"),
        .init(
          root: "crates/out/Cargo.toml", members: ["crates/out/Cargo.toml"],
          lock: "crates/out/Cargo.lock"),
        .init(
          root: "src-tauri/Cargo.toml", members: ["src-tauri/Cargo.toml"],
          lock: "src-tauri/Cargo.lock"),
        .init(
          root: "tools/c1/Cargo.toml", members: ["tools/c1/Cargo.toml"],
          lock: "tools/c1/Cargo.lock"),
      ])
  }

  @Test(arguments: [
    ("**", "a/b/c", true), ("a/**", "a", true), ("a/**/c", "a/x/y/c", true), ("*", "a/b", false),
    ("crates/*-core", "crates/x-core", true), ("crates/[!x]*", "crates/xy", false),
    ("crates/[!x]*", "crates/yx", true), ("./a/../b", "b", true), ("../b", "b", false),
    ("****************************a", String(repeating: "b", count: 500), false),
  ])
  func `patterns match folders as cargo's do`(pattern: String, folder: String, matches: Bool) {
    let files: ManifestSet = [
      "Cargo.toml": "[workspace]\nmembers = [\"\(pattern)\"]\n",
      "\(folder)/Cargo.toml": package("p"),
    ]
    let root = Cargo().read(files).workspaces.first { $0.root == "Cargo.toml" }
    #expect(root?.members.isEmpty == !matches)
  }

  @Test func `inheritance joins the workspace's statement with the member's`() throws {
    let files: ManifestSet = [
      "Cargo.toml": """
      [workspace]
      members = ["a", "b"]
      [workspace.package]
      version = "2.0.4"
      edition = "2021"
      publish = false
      [workspace.dependencies]
      core = { git = "u", tag = "v1", default-features = false, features = ["x"] }
      near = { path = "near", version = "1" }
      """,
      "a/Cargo.toml": """
      [package]
      name = "a"
      version.workspace = true
      edition = { workspace = true }
      publish.workspace = true
      [dependencies]
      core = { workspace = true, features = ["y"], optional = true }
      [dev-dependencies]
      near.workspace = true
      """,
      "b/Cargo.toml":
        "[package]\nname = \"b\"\nversion = \"0.1.0\"\n[dependencies.core]\nworkspace = true\ndefault-features = true\n",
      "near/Cargo.toml": package("near"),
    ]
    let read = Cargo().read(files)
    #expect(read.problems == [])
    let a = try #require(read.manifest(at: "a/Cargo.toml"))
    #expect(a.package?.version == Version(2, 0, 4))
    #expect(a.package?.versionPlace == SourcePlace(path: "Cargo.toml", line: 4, column: 11))
    #expect(a.package?.edition == "2021")
    #expect(a.package?.publishing == .only([]))
    let core = try #require(a.dependencies.first)
    #expect(core.source == .git(url: "u", reference: .tag("v1")))
    #expect(core.place == SourcePlace(path: "Cargo.toml", line: 8, column: 27))
    #expect(core.use == SourcePlace(path: "a/Cargo.toml", line: 7, column: 22))
    #expect(core.manifest == "Cargo.toml")
    #expect(core.member == "a/Cargo.toml")
    #expect(core.features == ["x", "y"])
    #expect(core.optional)
    #expect(!core.defaultFeatures)
    #expect(a.dependencies.last?.folderInRepository == "near")
    #expect(a.dependencies.last?.kind == .development)
    #expect(read.manifest(at: "b/Cargo.toml")?.dependencies.first?.defaultFeatures == true)
    #expect(read.workspace(of: "near/Cargo.toml")?.root == "Cargo.toml")

    let edits = try Cargo().edit(
      .pin(to: target), of: read.dependencies(on: "core"), in: files)
    #expect(edits.map(\.path) == ["Cargo.toml"])
    #expect(edits.first?.changes.map(\.to) == ["\"v2.0.5\""])
  }

  @Test func `one bad manifest does not hide the others`() {
    let files: ManifestSet = [
      "Cargo.toml": package("good"), "bad/Cargo.toml": "[package\n",
      "lost/Cargo.toml": "[package]\nname = \"lost\"\nversion.workspace = true\n",
      "short/Cargo.toml": package("short", "[workspace]\n[dependencies]\nno.workspace = true\n"),
    ]
    let read = Cargo().read(files)
    #expect(read.manifests.map(\.path) == ["Cargo.toml"])
    #expect(
      read.problems.map(\.place.path) == ["bad/Cargo.toml", "lost/Cargo.toml", "short/Cargo.toml"])
  }

  @Test func `a member may name its root outright`() {
    let files: ManifestSet = [
      "root/Cargo.toml":
        "[workspace]\nmembers = [\"../member\"]\n[workspace.dependencies]\ncore = \"1\"\n",
      "member/Cargo.toml":
        "[package]\nname = \"m\"\nworkspace = \"../root\"\n[dependencies]\ncore.workspace = true\n",
    ]
    let read = Cargo().read(files)
    #expect(read.problems == [])
    #expect(read.workspace(of: "member/Cargo.toml")?.lock == "root/Cargo.lock")
    #expect(read.dependencies(on: "core").map(\.manifest) == ["root/Cargo.toml"])
  }
}
