import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

/// A dependent whose lock file is moved by us and by cargo.
struct MoveCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The requirement on `core` that the dependent starts with; `GIT`, `OLD` and `NEW` stand for the
  /// repository's address and the commits.
  let requirement: String
  var edit: Edit = .pin
  /// What the package starts with beside its name and version.
  var package = ""
  /// The format that the lock file has before.
  var format = 4
  /// The way back to an older version instead of the way to a newer one.
  var backwards = false

  enum Edit: Sendable { case pin, pinToRegistry, lockOnly }
}

@Suite(.enabled(if: CargoBench.isPossible, "cargo and git are needed"))
struct LockMoveTests {
  static let old = Version(2, 0, 4)
  static let new = Version(2, 0, 5)

  static let cases = [
    MoveCase(testDescription: "registry, pinned", requirement: "\"2.0\""),
    MoveCase(testDescription: "registry, pinned back", requirement: "\"2.0\"", backwards: true),
    MoveCase(testDescription: "registry, exact", requirement: "{ version = \"=OLDV\" }"),
    MoveCase(testDescription: "registry, lock only", requirement: "\"2\"", edit: .lockOnly),
    MoveCase(testDescription: "git tag", requirement: "{ git = \"GIT\", tag = \"vOLDV\" }"),
    MoveCase(
      testDescription: "git tag, back", requirement: "{ git = \"GIT\", tag = \"vOLDV\" }",
      backwards: true),
    MoveCase(
      testDescription: "git tag and version",
      requirement: "{ git = \"GIT\", tag = \"vOLDV\", version = \"2.0\" }"),
    MoveCase(
      testDescription: "git tag that is encoded",
      requirement: "{ git = \"GIT\", tag = \"core/vOLDV+x\" }"),
    MoveCase(testDescription: "git revision", requirement: "{ git = \"GIT\", rev = \"OLD\" }"),
    MoveCase(
      testDescription: "git branch", requirement: "{ git = \"GIT\", branch = \"line-OLDV\" }"),
    MoveCase(
      testDescription: "git branch, lock only",
      requirement: "{ git = \"GIT\", branch = \"moving\" }",
      edit: .lockOnly),
    MoveCase(
      testDescription: "git default branch, lock only", requirement: "{ git = \"GIT\" }",
      edit: .lockOnly),
    MoveCase(testDescription: "path to git", requirement: "{ path = \"../core-OLDV\" }"),
    MoveCase(
      testDescription: "path to registry", requirement: "{ path = \"../core-OLDV\" }",
      edit: .pinToRegistry),
    MoveCase(testDescription: "format 3", requirement: "\"2.0\"", format: 3),
    MoveCase(
      testDescription: "format 3, kept", requirement: "{ git = \"GIT\", tag = \"vOLDV\" }",
      package: "rust-version = \"1.70\"", format: 3),
    MoveCase(
      testDescription: "format 3 with a tag to encode",
      requirement: "{ git = \"GIT\", tag = \"core/vOLDV\" }", format: 3),
  ]

  @Test(arguments: cases)
  func `our lock file is the one that cargo writes`(_ example: MoveCase) async throws {
    try await CargoBench.run { bench in
      let scene = try await LockScene(bench: bench, example: example)
      let before = try await scene.lockBefore()
      let edited = try scene.editManifest()
      let outcome = try Cargo.LockFile(parsing: before).moving(scene.move, in: edited)
      let cargos = try await scene.lockByCargo()
      guard case .edited(let ours) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(
        String(decoding: ours.bytes, as: UTF8.self) == String(decoding: cargos, as: UTF8.self))
      #expect(ours.bytes != before)
      // Cargo takes our file as it is.
      try bench.write(ours.bytes, "app/Cargo.lock")
      try await bench.run("cargo", ["update", "--workspace", "--locked"], in: "app")
      #expect(try bench.read("app/Cargo.lock") == ours.bytes)
    }
  }
}

/// The foundation `core` with its companion `core-derive`, two versions of each, in a registry, in
/// git and in folders; and a dependent.
struct LockScene {
  let bench: CargoBench
  let example: MoveCase
  let before: Version
  let after: Version
  let move: LockMove
  private let commits: [Version: String]

  init(bench: CargoBench, example: MoveCase) async throws {
    self.bench = bench
    self.example = example
    let before = example.backwards ? LockMoveTests.new : LockMoveTests.old
    let after = example.backwards ? LockMoveTests.old : LockMoveTests.new
    (self.before, self.after) = (before, after)
    var commits: [Version: String] = [:]
    try bench.write("", "core/keep")
    try await bench.run("git", ["init", "-q", "-b", "main", "."], in: "core")
    for version in example.backwards ? [after, before] : [before, after] {
      try bench.write(Self.foundation(version), in: "core")
      try bench.write(Self.foundation(version), in: "core-\(version)")
      try await bench.run("git", ["add", "-A"], in: "core")
      try await bench.run("git", ["commit", "-q", "-m", "core \(version)"], in: "core")
      for tag in ["v\(version)", "core/v\(version)", "core/v\(version)+x"] {
        try await bench.run("git", ["tag", tag], in: "core")
      }
      try await bench.run("git", ["branch", "line-\(version)"], in: "core")
      commits[version] = try await bench.run("git", ["rev-parse", "HEAD"], in: "core")
    }
    self.commits = commits
    move = LockMove(
      packages: try ["core", "core-derive"].map { name in
        LockMove.Package(
          before: try Self.manifest(name, before), after: try Self.manifest(name, after),
          checksum: Self.checksum(name, after))
      }, commit: commits[after])
  }

  private static func foundation(_ version: Version) -> ManifestSet {
    [
      "Cargo.toml": """
      [package]
      name = "core"
      version = "\(version)"
      edition = "2021"
      [features]
      default = ["std"]
      std = []
      [dependencies]
      core-derive = { path = "derive", version = "=\(version)" }
      util = { version = "1", optional = true }
      always = "1"
      [dev-dependencies]
      only-\(version.patch) = "1"
      [workspace]
      members = ["derive"]
      """,
      "derive/Cargo.toml": """
      [package]
      name = "core-derive"
      version = "\(version)"
      edition = "2021"
      """,
    ]
  }

  private static func manifest(_ name: String, _ version: Version) throws -> PackageManifest {
    try #require(Cargo().read(foundation(version)).manifest(ofPackage: name))
  }

  private static func checksum(_ name: String, _ version: Version) -> String {
    String(repeating: name == "core" ? "c" : "d", count: 63) + "\(version.patch)"
  }

  // MARK: - The registry

  private func index(_ name: String, _ lines: [String]) throws {
    let folder =
      name.count == 3 ? "3/\(name.prefix(1))" : "\(name.prefix(2))/\(name.dropFirst(2).prefix(2))"
    try bench.write(lines.map { "\($0)\n" }.joined(), "registry/index/\(folder)/\(name)")
  }

  private func line(_ name: String, _ version: String, needs: [String] = [], sum: String) -> String
  {
    "{\"name\":\"\(name)\",\"vers\":\"\(version)\",\"deps\":[\(needs.joined(separator: ","))],"
      + "\"cksum\":\"\(sum)\",\"features\":{},\"yanked\":false}"
  }

  private func need(_ name: String, _ requirement: String, optional: Bool = false) -> String {
    "{\"name\":\"\(name)\",\"req\":\"\(requirement)\",\"features\":[],\"optional\":\(optional),"
      + "\"default_features\":true,\"target\":null,\"kind\":\"normal\"}"
  }

  private func writeRegistry(_ versions: [Version], others: [String]) throws {
    try index(
      "core",
      versions.map { version in
        line(
          "core", "\(version)",
          needs: [
            need("core-derive", "=\(version)"), need("util", "^1", optional: true),
            need("always", "^1"),
          ], sum: Self.checksum("core", version))
      })
    try index(
      "core-derive",
      versions.map { line("core-derive", "\($0)", sum: Self.checksum("core-derive", $0)) })
    for name in ["util", "always", "zlib"] {
      try index(
        name, others.map { line(name, $0, sum: String(repeating: "e", count: 64)) })
    }
  }

  // MARK: - The dependent

  private func filled(_ text: String) -> String {
    text.replacing("GIT", with: "file://\(bench.path("core"))")
      .replacing("OLDV", with: "\(before)").replacing("OLD", with: commits[before] ?? "")
  }

  /// Writes the dependent and has cargo lock it, with the older state of the world.
  func lockBefore() async throws -> [UInt8] {
    try writeRegistry([before], others: ["1.0.0"])
    try bench.write(
      """
      [source.crates-io]
      replace-with = "scene"
      [source.scene]
      local-registry = "\(bench.path("registry"))"
      """, "app/.cargo/config.toml")
    try bench.write(
      [
        "Cargo.toml": """
        [package]
        name = "app"
        version = "0.1.0"
        edition = "2021"
        \(example.package)
        [workspace]
        members = ["more"]
        [workspace.dependencies]
        core = \(filled(example.requirement))
        [dependencies]
        core.workspace = true
        zlib = "1"
        """,
        "more/Cargo.toml": """
        [package]
        name = "more"
        version = "0.1.0"
        edition = "2021"
        [dev-dependencies]
        core = { workspace = true, features = ["util"] }
        """,
      ], in: "app")
    try await setMovingBranch(before)
    try await bench.run("cargo", ["generate-lockfile"], in: "app")
    var lock = String(decoding: try bench.read("app/Cargo.lock"), as: UTF8.self)
    if example.format != 4 {
      lock = lock.replacing("version = 4\n", with: "version = \(example.format)\n")
        .replacing("%2F", with: "/").replacing("%2B", with: "+")
      try bench.write(lock, "app/Cargo.lock")
    }
    // The world goes on: whatever could be newer now must not become so.
    try writeRegistry([before, after].sorted(), others: ["1.0.0", "1.0.1"])
    try await setMovingBranch(after)
    return Array(lock.utf8)
  }

  private func setMovingBranch(_ version: Version) async throws {
    let commit = try #require(commits[version])
    try await bench.run("git", ["update-ref", "refs/heads/moving", commit], in: "core")
    try await bench.run("git", ["update-ref", "refs/heads/main", commit], in: "core")
  }

  private var files: ManifestSet {
    get throws {
      ManifestSet([
        "Cargo.toml": try bench.read("app/Cargo.toml"),
        "more/Cargo.toml": try bench.read("app/more/Cargo.toml"),
      ])
    }
  }

  /// Changes the dependent's requirement, and reads its manifests anew.
  func editManifest() throws -> RepositoryManifests {
    let files = try files
    let prefix = example.requirement.contains("core/v") ? "core/" : ""
    let suffix = example.requirement.contains("+x") ? "+x" : ""
    let target = ReleaseTarget(
      version: after, tag: "\(prefix)v\(after)\(suffix)", commit: commits[after],
      repository: "file://\(bench.path("core"))")
    let edits: [EditedManifest]
    let dependencies = Cargo().read(files).dependencies(on: "core")
    switch example.edit {
    case .lockOnly: edits = []
    case .pin: edits = try Cargo().edit(.pin(to: target), of: dependencies, in: files)
    case .pinToRegistry:
      edits = try Cargo().edit(
        .pin(to: target, replacingPath: .registry(name: nil)), of: dependencies, in: files)
    }
    for edit in edits { try bench.write(edit.bytes, "app/\(edit.path)") }
    return Cargo().read(files.applying(edits))
  }

  /// Has cargo make the same move.
  func lockByCargo() async throws -> [UInt8] {
    let isPath = example.requirement.contains("path")
    let isGit = example.requirement.contains("GIT")
    var arguments = ["update", "-p", "core"]
    if isPath {
      // Cargo knows no package of that name and another source yet: it takes what is missing.
      arguments = ["update", "--workspace"]
    } else if !isGit {
      arguments += ["--precise", "\(after)"]
    } else if example.edit == .lockOnly {
      arguments += ["--precise", try #require(commits[after])]
    }
    try await bench.run("cargo", arguments, in: "app")
    return try bench.read("app/Cargo.lock")
  }
}
