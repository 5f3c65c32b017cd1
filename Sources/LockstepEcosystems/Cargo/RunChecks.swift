import LockstepCore
import LockstepSystem

extension CargoRunner: EcosystemChecker {
  package func checkFormat(of folder: String, timeout: Duration?) async throws -> FormatReport {
    // Rustfmt lists the files, one a line, and exits with 1 where there are any.
    let result = try await run(
      ["fmt", "--all", "--", "--check", "-l", "--color=never"], in: folder, for: .building,
      timeout: timeout)
    let top = Files.canonicalPath(folder) ?? folder
    var files: [String] = []
    for line in result.text.split(separator: "\n") {
      let path = line.hasPrefix(top + "/") ? String(line.dropFirst(top.count + 1)) : String(line)
      if !files.contains(path) { files.append(path) }
    }
    let outcome: BuildOutcome
    if result.succeeded {
      outcome = .succeeded
    } else if let obstacle = CargoVerdict.obstacle(of: result), obstacle.kind != .other {
      outcome = .couldNotRun(obstacle)
    } else {
      outcome = .failed
    }
    return FormatReport(
      outcome: outcome, files: files.sorted(), log: String(result.errorText.suffix(64 << 10)))
  }

  package func features(
    of package: String, in request: LockRequest
  ) async throws -> FeatureTable {
    let facts = try await metadata(request)
    guard
      let description = facts["packages"].items.first(where: { $0["name"].text == package }),
      let features = description["features"]?.object
    else {
      throw ExplainedFailure(
        "cargo knows no package `\(package)` in \(request.folder)",
        hints: ["correct `package` under [foundation] in lockstep.toml"])
    }
    return FeatureTable(
      features.mapValues { value in Optional(value).items.compactMap { Optional($0).text } })
  }

  package func coverage(_ request: CompileRequest) async throws -> ToolAnswer {
    // The report goes to a file of its own: the tests write to standard output as they like.
    guard let target = request.targetDirectory else {
      throw ExplainedFailure("a coverage run needs a build folder of its own")
    }
    let report = Files.join(target, "lockstep-coverage.json")
    try Files.createDirectories(target)
    try Files.remove(report)
    var arguments = ["llvm-cov", "--json", "--output-path", report, "--color=never"]
    if case .workspace = request.selection { arguments.append("--workspace") }
    arguments += try Self.features(request.features)
    if request.locked { arguments.append("--locked") }
    if request.offline { arguments.append("--offline") }
    let result = try await run(
      arguments, in: request.folder, for: .building,
      adding: ["CARGO_TARGET_DIR": target].merging(request.environment) { own, _ in own },
      timeout: request.timeout)
    if let bytes = try Files.read(report), result.succeeded {
      return .output(bytes, succeeded: true)
    }
    return .obstacle(Self.obstacle(of: result))
  }

  package func advisories(
    forLock path: String, database: String?, fetching: Bool, timeout: Duration?
  ) async throws -> ToolAnswer {
    var arguments = ["audit", "--json", "--file", path]
    if let database { arguments += ["--db", database] }
    if database != nil || !fetching { arguments.append("--no-fetch") }
    let result = try await run(
      arguments, in: Files.parent(of: path), for: .resolving, timeout: timeout)
    // It exits with 1 for advisories, and then its report says which.
    if result.output.first == UInt8(ascii: "{") {
      return .output(result.output, succeeded: result.succeeded)
    }
    return .obstacle(Self.obstacle(of: result))
  }

  package func environment(adding extra: [String: String]) -> [String: String] {
    CargoEnvironment(host.environment).variables(
      for: .building, adding: surroundings.environment.merging(extra) { _, own in own })
  }

  private static func obstacle(of result: ProcessResult) -> Obstacle {
    CargoVerdict.obstacle(of: result)
      ?? Obstacle(kind: .other, message: CargoVerdict.errorParagraph(of: result.errorText))
  }
}
