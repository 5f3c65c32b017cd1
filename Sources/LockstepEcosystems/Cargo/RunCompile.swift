import LockstepCore
import LockstepSystem

extension CargoRunner {
  /// The one choice of targets that Cargo refuses where there are none.
  private static let library = "--lib"

  package func compile(_ request: CompileRequest) async throws -> BuildReport {
    var arguments = try Self.arguments(for: request)
    if let folder = request.suiteFolder { try TestSuites.writeRunner(in: folder) }
    let started = host.clock.elapsed()
    var result = try await run(
      arguments, in: request.folder, for: .building, adding: request.environment,
      timeout: request.timeout)
    if request.command == .testPrograms,
      result.errorText.contains("no library targets found in package")
    {
      arguments.removeAll { $0 == Self.library }
      result = try await run(
        arguments, in: request.folder, for: .building, adding: request.environment,
        timeout: request.timeout)
    }
    let messages = CargoMessages(parsing: result.output)
    return BuildReport(
      outcome: CargoVerdict.outcome(of: result, messages: messages),
      errors: messages.errors,
      artifacts: messages.artifacts,
      tests: messages.tests,
      cases: messages.suites.cases,
      warnings: messages.warnings,
      duration: host.clock.elapsed() - started,
      command: [program] + arguments,
      log: String(result.errorText.suffix(1 << 20)) + messages.log)
  }

  /// Cargo's arguments for one compilation; every value follows its option or `=`.
  static func arguments(for request: CompileRequest) throws -> [String] {
    var arguments = words(of: request.command) + ["--message-format=json", "--color=never"]
    if let manifest = request.manifestPath { arguments.append("--manifest-path=\(manifest)") }
    switch request.selection {
    case .standard: break
    case .workspace: arguments.append("--workspace")
    case .packages(let names):
      for name in names {
        try CargoArgument.check(packageSpec: name)
        arguments.append("--package=\(name)")
      }
    }
    arguments += try features(request.features)
    if request.locked { arguments.append("--locked") }
    if request.offline { arguments.append("--offline") }
    if request.allTargets { arguments.append("--all-targets") }
    if request.keepGoing {
      let runs = request.command == .test || request.command == .benchmarks
      arguments.append(runs ? "--no-fail-fast" : "--keep-going")
    }
    if let folder = request.targetDirectory { arguments.append("--target-dir=\(folder)") }
    if let jobs = request.jobs { arguments.append("--jobs=\(max(1, jobs))") }
    if request.command == .test, let folder = request.suiteFolder {
      arguments.append("--config=\(TestSuites.setting(in: folder))")
    }
    arguments += request.configuration.map { "--config=\($0)" }
    return request.command == .lint ? arguments + ["--", "--deny=warnings"] : arguments
  }

  private static func words(of command: CompileCommand) -> [String] {
    switch command {
    case .check, .build, .test: [command.rawValue]
    case .lint: ["clippy"]
    case .benchmarks: ["bench", "--no-run"]
    // What `cargo test` makes, by the command that does not stop at the first failure.
    case .testPrograms: ["build", "--profile=test", library, "--bins", "--tests", "--examples"]
    }
  }

  static func features(_ selection: FeatureSelection) throws -> [String] {
    switch selection {
    case .standard: return []
    case .all: return ["--all-features"]
    case .only(let names, let withDefaults):
      for name in names where name.isEmpty || name.contains(where: { $0 == "," || $0.isWhitespace })
      {
        throw ExplainedFailure(
          "“\(name)” is not the name of a feature",
          why: ["it is empty or contains a comma or white space"], hints: [], place: nil)
      }
      let defaults = withDefaults ? [] : ["--no-default-features"]
      return defaults + (names.isEmpty ? [] : ["--features=\(names.joined(separator: ","))"])
    }
  }
}
