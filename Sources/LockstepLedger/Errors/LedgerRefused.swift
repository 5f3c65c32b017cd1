package import LockstepCore

/// A remote that can be reached and does not take the ledger.
package struct LedgerRefused: ExplainedError, Hashable {
  /// The remote's address without user information.
  package var address: String

  /// What git said.
  package var reason: String

  package init(address: String, reason: String) {
    self.address = address
    self.reason = reason
  }

  package var explanation: Explanation {
    Explanation(
      "the remote \(address) does not take the ledger",
      why: [reason, "nothing was recorded, and nothing further was begun"],
      hints: [
        "you need the right to push \(Ledger.referenceName) there; "
          + "a hook or a rule of the forge may forbid it",
        "`[ledger] remote` in lockstep.toml names another repository for the record",
      ])
  }
}
