import LockstepCore
import LockstepGit
import LockstepKit
import LockstepVerification

/// Fleet runs as reports show them.
enum SampleRun {
  /// A run of `count` dependents whose outcomes take turns.
  static func report(
    _ count: Int, of kinds: [FleetOutcome.Kind] = FleetOutcome.Kind.allCases,
    message: String = "mismatched types", log: String? = nil
  ) throws -> FleetRunReport {
    let commit = try ObjectID(parsing: "0123456789abcdef0123456789abcdef01234567")
    let entries = try (0..<count).map { number in
      let kind = kinds[number % kinds.count]
      var outcome = FleetOutcome(
        kind, reason: reason(kind), seconds: 12.4, baselineSeconds: 5, candidateSeconds: 7.25,
        log: log)
      if kind == .regressed {
        outcome.newErrors = [
          FailedCompile(
            key: .init(
              package: "p\(number)", file: "src/lib.rs", line: 14, code: "E0308", message: message),
            column: 9)
        ]
        outcome.failedTests = [TestName(suite: "p\(number) (test api)", name: "is_one")]
      }
      if kind == .flaky { outcome.flakyTests = [TestName(suite: "p", name: "comes_and_goes")] }
      return FleetRunReport.Entry(
        name: try RepositoryName("dependent-\(number)"), outcome: outcome, commit: commit)
    }
    return FleetRunReport(
      baseline: "v1.0.0", candidate: "main (1a2b3c4d)", entries: entries)
  }

  private static func reason(_ kind: FleetOutcome.Kind) -> String {
    switch kind {
    case .passed: "it builds and passes its tests"
    case .regressed: "does not compile: src/lib.rs:14: mismatched types"
    case .fixed: "what failed with the baseline is well with the candidate"
    case .brokenBefore: "it fails with the baseline too"
    case .flaky: "what failed came and went without a change"
    case .skipped: "a rollout leaves it alone: it is ahead"
    case .unknown: "candidate: no space left on device"
    }
  }
}
