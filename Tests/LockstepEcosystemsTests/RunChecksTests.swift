import LockstepCore
import LockstepEcosystems
import LockstepSystem
import LockstepTestSupport
import Testing

/// With the real cargo, on crates without dependencies.
@Suite(.enabled(if: RegistryWorkbench.hasCargo))
struct RunChecksTests {
  private static let hasClippy = InstalledTools.has("cargo-clippy")
  private static let hasFormatter = InstalledTools.has("cargo-fmt")

  @Test(.enabled(if: hasClippy)) func `what the linter says is an error`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate(
        "linted", source: "pub fn one(x: i32) -> i32 {\n    return x;\n}\n")
      let report = try await bench.runner.compile(CompileRequest(folder: folder, command: .lint))
      #expect(report.outcome == .failed)
      #expect(report.errors.first?.code == "clippy::needless_return")
      #expect(report.errors.first?.line == 2)
    }
  }

  @Test(.enabled(if: hasFormatter)) func `files that are formatted otherwise are named`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("formatted", source: "pub fn one( ) -> i32 { 1 }\n")
      let before = try await bench.runner.checkFormat(of: folder, timeout: nil)
      #expect(before == FormatReport(outcome: .failed, files: ["src/lib.rs"], log: before.log))
      try bench.write("pub fn one() -> i32 {\n    1\n}\n", to: "formatted/src/lib.rs")
      #expect(try await bench.runner.checkFormat(of: folder, timeout: nil).outcome == .succeeded)
    }
  }

  @Test func `features are those of the manifest, implied ones too`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate(
        "featured",
        manifest: "[features]\ndefault = [\"std\"]\nstd = []\nextra = [\"std\"]")
      let request = LockRequest(folder: folder, offline: true)
      let table = try await bench.runner.features(of: "featured", in: request)
      #expect(table.entries == ["default": ["std"], "std": [], "extra": ["std"]])
      await #expect(throws: ExplainedFailure.self) {
        try await bench.runner.features(of: "other", in: request)
      }
    }
  }

  @Test func `benchmark programs are built and named, and not run`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate(
        "benched", manifest: "[[bench]]\nname = \"speed\"\nharness = false")
      try bench.write("fn main() { panic!(\"run\") }\n", to: "benched/benches/speed.rs")
      let report = try await bench.runner.compile(
        CompileRequest(folder: folder, command: .benchmarks, offline: true))
      #expect(report.outcome == .succeeded)
      let program = try #require(report.artifacts.first { $0.kinds == ["bench"] })
      #expect(program.target == "speed")
      #expect(Files.isFile(try #require(program.executable)))
    }
  }

  @Test func `a tool that is not installed is an obstacle`() async throws {
    try await RegistryWorkbench.run { bench in
      let folder = try bench.crate("covered")
      var runner = bench.runner
      // A cargo that knows no subcommand at all.
      runner.program = "\(folder)/cargo"
      let script = "#!/bin/sh\necho \"error: no such command: $1\" >&2; exit 101\n"
      try Files.writeAtomically(Array(script.utf8), to: runner.program, mode: 0o755)
      var request = CompileRequest(folder: folder, command: .test)
      request.targetDirectory = "\(folder)/target"
      guard case .obstacle(let coverage) = try await runner.coverage(request) else {
        Issue.record("a report came from nowhere")
        return
      }
      #expect(coverage.kind == .toolMissing)
      guard
        case .obstacle(let audit) = try await runner.advisories(
          forLock: "\(folder)/Cargo.lock", database: nil, fetching: true, timeout: nil)
      else {
        Issue.record("a report came from nowhere")
        return
      }
      #expect(audit.kind == .toolMissing)
    }
  }
}
