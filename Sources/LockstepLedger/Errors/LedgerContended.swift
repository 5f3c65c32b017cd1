package import LockstepCore

/// A ledger into which others wrote every time that this process tried.
package struct LedgerContended: ExplainedError, Hashable {
  /// How often the append was tried.
  package var attempts: Int

  /// What refused the last attempt.
  package var reason: String

  package init(attempts: Int, reason: String) {
    self.attempts = attempts
    self.reason = reason
  }

  package var explanation: Explanation {
    Explanation(
      "the ledger could not be appended to in \(attempts) attempts",
      why: ["each time it had changed in between, or could not be locked: \(reason)"],
      hints: [
        "repeat the command; `git log \(Ledger.referenceName)` shows who is writing",
        "if git speaks of a lock file and no git process is running, remove that file",
      ])
  }
}
