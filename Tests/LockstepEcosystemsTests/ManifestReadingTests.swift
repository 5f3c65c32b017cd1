import LockstepCore
import LockstepEcosystems
import Testing

struct ManifestReadingTests {
  private func read(_ text: String) throws -> PackageManifest {
    try Cargo().readManifest(path: "Cargo.toml", bytes: Array(text.utf8))
  }

  @Test func `a package's facts are read`() throws {
    let manifest = try read(
      """
      [package]
      name = "core"
      version = "2.0.5-rc.1+x"
      edition = "2021"
      rust-version = "1.70"
      links = "z"
      publish = ["own"]

      [lib]
      name = "the_core"
      crate-type = ["cdylib", "rlib"]
      proc-macro = true
      """)
    let package = try #require(manifest.package)
    #expect(package.name == "core")
    #expect(package.version?.description == "2.0.5-rc.1+x")
    #expect(package.versionPlace == SourcePlace(path: "Cargo.toml", line: 3, column: 11))
    #expect(package.edition == "2021")
    #expect(package.rustVersion == "1.70")
    #expect(package.links == "z")
    #expect(package.publishing == .only(["own"]))
    #expect(!package.publishing.allows(nil))
    #expect(package.publishing.allows("own"))
    #expect(package.libraryName == "the_core")
    #expect(package.crateTypes == ["cdylib", "rlib"])
    #expect(package.isProcMacro)
  }

  @Test(arguments: [
    ("", PackageManifest.Publishing.anywhere), ("publish = true", .anywhere),
    ("publish = false", .only([])), ("publish = []", .only([])),
  ])
  func `where a package may be published`(
    line: String, publishing: PackageManifest.Publishing
  ) throws {
    #expect(try read("[package]\nname = \"a\"\n\(line)\n").package?.publishing == publishing)
  }

  @Test func `features come with the implicit ones of optional dependencies`() throws {
    let package = try #require(
      try read(
        """
        [package]
        name = "a"
        [features]
        default = ["std"]
        std = ["alloc?/std", "dep:hidden"]
        [dependencies]
        alloc = { version = "1", optional = true }
        hidden = { version = "1", optional = true }
        plain = "1"
        [target.'cfg(windows)'.dependencies]
        win = { version = "1", optional = true }
        """
      ).package)
    #expect(package.features == ["default": ["std"], "std": ["alloc?/std", "dep:hidden"]])
    #expect(package.implicitFeatures == ["alloc", "win"])
    #expect(package.allFeatures == ["alloc", "default", "std", "win"])
  }

  @Test func `every form of a dependency is read with its place`() throws {
    let manifest = try read(
      """
      [package]
      name = "a"
      [dependencies]
      one = "1.2"
      two = { package = "real", version = "2", registry = "own", default-features = false }
      three.git = "https://e/3"
      three.branch = "main"
      [dependencies.four]
      features = ["x"]
      path = "../four"
      [dev-dependencies]
      five = { git = "u", rev = "abc", version = "5" }
      [target.'cfg(unix)'.build-dependencies]
      six = { registry-index = "https://i", version = "6" }
      """)
    #expect(manifest.dependencies.map(\.key) == ["one", "two", "three", "four", "five", "six"])
    #expect(
      manifest.dependencies.map(\.name) == ["one", "real", "three", "four", "five", "six"])
    #expect(
      manifest.dependencies.map(\.source) == [
        .registry(name: nil), .registry(name: "own"),
        .git(url: "https://e/3", reference: .branch("main")), .path("../four"),
        .git(url: "u", reference: .rev("abc")), .registry(name: "https://i"),
      ])
    #expect(
      manifest.dependencies.map { "\($0.place.line):\($0.place.column)" }
        == ["4:7", "5:37", "7:16", "10:8", "12:27", "14:49"])
    #expect(
      manifest.dependencies.map(\.kind)
        == [.normal, .normal, .normal, .normal, .development, .build])
    #expect(manifest.dependencies[5].target == "cfg(unix)")
    #expect(!manifest.dependencies[1].defaultFeatures)
    #expect(manifest.dependencies[3].features == ["x"])
    #expect(manifest.dependencies[4].requirementText == "5")
    #expect(manifest.dependencies[3].folderInRepository == nil)
  }

  @Test func `where both spellings stand, the one with the hyphen counts`() throws {
    let manifest = try read(
      "[dev_dependencies]\nold = \"1\"\n[dev-dependencies]\nnew = \"1\"\n[build_dependencies]\nb = \"1\"\n"
    )
    #expect(manifest.dependencies.map(\.key) == ["new", "b"])
  }

  @Test func `patches and replacements are kept apart`() throws {
    let manifest = try read(
      """
      [patch.crates-io]
      core = { path = "../core" }
      [patch."https://e/c"]
      core2 = { package = "core", git = "u", tag = "v1" }
      [replace]
      "other:1.0.0" = { git = "v" }
      """)
    #expect(manifest.dependencies == [])
    #expect(manifest.patches.map(\.patching) == ["crates-io", "https://e/c", "replace"])
    #expect(manifest.patches.map(\.name) == ["core", "core", "other"])
  }

  @Test(arguments: [
    ("[package]\nname = \"a\nversion = \"1.0.0\"\n", 2),
    ("[package]\nversion = \"1.0.0\"\n", 1),
    ("[package]\nname = \"a\"\nversion = \"1.0\"\n", 3),
    ("[package]\nname = \"a\"\nversion = 1\n", 3),
    ("[package]\nname = \"-a\"\n", 2),
    ("[dependencies]\n\"--config\" = \"1\"\n", 2),
    ("[dependencies]\na = \"one\"\n", 2),
    ("[dependencies]\na = 1\n", 2),
    ("[dependencies]\na = { git = \"u\", path = \"p\" }\n", 2),
    ("[dependencies]\na = { git = \"u\", tag = \"t\", rev = \"r\" }\n", 2),
    ("dependencies = 1\n", 1),
    ("[workspace]\nmembers = [\"a\", 2]\n", 2),
    ("[features]\n[package]\nname = \"a\"\n[features]\n", 4),
  ])
  func `a manifest that cannot be read says where`(text: String, line: Int) {
    do {
      _ = try read(text)
      Issue.record("it was read")
    } catch let error as ManifestError {
      #expect(error.place.line == line, "\(error.explanation.rendered)")
      #expect(error.explanation.rendered.contains("Cargo.toml:\(line):"))
    } catch {
      Issue.record("\(error)")
    }
  }
}
