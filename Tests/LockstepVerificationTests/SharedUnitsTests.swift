import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

/// What dependents share of third parties' packages, with the real cargo and a folder as the registry.
@Suite(
  .enabled("needs bubblewrap", InstalledTools.hasSandbox),
  .enabled(if: InstalledTools.hasCargo, "needs cargo"), .timeLimit(.minutes(30)))
struct SharedUnitsTests {
  /// A crate in a directory source.
  private func publish(_ name: String, _ source: String, to registry: String) throws {
    let files = [
      "Cargo.toml": """
      [package]
      name = "\(name)"
      version = "1.0.0"
      edition = "2021"

      [features]
      more = []

      """,
      "src/lib.rs": source,
      ".cargo-checksum.json":
        "{\"files\":{},\"package\":\"\(String(repeating: "ab", count: 32))\"}",
    ]
    for (path, text) in files {
      let place = "\(registry)/\(name)-1.0.0/\(path)"
      try Files.createDirectories(Files.parent(of: place))
      try Files.write(Array(text.utf8), to: place)
    }
  }

  private static func files(
    _ name: String, needing dependency: String, registry: String, source: String
  ) -> [String: String] {
    [
      "Cargo.toml": """
      [package]
      name = "\(name)"
      version = "1.0.0"
      edition = "2021"

      [dependencies]
      third = \(dependency)

      """,
      ".cargo/config.toml": """
      [source.crates-io]
      replace-with = "folder"

      [source.folder]
      directory = "\(registry)"

      """,
      "src/lib.rs": source,
    ]
  }

  /// Sees how many builds of the package lie beside the test program.
  private static let counts = """
    #[test] fn is_alone() {
        let program = std::env::current_exe().unwrap();
        let found = std::fs::read_dir(program.parent().unwrap()).unwrap()
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
                name.starts_with("libthird-") && name.ends_with(".rlib")
            }).count();
        assert_eq!(found, 1);
        assert_eq!(third::one(), 1);
    }

    """

  @Test
  func
    `a third party's package is compiled for the first who needs it so, and once more for others`()
    async throws
  {
    let live = Host.live().environment
    let rustup = live["RUSTUP_HOME"] ?? live["HOME"].map { "\($0)/.rustup" }
    try await ScratchGit.with(settings: rustup.map { ["RUSTUP_HOME": $0] } ?? [:]) { git in
      let registry = "\(git.directory)/registry"
      try publish("third", "pub fn one() -> u8 { 1 }\n", to: registry)
      let yard = BuildYard(
        host: git.host, runner: CargoRunner(host: git.host), directory: "\(git.directory)/yard")
      let store = UnitStore(directory: "\(git.directory)/units", host: git.host)
      let tests = TestYard(
        host: git.host, yard: yard, isolation: Isolation(host: git.host, policy: .required),
        bounds: .init(time: .seconds(240), jobs: 1), directory: "\(git.directory)/builds",
        sharing: .init(store: store, foundation: ["core"]))
      var compiled: [String] = []
      for (name, dependency, isRepeat) in [
        ("one", "\"1\"", false), ("two", "\"1\"", false), ("two", "\"1\"", true),
        ("more", "{ version = \"1\", features = [\"more\"] }", false), ("one", "\"1\"", true),
      ] {
        let origin =
          isRepeat
          ? GitRepository(
            gitDirectory: "\(git.directory)/origins/\(name).git", host: git.host)
          : try await git.origin(
            name,
            files: Self.files(
              name, needing: dependency, registry: registry, source: Self.counts))
        let commit = try #require(try await origin.resolve("refs/heads/main"))
        let subject = BuildSubject(
          name: try RepositoryName(name), objects: origin, commit: commit,
          roots: [.init(manifest: "Cargo.toml", locked: false)], context: "1")
        let run = await tests.run(subject, side: .baseline, isRepeat: isRepeat)
        #expect(run.ending == .finished)
        #expect(run.failed.isEmpty && run.tests.count == 1, "\(run)")
        let log = String(decoding: try Files.read(try #require(run.log)) ?? [], as: UTF8.self)
        if log.contains("Compiling third") { compiled.append("\(name) \(isRepeat)") }
      }
      // The repeat of the second goes on from nothing that another one's build left.
      #expect(compiled == ["one false", "two true", "more false"])
      // Nothing of a build is left but what is shared.
      #expect(try store.trim(to: 1 << 30).units == 3)
      #expect(
        try Files.list("\(git.directory)/builds/one") == ["baseline-again.log", "baseline.log"])
    }
  }
}
