import LockstepCore
import LockstepSystem
import Testing

@testable import LockstepEcosystems

struct RunMessagesTests {
  @Test(arguments: [
    (
      "path+file:///t/i#1.0.0", "i", "1.0.0", "path+file:///t/i"
    ),
    ("path+file:///t/dir#real@1.0.0", "real", "1.0.0", "path+file:///t/dir"),
    (
      "registry+https://github.com/rust-lang/crates.io-index#arrayvec@0.7.2", "arrayvec", "0.7.2",
      "registry+https://github.com/rust-lang/crates.io-index"
    ),
    (
      "git+file:///o/arrayvec.git?tag=v0.5.2#0.5.2", "arrayvec.git", "0.5.2",
      "git+file:///o/arrayvec.git?tag=v0.5.2"
    ),
    (
      "git+file:///o/arrayvec?tag=v0.5.2#arrayvec@0.5.2", "arrayvec", "0.5.2",
      "git+file:///o/arrayvec?tag=v0.5.2"
    ),
    ("old 0.1.0 (path+file:///t/old)", "old", "0.1.0", "path+file:///t/old"),
  ])
  func `a package id is taken apart`(
    text: String, name: String, version: String, source: String
  ) throws {
    let identifier = PackageIdentifier(cargo: text)
    #expect(identifier.name == name)
    let expected = try Version(parsing: version)
    #expect(identifier.version == expected)
    #expect(identifier.source == source)
  }

  static let output = [
    #"{"reason":"compiler-artifact","package_id":"path+file:///t/a#1.0.0","#
      + #""manifest_path":"/t/a/Cargo.toml","target":{"kind":["lib"],"name":"a"},"fresh":true}"#,
    #"{"reason":"compiler-message","package_id":"path+file:///t/i#1.0.0","message":{"#
      + #""rendered":"error[E0308]: mismatched types\n","level":"error","#
      + #""message":"mismatched types","code":{"code":"E0308"},"spans":["#
      + #"{"file_name":"src/other.rs","line_start":3,"column_start":4,"is_primary":false},"#
      + #"{"file_name":"src/lib.rs","line_start":1,"column_start":17,"is_primary":true}]}}"#,
    #"{"reason":"compiler-message","package_id":"path+file:///t/i#1.0.0","message":{"#
      + #""rendered":"error: aborting\n","level":"error","message":"aborting due to 1 previous error","#
      + #""code":null,"spans":[]}}"#,
    #"{"reason":"compiler-message","package_id":"path+file:///t/i#1.0.0","message":{"#
      + #""rendered":"w\n","level":"warning","message":"w","code":null,"spans":[]}}"#,
    #"{"reason":"build-finished","success":false}"#,
    "test tests::good ... ok", "test tests::slow ... ignored, too slow",
    "test tests::bad ... FAILED", "test tests::p - should panic ... FAILED",
    "test result: FAILED. 1 passed; 2 failed; 1 ignored",
    "{ not json",
  ].joined(separator: "\n")

  @Test func `messages become errors, artifacts and tests`() {
    let messages = CargoMessages(parsing: Array(Self.output.utf8))
    #expect(messages.errors.count == 1)
    #expect(messages.errors.first?.code == "E0308")
    #expect(messages.errors.first?.file == "src/lib.rs")
    #expect(messages.errors.first?.line == 1)
    #expect(messages.errors.first?.column == 17)
    #expect(messages.errors.first?.package.name == "i")
    #expect(messages.warnings == 1)
    #expect(messages.artifacts.map(\.package.name) == ["a"])
    #expect(messages.artifacts.first?.fresh == true)
    #expect(messages.buildSucceeded == false)
    #expect(messages.tests == TestTally(passed: 1, ignored: 1, failed: ["tests::bad", "tests::p"]))
    #expect(messages.log.contains("mismatched types"))
  }

  @Test(
    arguments: [
      (
        "error: cannot create the lock file /c/Cargo.lock because --locked was passed to prevent this",
        .lockOutOfDate
      ),
      (
        "error: no matching package named `nosuch` found\nAs a reminder, you're using offline mode",
        .dependencyNotFound
      ),
      (
        "error: failed to select a version for the requirement `aa = \"^1\"`", .dependencyNotFound
      ),
      (
        "error: failed to get `foo` as a dependency\n\nCaused by:\n  download of config.json failed\n"
          + "  [6] Could not resolve hostname (Could not resolve host: index.crates.io)", .noNetwork
      ),
      (
        "error: failed to get `foo`\nCaused by:\n  unable to update file:///x\n"
          + "  can't check for updates in offline mode (--offline)", .noNetwork
      ),
      ("error: failed to parse manifest at `/g/Cargo.toml`", .invalidManifest),
      ("error: no such command: `frob`", .toolMissing),
      ("error: could not write: No space left on device (os error 28)", .outOfSpace),
      (
        "error: could not compile `i`\nCaused by:\n  process didn't exit successfully: `rustc` "
          + "(signal: 9, SIGKILL: kill)", .killed
      ),
      (
        "error: could not compile `i`\nCaused by:\n  could not execute process `rustc` "
          + "(never executed)", .toolMissing
      ),
      ("error: key with no value, expected `=`\n --> Cargo.toml:5:9\n", .invalidManifest),
      ("error: something new", .other),
    ] as [(String, Obstacle.Kind)])
  func `cargo's words tell what kept a run from a verdict`(errors: String, kind: Obstacle.Kind) {
    let result = ProcessResult(
      termination: .exited(101), timedOut: false, output: [], errors: Array(errors.utf8))
    let outcome = CargoVerdict.outcome(of: result, messages: CargoMessages(parsing: []))
    guard case .couldNotRun(let obstacle) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(obstacle.kind == kind)
    #expect(!obstacle.message.isEmpty)
  }

  @Test func `a failed build script is a verdict, an ended or late run is none`() {
    func outcome(_ termination: ProcessResult.Termination, late: Bool, _ text: String)
      -> BuildOutcome
    {
      CargoVerdict.outcome(
        of: ProcessResult(
          termination: termination, timedOut: late, output: [], errors: Array(text.utf8)),
        messages: CargoMessages(parsing: []))
    }
    let script = "error: failed to run custom build command for `x v1.0.0`"
    #expect(outcome(.exited(101), late: false, script) == .failed)
    #expect(outcome(.exited(0), late: false, "") == .succeeded)
    guard case .couldNotRun(let killed) = outcome(.signalled(9), late: false, ""),
      case .couldNotRun(let late) = outcome(.signalled(15), late: true, "")
    else {
      Issue.record("expected no verdict")
      return
    }
    #expect(killed.kind == .killed)
    #expect(late.kind == .timedOut)
  }

  @Test func `a test that finds the disk full gives no verdict`() {
    let result = ProcessResult(
      termination: .exited(101), timedOut: false, output: [],
      errors: Array("error: No space left on device (os error 28)".utf8))
    let messages = CargoMessages(parsing: Array(Self.output.utf8))
    guard case .couldNotRun(let obstacle) = CargoVerdict.outcome(of: result, messages: messages)
    else {
      Issue.record("expected no verdict")
      return
    }
    #expect(obstacle.kind == .outOfSpace)
  }
}
