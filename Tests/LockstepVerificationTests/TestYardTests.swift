import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

/// With the real cargo, on crates without dependencies.
@Suite(.enabled(if: InstalledTools.hasCargo, "needs cargo"), .timeLimit(.minutes(30)))
struct TestYardTests {
  /// Builds and tests a crate of one file.
  private func run(
    _ source: String, buildScript: String? = nil, policy: Sandbox.Policy = .auto,
    bounds: TestYard.Bounds = .init(time: .seconds(120), jobs: 1),
    aim: BuildSubject.Aim? = nil, prepare: (ScratchGit) throws -> Void = { _ in }
  ) async throws -> SideRun {
    var settings: [String: String] = ["API_TOKEN": "hunter2", "CARGO_REGISTRY_TOKEN": "hunter2"]
    let live = Host.live().environment
    settings["RUSTUP_HOME"] = live["RUSTUP_HOME"] ?? live["HOME"].map { "\($0)/.rustup" }
    return try await ScratchGit.with(settings: settings) { git in
      try prepare(git)
      let manifest = "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"
      let lock = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\n"
      var files = ["Cargo.toml": manifest, "Cargo.lock": lock, "src/lib.rs": source]
      files["build.rs"] = buildScript
      let origin = try await git.origin("app", files: files)
      let commit = try #require(try await origin.resolve("refs/heads/main"))
      let subject = BuildSubject(
        name: try RepositoryName("app"), objects: origin, commit: commit,
        roots: [.init(manifest: "Cargo.toml", locked: true)], aim: aim, context: "1")
      let cache = "\(git.directory)/cache"
      let yard = BuildYard(
        host: git.host, runner: CargoRunner(host: git.host), directory: "\(cache)/yard")
      let tests = TestYard(
        host: git.host, yard: yard, isolation: Isolation(host: git.host, policy: policy),
        bounds: bounds, directory: "\(cache)/fleet-run")
      return await tests.run(subject, side: .candidate, isRepeat: false)
    }
  }

  @Test
  func `a run says what became of each test, and proves nothing of a version that is not in it`()
    async throws
  {
    let source = """
      #[test] fn good() {}
      #[test] fn bad() { panic!() }
      #[test] #[ignore] fn slow() {}
      """
    let aim = BuildSubject.Aim(packages: ["core"], version: Version(2, 0, 0))
    let run = try await run(source, aim: aim)
    #expect(run.ending == .finished)
    let suite = "app"
    #expect(
      run.tests == [
        TestName(suite: suite, name: "good"): .passed, TestName(suite: suite, name: "bad"): .failed,
        TestName(suite: suite, name: "slow"): .ignored,
      ])
    #expect(run.doubt == "2.0.0 was not part of the build")
    #expect(run.seconds > 0)
  }

  @Test
  func `what does not compile is told with its place, all of it`() async throws {
    let run = try await run("pub fn one() -> u8 { \"a\" }\n#[test] fn t() { nothing() }\n")
    #expect(run.ending == .finished)
    #expect(run.errors.map(\.key.code).compactMap(\.self).sorted() == ["E0308", "E0425"])
    #expect(run.errors.allSatisfy { $0.key.file == "src/lib.rs" })
    #expect(run.tests.isEmpty)
  }

  @Test
  func `a test program that dies is a failed test`() async throws {
    let run = try await run("#[test] fn dies() { std::process::abort() }\n")
    #expect(run.ending == .finished)
    #expect(run.failed == [TestName(suite: "app", name: "(ended by signal 6)")])
  }

  @Test
  func `a run that takes too long is ended`() async throws {
    let run = try await run(
      "#[test] fn hangs() { loop { std::thread::park() } }\n",
      bounds: .init(time: .seconds(8), jobs: 1))
    #expect(run.ending == .timedOut)
  }

  @Test(.enabled("needs bubblewrap", InstalledTools.hasSandbox))
  func `a run that takes too much memory is told as that`() async throws {
    let run = try await run(
      "#[test] fn eats() { let v: Vec<u8> = Vec::with_capacity(64 << 30); assert!(v.is_empty()) }\n",
      bounds: .init(
        time: .seconds(120), resources: ResourceLimits(memory: 16 << 30), jobs: 1))
    #expect(run.ending == .outOfMemory)
  }

  @Test(.enabled("needs bubblewrap", InstalledTools.hasSandbox), arguments: [true, false])
  func `a hostile build script gets nothing out of the sandbox`(isApart: Bool) async throws {
    let listener = try LoopbackListener()
    let run = try await run(
      "#[test] fn fine() {}\n",
      buildScript: HostileBuildScript.text(port: listener.port, isApart: isApart),
      policy: isApart ? .required : .off
    ) { git in
      try HostileBuildScript.layOutLoot(in: git)
    }
    if isApart {
      #expect(run.failed.isEmpty && run.errors.isEmpty, "\(run)")
      #expect(run.tests == [TestName(suite: "app", name: "fine"): .passed])
    } else {
      // The probe works: without the sandbox there is something to get hold of.
      #expect(!run.failed.isEmpty)
    }
    // The environment is scrubbed in both cases.
    #expect(run.log != nil)
  }
}
