package import LockstepCore

/// A program could not be run, or wrote more than it may.
package enum ProcessError: ExplainedError, Hashable {
  /// No directory of the `PATH` holds the program.
  case programMissing(program: String, path: String)
  /// The operating system refused to start it.
  case notStarted(program: String, reason: String)
  /// It wrote more than the invocation's limit and was ended.
  case outputTooLarge(program: String, limit: Int)
  /// The lock file of world-changing children could not be taken.
  case lockUnavailable(path: String, reason: String)

  package var explanation: Explanation {
    switch self {
    case .programMissing(let program, let path):
      Explanation(
        "`\(program)` was not found",
        why: ["none of the directories of PATH holds it: \(path.isEmpty ? "PATH is empty" : path)"],
        hints: [Self.remedy(for: program)])
    case .notStarted(let program, let reason):
      Explanation("`\(program)` could not be started", why: [reason])
    case .outputTooLarge(let program, let limit):
      Explanation(
        "`\(program)` wrote more than \(limit) bytes and was stopped",
        why: ["the output of a program is limited so that it cannot exhaust the memory"])
    case .lockUnavailable(let path, let reason):
      Explanation(
        "the lock file \(path) could not be taken", why: [reason],
        hints: ["check that its folder exists and can be written"])
    }
  }

  /// What to install so that `program` is there next time.
  private static func remedy(for program: String) -> String {
    switch program {
    case "git": "install git 2.39 or later (https://git-scm.com/downloads)"
    case "cargo", "rustc", "rustdoc": "install Rust with its Cargo (https://rustup.rs)"
    case "swift": "install Swift (https://swift.org/install)"
    case "ssh": "install an OpenSSH client"
    case "bwrap": "install bubblewrap"
    default: "install `\(program)`, or add its folder to PATH"
    }
  }
}
