internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepSystem

/// Compiles a mock dependent on the baseline, and takes out of it what does not compile there.
///
/// What a surface says of an item is not all that a compiler asks: a statement that does not compile is
/// replaced by the next milder way to use the item, and where there is none the item is left out with the
/// compiler's reason. So what is written compiles on what is released.
struct ContractTrial {
  let isolation: Isolation
  /// A checkout of the baseline.
  let top: String
  /// The crate's folder in it.
  let folder: String
  let targetDirectory: String

  /// More rounds than an item has ways.
  private static let mostRounds = 8
  private static let timeout: Duration = .seconds(1800)

  /// Finds out which statements compile.
  ///
  /// - Parameter ways: The ways to use each item, the strictest first.
  func settle(_ crate: ContractCrate, ways: [[String]]) async throws -> ContractCrate {
    var crate = crate
    var ways = ways
    for _ in 0..<Self.mostRounds {
      for index in ways.indices where crate.items[index].leftOut == nil {
        crate.items[index].statement = ways[index].first
      }
      let report = try await compile(crate)
      switch report.outcome {
      case .succeeded: return crate
      case .couldNotRun(let obstacle) where crate.isApart && Self.isInWorkspace(obstacle.message):
        crate.isApart = false
        continue
      case .couldNotRun(let obstacle):
        throw failure(of: crate, why: [obstacle.message])
      case .failed: break
      }
      let lines = crate.source.items
      var hit: [Int: String] = [:]
      for error in report.errors where error.package.name == crate.name {
        if let line = error.line, let item = lines[line], hit[item] == nil {
          hit[item] = String(error.message.prefix { !$0.isNewline })
        }
      }
      guard !hit.isEmpty else {
        throw failure(of: crate, why: report.errors.prefix(3).map(\.message))
      }
      for (item, reason) in hit {
        if !ways[item].isEmpty { ways[item].removeFirst() }
        guard ways[item].isEmpty else { continue }
        crate.items[item].statement = nil
        crate.items[item].leftOut = "the compiler does not take it: \(reason)"
      }
    }
    throw failure(of: crate, why: ["statements went on not to compile"])
  }

  private func compile(_ crate: ContractCrate) async throws -> BuildReport {
    let place = Files.join(top, folder)
    try Files.createDirectories(Files.join(place, "src"))
    try Files.write(Array(crate.manifest.utf8), to: Files.join(place, "Cargo.toml"))
    try Files.write(Array(crate.source.text.utf8), to: Files.join(place, "src/lib.rs"))
    let target = try Files.canonicalDirectory(targetDirectory)
    let runner: any EcosystemRunner
    do {
      runner = try await isolation.runner(
        for: place, fetching: [LockRequest(folder: place, timeout: Self.timeout)],
        writable: [top, target])
    } catch let error as CargoFailure {
      let said = error.explanation.why.joined(separator: "\n")
      return BuildReport(
        outcome: .couldNotRun(Obstacle(kind: error.obstacle.kind, message: said)))
    }
    return try await runner.compile(
      CompileRequest(
        folder: place, command: .check, allTargets: true,
        keepGoing: true, targetDirectory: target, timeout: Self.timeout))
  }

  private static func isInWorkspace(_ message: String) -> Bool {
    message.contains("multiple workspace roots")
  }

  private func failure(of crate: ContractCrate, why: [String]) -> ExplainedFailure {
    ExplainedFailure(
      "the mock dependent `\(crate.name)` does not compile on \(crate.baseline)", why: why,
      hints: ["see whether the foundation itself compiles there"])
  }
}
