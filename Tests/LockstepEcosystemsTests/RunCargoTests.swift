import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

/// With the real cargo, on crates without dependencies, so that no network is asked.
@Suite(.enabled(if: RegistryWorkbench.hasCargo))
struct RunCargoTests {
  @Test func `a crate that compiles succeeds and its artifact is named`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("good-one")
      let report = try await bench.runner.compile(CompileRequest(folder: folder, command: .check))
      #expect(report.outcome == .succeeded)
      #expect(report.errors.isEmpty)
      #expect(report.artifacts.map(\.package.name) == ["good-one"])
      #expect(report.artifacts.first?.package.version == Version(1, 0, 0))
      #expect(report.artifacts.first?.package.source.hasPrefix("path+file://") == true)
      #expect(report.command.first == "cargo")
      #expect(try await bench.runner.version().hasPrefix("cargo "))
    }
  }

  /// Cargo asks the compiler about itself wherever it resolves, and asks whoever hands out tokens
  /// wherever it fetches: before any sandbox.
  @Test func `no program that a repository's settings name runs where nothing is built`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("hostile")
      let witness = "\(bench.folder)/witness"
      let program = "\(folder)/program"
      try Files.write(
        Array("#!/bin/sh\necho ran >> '\(witness)'\nexec rustc \"$@\"\n".utf8), to: program,
        mode: 0o755)
      try Files.createDirectories("\(folder)/.cargo")
      try Files.write(
        Array(
          """
          [build]
          rustc = "./program"
          rustc-wrapper = "./program"
          rustc-workspace-wrapper = "./program"
          """.utf8), to: "\(folder)/.cargo/config.toml")
      let request = LockRequest(folder: folder)
      try await bench.runner.generateLockfile(request)
      try await bench.runner.fetch(request, locked: false)
      try await bench.runner.update([], precise: nil, in: request)
      _ = try await bench.runner.metadata(request, resolved: true)
      #expect(!Files.exists(witness))
      // The same settings do hold where things are built.
      _ = try await bench.runner.compile(CompileRequest(folder: folder, command: .check))
      #expect(Files.exists(witness))
    }
  }

  @Test func `a compiler error is a failure with its place`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("bad-one", source: "\npub fn one() -> i32 { \"a\" }\n")
      let report = try await bench.runner.compile(CompileRequest(folder: folder, command: .check))
      #expect(report.outcome == .failed)
      let error = try #require(report.errors.first)
      #expect(error.code == "E0308")
      #expect(error.file == "src/lib.rs")
      #expect(error.line == 2)
      #expect(error.package.name == "bad-one")
      #expect(report.log.contains("mismatched types"))
    }
  }

  @Test func `failed tests are named, and the build counts as failed`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate(
        "tested",
        source: """
          #[test] fn good() {}
          #[test] fn bad() { panic!("no") }
          #[test] #[ignore] fn slow() {}
          """)
      let report = try await bench.runner.compile(
        CompileRequest(folder: folder, command: .test, keepGoing: true))
      #expect(report.outcome == .failed)
      #expect(report.errors.isEmpty)
      #expect(report.tests == TestTally(passed: 1, ignored: 1, failed: ["bad"]))
    }
  }

  @Test func `every test is known by its program, and a program that dies is a failed test`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate(
        "suites",
        source: """
          /// ```
          /// assert!(suites::yes());
          /// ```
          pub fn yes() -> bool { true }
          /// ```
          /// assert!(suites::no());
          /// ```
          pub fn no() -> bool { false }
          #[test] fn same() {}
          """)
      try Files.createDirectories("\(folder)/tests")
      try Files.write(
        Array("#[test] fn same() { panic!() }\n".utf8), to: "\(folder)/tests/api.rs")
      try Files.write(
        Array("#[test] fn dies() { std::process::abort() }\n".utf8), to: "\(folder)/tests/hard.rs")
      let report = try await bench.runner.compile(
        CompileRequest(
          folder: folder, command: .test, keepGoing: true, suiteFolder: "\(bench.folder)/runner"))
      #expect(report.outcome == .failed)
      let cases = report.cases.map { "\($0.suite) | \($0.name): \($0.outcome.rawValue)" }.sorted()
      #expect(
        cases == [
          "doc | src/lib.rs - no (line 5): failed", "doc | src/lib.rs - yes (line 1): passed",
          "suites (test api) | same: failed",
          "suites (test hard) | (ended by signal 6): failed", "suites | same: passed",
        ])
    }
  }

  @Test func `options reach cargo`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate(
        "featured", source: "#[cfg(feature = \"off\")] compile_error!(\"off\");\n",
        manifest: "[features]\noff = []\non = []\n")
      func outcome(_ features: FeatureSelection) async throws -> BuildOutcome {
        try await bench.runner.compile(
          CompileRequest(
            folder: folder, command: .build, selection: .workspace, features: features,
            offline: true, allTargets: true, keepGoing: true,
            targetDirectory: "\(bench.folder)/elsewhere", jobs: 1)
        ).outcome
      }
      #expect(try await outcome(.only(["on"], withDefaults: false)) == .succeeded)
      #expect(try await outcome(.all) == .failed)
      #expect(Files.isDirectory("\(bench.folder)/elsewhere/debug"))
      #expect(!Files.exists("\(folder)/target"))
      await #expect(throws: ExplainedFailure.self) {
        try await outcome(.only(["a,b"], withDefaults: true))
      }
    }
  }

  @Test func `a missing lock, a missing dependency and a broken manifest are no verdict`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      func obstacle(_ request: CompileRequest) async throws -> Obstacle.Kind? {
        guard case .couldNotRun(let obstacle) = try await bench.runner.compile(request).outcome
        else { return nil }
        return obstacle.kind
      }
      let plain = try bench.crate("plain")
      #expect(
        try await obstacle(CompileRequest(folder: plain, command: .check, locked: true))
          == .lockOutOfDate)
      let lost = try bench.crate("lost", manifest: "[dependencies]\nnosuch = \"1\"\n")
      #expect(
        try await obstacle(CompileRequest(folder: lost, command: .check, offline: true))
          == .dependencyNotFound)
      let broken = try bench.crate("broken", manifest: "[dependencies]\nx = 5\n")
      #expect(
        try await obstacle(CompileRequest(folder: broken, command: .check)) == .invalidManifest)
    }
  }

  @Test func `a build that does not end is stopped`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("endless", manifest: "build = \"build.rs\"\n")
      try bench.write(
        "fn main() { loop { std::thread::park() } }\n", to: "endless/build.rs")
      let report = try await bench.runner.compile(
        CompileRequest(folder: folder, command: .check, timeout: .seconds(8)))
      guard case .couldNotRun(let obstacle) = report.outcome else {
        Issue.record("\(report.outcome)")
        return
      }
      #expect(obstacle.kind == .timedOut)
    }
  }

  @Test func `a build script sees neither token nor agent`() async throws {
    let secrets = [
      "GITHUB_TOKEN": "s3cret", "CARGO_REGISTRY_TOKEN": "s3cret", "SSH_AUTH_SOCK": "s3cret",
    ]
    try await RegistryWorkbench.run(adding: secrets) { bench in
      let folder = try bench.crate("curious", manifest: "build = \"build.rs\"\n")
      try bench.write(
        """
        fn main() {
          for (key, value) in std::env::vars() {
            if value.contains("s3cret") { panic!("found {key}") }
          }
        }
        """, to: "curious/build.rs")
      let report = try await bench.runner.compile(CompileRequest(folder: folder, command: .check))
      #expect(report.outcome == .succeeded, "\(report.log)")
    }
  }

  @Test func `packaging twice gives the same file`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("packed")
      let first = try await bench.package("packed")
      let second = try await bench.runner.package(
        PackageRequest(
          folder: folder, packages: ["packed"], verify: true, offline: true,
          targetDirectory: "\(bench.folder)/other"))
      #expect(second.map(\.checksum) == [first.checksum])
      #expect(first.files == ["Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "src/lib.rs"])
      #expect(first.label == "packed@1.0.0")
      let bytes = try #require(try Files.read(first.path))
      #expect(first.size == bytes.count)
      #expect(FileDigest.sha256(of: bytes) == first.checksum)
    }
  }

  @Test func `a package that is not there is explained, with the one that was meant`() async throws
  {
    try await RegistryWorkbench.run { bench in
      try bench.workspace("ws")
      let error = try await #require(throws: ExplainedFailure.self) {
        try await bench.runner.package(
          PackageRequest(folder: "\(bench.folder)/ws", packages: ["lower", "uper"]))
      }
      #expect(error.explanation.hints == ["did you mean `upper`?"])
      await #expect(throws: ExplainedFailure.self) {
        try await bench.runner.package(PackageRequest(folder: "\(bench.folder)/ws"))
      }
    }
  }

  @Test func `an update that cannot be is an explained error`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("updated")
      let request = LockRequest(folder: folder, offline: true)
      try await bench.runner.generateLockfile(request)
      #expect(Files.isFile("\(folder)/Cargo.lock"))
      let error = try await #require(throws: CargoFailure.self) {
        try await bench.runner.update(["nosuch"], precise: Version(1, 2, 3), in: request)
      }
      #expect(error.explanation.what.contains("nosuch to 1.2.3"))
      #expect(!error.explanation.why.isEmpty)
      await #expect(throws: CrateNameError.self) {
        try await bench.runner.update(["--config=x"], precise: nil, in: request)
      }
    }
  }
}
