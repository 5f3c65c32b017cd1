package import LockstepCore

/// The version that would be released has a number of another line's.
package struct NumberOfAnotherLine: ExplainedError, ExitStatusCarrying {
  package let version: Version
  /// The branch from which it would have been released.
  package let branch: String
  package let why: String

  package var explanation: Explanation {
    Explanation(
      "\(version) cannot be released from `\(branch)`: the number is another line's", why: [why],
      hints: [
        "release what changed from the line that has the number: `--branch NAME`",
        "or with a number that is free: `lockstep plan minor`, `lockstep plan major`",
        "which lines there are stands in `branches` under [foundation] in lockstep.toml",
      ])
  }

  package var exitStatus: ExitStatus { .decidedNo }
}
