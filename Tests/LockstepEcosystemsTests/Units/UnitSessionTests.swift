import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepEcosystems

/// What one build leaves for another one, with target folders that no compiler made.
@Suite
struct UnitSessionTests {
  private static let hash = "0123456789abcdef"
  private static let registry = "registry+https://github.com/rust-lang/crates.io-index"

  private static func lock(checksum: String = "aa", needs: String = "") -> [UInt8] {
    Array(
      """
      version = 4

      [[package]]
      name = "app"
      version = "1.0.0"
      dependencies = ["dep"]

      [[package]]
      name = "core"
      version = "2.0.0"
      source = "\(registry)"
      checksum = "cc"

      [[package]]
      name = "dep"
      version = "1.0.0"
      source = "\(registry)"
      checksum = "\(checksum)"
      \(needs)

      """.utf8)
  }

  private struct Bench {
    let git: ScratchGit
    var ground: SteadyGround
    var store: UnitStore

    init(_ git: ScratchGit) {
      self.git = git
      ground = SteadyGround(
        profile: SandboxProfile(), target: "/steady/target", configuration: [], environment: [:],
        sources: "here", isPlain: true)
      store = UnitStore(directory: "\(git.directory)/units", host: git.host)
    }

    func session(_ owner: String, lock: [UInt8] = UnitSessionTests.lock(), onlyOwn: Bool = false)
      throws -> UnitSession
    {
      try store.session(
        of: owner, on: ground, tool: "cargo 1", foundation: ["core"], lock: lock, onlyOwn: onlyOwn)
    }

    /// A target folder with one unit of `dep` in it.
    func target(_ name: String, bytes: String = "compiled") throws -> String {
      let target = "\(git.directory)/\(name)"
      for (file, text) in [
        ("deps/libdep-\(hash).rlib", bytes), ("deps/dep-\(hash).d", "paths"),
        (".fingerprint/dep-\(hash)/lib-dep", "fingerprint"),
      ] {
        let path = "\(target)/debug/\(file)"
        try Files.createDirectories(Files.parent(of: path))
        try Files.write(Array(text.utf8), to: path)
      }
      return target
    }

    func empty(_ name: String) throws -> String {
      let target = "\(git.directory)/\(name)"
      try Files.createDirectories(target)
      return target
    }

    func report(also: [BuiltArtifact] = []) -> BuildReport {
      BuildReport(
        outcome: .succeeded,
        artifacts: [
          UnitSessionTests.artifact(
            "dep@1.0.0", files: ["/steady/target/debug/deps/libdep-\(hash).rlib"])
        ] + also)
    }
  }

  private static func artifact(
    _ name: String, source: String = registry, kinds: [String] = ["lib"], files: [String] = []
  ) -> BuiltArtifact {
    BuiltArtifact(
      package: PackageIdentifier(cargo: "\(source)#\(name)"), manifestPath: "", target: "",
      kinds: kinds, fresh: false, files: files)
  }

  private func with(_ body: (Bench) throws -> Void) async throws {
    try await ScratchGit.with { try body(Bench($0)) }
  }

  @Test
  func `what one compiled is copied for the next, and shares no file with it`() async throws {
    try await with { bench in
      let kept = try bench.session("one").keep(
        try bench.target("a"), after: Seeds(), report: bench.report())
      #expect(kept == 1)
      let target = try bench.empty("b")
      let seeds = try bench.session("two").seed(target)
      #expect(seeds.count == 1)
      let file = "\(target)/debug/deps/libdep-\(Self.hash).rlib"
      #expect(try Files.read(file) == Array("compiled".utf8))
      #expect(Files.isPlainFile("\(target)/debug/.fingerprint/dep-\(Self.hash)/lib-dep"))
      // Whatever its owner does to it stays there.
      try Files.write(Array("changed".utf8), to: file)
      let third = try bench.empty("c")
      _ = try bench.session("three").seed(third)
      #expect(
        try Files.read("\(third)/debug/deps/libdep-\(Self.hash).rlib") == Array("compiled".utf8))
    }
  }

  @Test
  func `another checksum, other sources or a clean state take nothing of others`() async throws {
    try await with { bench in
      try bench.session("one").keep(try bench.target("a"), after: Seeds(), report: bench.report())
      #expect(
        try bench.session("two", lock: Self.lock(checksum: "bb")).seed(bench.empty("b")).count == 0)
      #expect(try bench.session("two", onlyOwn: true).seed(bench.empty("c")).count == 0)
      #expect(try bench.session("one", onlyOwn: true).seed(bench.empty("d")).count == 1)
      var elsewhere = bench
      elsewhere.ground.sources = "there"
      #expect(try elsewhere.session("two").seed(bench.empty("e")).count == 0)
    }
  }

  @Test(arguments: [
    (kinds: ["custom-build"], source: "path+file:///app", count: 0),
    (kinds: ["proc-macro"], source: "git+https://example.org/app", count: 0),
    (kinds: ["lib"], source: "path+file:///app", count: 1),
    (kinds: ["bin"], source: "path+file:///app", count: 1),
  ])
  func `where code of the dependent ran, only the dependent itself goes on from there`(
    kinds: [String], source: String, count: Int
  ) async throws {
    try await with { bench in
      let ran = Self.artifact("app@1.0.0", source: source, kinds: kinds)
      try bench.session("one").keep(
        try bench.target("a"), after: Seeds(), report: bench.report(also: [ran]))
      #expect(try bench.session("one").seed(bench.empty("b")).count == 1)
      #expect(try bench.session("two").seed(bench.empty("c")).count == count)
    }
  }

  @Test
  func `where the repository's own settings may start a program, others take nothing`()
    async throws
  {
    try await with { bench in
      var hooked = bench
      hooked.ground.isPlain = false
      try hooked.session("one").keep(try bench.target("a"), after: Seeds(), report: bench.report())
      #expect(try bench.session("one").seed(bench.empty("b")).count == 1)
      #expect(try bench.session("two").seed(bench.empty("c")).count == 0)
    }
  }

  @Test
  func `what is tested, and what needs it, is never kept`() async throws {
    try await with { bench in
      let lock = Self.lock(needs: "dependencies = [\"core\"]")
      let kept = try bench.session("one", lock: lock).keep(
        try bench.target("a"), after: Seeds(), report: bench.report())
      #expect(kept == 0)
    }
  }

  @Test
  func `what was copied in vain is gone before the tests`() async throws {
    try await with { bench in
      try bench.session("one").keep(try bench.target("a"), after: Seeds(), report: bench.report())
      let target = try bench.empty("b")
      let session = try bench.session("two")
      let seeds = try session.seed(target)
      try session.prune(target, of: seeds, after: bench.report())
      #expect(Files.exists("\(target)/debug/deps/libdep-\(Self.hash).rlib"))
      try session.prune(target, of: seeds, after: BuildReport(outcome: .succeeded))
      #expect(try Files.list("\(target)/debug/deps").isEmpty)
      #expect(try Files.list("\(target)/debug/.fingerprint").isEmpty)
    }
  }

  @Test
  func `links that a program left are not followed, neither to copy nor to remove`() async throws {
    try await with { bench in
      let secret = "\(bench.git.directory)/secret"
      try Files.createDirectories(secret)
      try Files.write(Array("key".utf8), to: "\(secret)/libdep-\(Self.hash).rlib")
      let target = try bench.target("a")
      try Files.remove("\(target)/debug/deps")
      try Files.createSymbolicLink(at: "\(target)/debug/deps", to: secret)
      let session = try bench.session("one")
      try session.keep(target, after: Seeds(), report: bench.report())
      let copy = try bench.empty("b")
      let seeds = try bench.session("two").seed(copy)
      #expect(!Files.exists("\(copy)/debug/deps/libdep-\(Self.hash).rlib"))
      try Files.remove("\(copy)/debug")
      try Files.createSymbolicLink(at: "\(copy)/debug", to: target + "/debug")
      try session.prune(copy, of: seeds, after: BuildReport(outcome: .succeeded))
      #expect(Files.exists("\(secret)/libdep-\(Self.hash).rlib"))
      #expect(Files.exists("\(target)/debug/.fingerprint/dep-\(Self.hash)/lib-dep"))
    }
  }

  @Test
  func `a unit is never replaced, and beside one of other bytes nothing is kept`() async throws {
    try await with { bench in
      try bench.session("one").keep(try bench.target("a"), after: Seeds(), report: bench.report())
      let other = try bench.target("b", bytes: "something else")
      #expect(try bench.session("two").keep(other, after: Seeds(), report: bench.report()) == 0)
      let same = try bench.target("c")
      #expect(try bench.session("two").keep(same, after: Seeds(), report: bench.report()) == 0)
      let target = try bench.empty("d")
      _ = try bench.session("three").seed(target)
      #expect(
        try Files.read("\(target)/debug/deps/libdep-\(Self.hash).rlib") == Array("compiled".utf8))
    }
  }

  @Test
  func `what is kept has a bound`() async throws {
    try await with { bench in
      try bench.session("one").keep(try bench.target("a"), after: Seeds(), report: bench.report())
      #expect(try bench.store.trim(to: 1 << 20).units == 1)
      let left = try bench.store.trim(to: 3)
      #expect(left.units == 0 && left.bytes == 0)
      #expect(try bench.session("two").seed(bench.empty("b")).count == 0)
    }
  }

  @Test(
    arguments: [
      ([:], true),
      ([".cargo/config.toml": "[source.crates-io]\nreplace-with = \"debian\"\n"], true),
      (
        [".cargo/config.toml": "[source.debian]\ndirectory = \"/usr/share/cargo/registry\"\n"], true
      ),
      ([".cargo/config.toml": "[build]\nrustc-wrapper = \"./wrapper\"\n"], false),
      ([".cargo/config": "[env]\nLD_PRELOAD = \"./lib.so\"\n"], false),
      ([".cargo/config.toml": "[source.x]\ngit = \"https://example.org/x\"\n"], false),
      ([".cargo/config.toml": "no toml"], false),
      (["rust-toolchain.toml": "[toolchain]\npath = \"./mine\"\n"], false),
    ] as [([String: String], Bool)])
  func `settings of a repository that can start a program are seen`(
    files: [String: String], isPlain: Bool
  ) async throws {
    try await ScratchGit.with { git in
      let folder = "\(git.directory)/top/app/member"
      try Files.createDirectories(folder)
      for (name, text) in files {
        let path = "\(git.directory)/top/app/\(name)"
        try Files.createDirectories(Files.parent(of: path))
        try Files.write(Array(text.utf8), to: path)
      }
      #expect(
        try CargoHooks.areAbsent(from: folder, upTo: "\(git.directory)/top") == isPlain)
    }
  }
}
