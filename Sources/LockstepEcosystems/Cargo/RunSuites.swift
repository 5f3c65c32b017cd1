import LockstepCore
import LockstepSystem

/// Which test belongs to which program.
///
/// Cargo tells on standard error which test program it starts, and the tests are on standard output, so
/// the two cannot be put together. Cargo runs test programs through a `runner` where its configuration
/// names one; ours writes a line before and after each program. What comes after the last one are the
/// documentation tests.
struct TestSuites {
  static let beginning = "lockstep-suite-begins"
  static let ending = "lockstep-suite-ends"

  private(set) var cases: [TestCase] = []
  private var running: String?
  /// Whether any program was told of: else nothing is known about where a test belongs.
  private var isTold = false
  /// Whether a failure of the running program is explained by one of its tests.
  private var hasFailure = false

  /// Takes in that a program starts.
  mutating func begin(_ program: String, artifacts: [BuiltArtifact]) {
    // rustdoc runs the programs that it makes of examples in the same way, and tells of them itself.
    guard let artifact = artifacts.last(where: { $0.executable == program }) else { return }
    running = Self.name(of: artifact)
    isTold = true
    hasFailure = false
  }

  /// Takes in that the running program has ended.
  mutating func end(status: Int?) {
    defer { running = nil }
    guard let running, let status, status != 0, !hasFailure else { return }
    // A program that dies takes the names of its tests with it: it counts as one failed test.
    let name = status > 128 ? "(ended by signal \(status - 128))" : "(ended with status \(status))"
    cases.append(TestCase(suite: running, name: name, outcome: .failed))
  }

  mutating func take(test name: String, _ outcome: TestCase.Outcome) {
    if outcome == .failed { hasFailure = true }
    // Outside of a program only rustdoc runs tests.
    let suite = running ?? (isTold ? "doc" : "")
    cases.append(TestCase(suite: suite, name: name, outcome: outcome))
  }

  private static func name(of artifact: BuiltArtifact) -> String {
    let package = artifact.package.name
    let kind = artifact.kinds.first ?? ""
    return kind.hasSuffix("lib") || kind == "proc-macro"
      ? package : "\(package) (\(kind) \(artifact.target))"
  }

  // MARK: - The runner

  private static let file = "lockstep-test-runner"

  private static let script = """
    #!/bin/sh
    printf '\\n{"reason":"\(beginning)","program":"%s"}\\n' "$1"
    "$@"
    status=$?
    printf '\\n{"reason":"\(ending)","status":%d}\\n' "$status"
    exit "$status"

    """

  static func writeRunner(in folder: String) throws {
    let path = Files.join(folder, file)
    guard try Files.read(path) != Array(script.utf8) else { return }
    try Files.createDirectories(folder)
    try Files.writeAtomically(Array(script.utf8), to: path, mode: 0o755)
  }

  /// The setting under which cargo runs programs through ours, on every platform.
  static func setting(in folder: String) -> String {
    "target.'cfg(all())'.runner=[\(CargoSetting.text(Files.join(folder, file)))]"
  }
}
