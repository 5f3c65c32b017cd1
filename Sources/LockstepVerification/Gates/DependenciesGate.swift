import LockstepCore
package import LockstepEcosystems
import LockstepFleet
package import LockstepSystem

/// The gate *dependencies*: no known advisory concerns a locked package, and none of them is withdrawn.
package struct DependenciesGate: Sendable {
  /// One lock file that is looked at.
  package struct Lock: Hashable, Sendable {
    /// Whose it is, as a reader says it.
    package var owner: String
    /// Where it lies on this machine.
    package var path: String

    package init(owner: String, path: String) {
      self.owner = owner
      self.path = path
    }
  }

  private let runner: any EcosystemChecker
  private let clock: Clock
  /// A folder with advisories; the tool's own where it is `nil`.
  private let database: String?
  private let timeout: Duration

  package init(
    runner: any EcosystemChecker, clock: Clock, database: String? = nil,
    timeout: Duration = .seconds(300)
  ) {
    self.runner = runner
    self.clock = clock
    self.database = database
    self.timeout = timeout
  }

  package func check(_ locks: [Lock]) async throws -> GateReport {
    guard !locks.isEmpty else {
      return .skipped(.dependencies, because: "there is no committed lock file")
    }
    let watch = Stopwatch(clock)
    var findings: [String] = []
    var verdicts: [Verdict] = []
    for lock in locks {
      switch try await runner.advisories(
        forLock: lock.path, database: database, fetching: true, timeout: timeout)
      {
      case .output(let bytes, _):
        let found = try LockFinding.all(in: try JSONValue(parsing: bytes))
        verdicts.append(found.isEmpty ? .passed : .failed)
        findings += found.map { "\(lock.owner): \($0.line)" }
      case .obstacle(let obstacle) where obstacle.kind == .toolMissing:
        return .skipped(
          .dependencies, because: "no tool that knows the advisories is installed",
          hints: ["install it: `cargo install cargo-audit`"])
      case .obstacle(let obstacle):
        verdicts.append(.inconclusive(because: "\(lock.owner): \(obstacle.message)"))
      }
    }
    return GateReport(
      .dependencies, Verdict.joined(verdicts),
      findings.isEmpty
        ? "nothing is known against \(counted(locks.count, "lock file"))"
        : counted(findings.count, "finding"),
      figure: .init(Double(findings.count)), threshold: .init(0), seconds: watch.seconds,
      evidence: findings)
  }
}
