package import LockstepCore

/// A ledger's remote that cannot be asked, or that does not take an event.
package struct LedgerUnreachable: ExplainedError, Hashable {
  /// The remote's address without user information.
  package var address: String

  /// What was to be done there: "read", or the kinds that were to be appended.
  package var purpose: String

  /// What git said.
  package var reasons: [String]

  /// Whether the remote may hold the events although it did not say so.
  package var outcomeIsUnknown: Bool

  package init(address: String, purpose: String, reasons: [String], outcomeIsUnknown: Bool = false)
  {
    self.address = address
    self.purpose = purpose
    self.reasons = reasons
    self.outcomeIsUnknown = outcomeIsUnknown
  }

  package var explanation: Explanation {
    let consequence =
      outcomeIsUnknown
      ? "whether the remote took the event is not known; the next command finds out"
      : "nothing was recorded, and nothing further was begun"
    return Explanation(
      "the ledger at \(address) cannot be reached (\(purpose))",
      why: reasons + [consequence],
      hints: [
        "check the network and your access with `git ls-remote \(address)`",
        "then repeat the command; what was begun goes on with `lockstep resume`",
      ])
  }
}

extension LedgerUnreachable: ExitStatusCarrying {
  package var exitStatus: ExitStatus { .failed }
}
