internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

/// What is said of a fleet run beside the two sides.
struct FleetRunOptions: ParsableArguments {
  @Flag(help: "Builds and tests every dependent as a rollout would leave it, instead of the gates.")
  var fleet = false

  @Option(
    help: ArgumentHelp(
      "How many dependents are run at once; as many as the machine holds else.",
      valueName: "number"))
  var jobs: Int?

  @Option(
    help:
      "Keeps build scripts and tests apart from this machine: required, auto or off; the gates' too."
  )
  var sandbox: Sandbox.Policy = .auto

  @Option(
    help: ArgumentHelp(
      "How long the build and the tests of one side may take: \"30 minutes\".", valueName: "span"))
  var timeLimit = "30 minutes"

  @Option(
    help: ArgumentHelp("How many MiB of memory each process may take.", valueName: "number"))
  var memoryLimit: Int?

  @Flag(help: "Skips the rest once a dependent has regressed.")
  var failFast = false

  @Flag(help: "Finds out again what is known from an earlier run.")
  var again = false

  @Argument(
    help: ArgumentHelp(
      "With --fleet: the dependents to run; all by default.", valueName: "dependent"))
  var dependents: [String] = []

  /// What `--override` calls the fleet run.
  static let name = "fleet"

  /// Why regressed dependents hold nothing up; `nil` where they do.
  static func waiver(of overrides: [String], because: String?) throws -> String? {
    for other in overrides where other != Self.name {
      throw ExplainedFailure(
        "`--override \(printable(other))` does not fit to `--fleet`",
        why: ["a fleet run has no gates"],
        hints: [
          "`--override fleet` lets nothing be held up by dependents that regressed",
          "without `--fleet`, a gate can be overridden",
        ], exitStatus: .usage)
    }
    return try VerifyWish.waiver(of: !overrides.isEmpty, because: because)
  }

  /// - Parameters:
  ///   - overrides: What `--override` named; only the fleet run can be overridden here.
  ///   - because: The reason for it.
  func wish(
    baseline: String?, candidate: String?, branch: String?, overrides: [String],
    because: String?
  ) throws -> FleetRunWish {
    let waiver = try Self.waiver(of: overrides, because: because)
    let span = try Span(parsing: timeLimit)
    for (option, number) in [("--jobs", jobs), ("--memory-limit", memoryLimit)] {
      if let number, !(1...1_000_000).contains(number) {
        throw ExplainedFailure(
          "`\(option)` is \(number)", why: ["it is at least 1"], exitStatus: .usage)
      }
    }
    return FleetRunWish(
      baseline: baseline, candidate: candidate, branch: branch, dependents: dependents,
      sandbox: sandbox, jobs: jobs, time: .seconds(span.seconds),
      memory: memoryLimit.map { $0 << 20 }, failsFast: failFast, again: again, waiver: waiver)
  }
}

extension Sandbox.Policy: ExpressibleByArgument {}
