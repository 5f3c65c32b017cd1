package import LockstepCore
package import LockstepGit

/// A ledger whose tip does not descend from the tip that this clone has seen last.
package struct LedgerRewritten: ExplainedError, Hashable {
  /// What this clone has seen last.
  package var seen: ObjectID

  /// What stands there now.
  package var found: ObjectID

  /// Where it stands: the remote's address, or the local reference.
  package var location: String

  package init(seen: ObjectID, found: ObjectID, location: String) {
    self.seen = seen
    self.found = found
    self.location = location
  }

  package var explanation: Explanation {
    Explanation(
      "the ledger at \(location) was rewritten",
      why: [
        "its tip \(found.short) does not descend from \(seen.short), the last one seen here",
        "a ledger only ever grows; nothing was appended and nothing was overwritten",
      ],
      hints: [
        "compare the two with `git log \(seen.short)...\(found.short)`, and find out who pushed",
        "to go back to what was seen here: `git push --force <remote> "
          + "\(seen.short):\(Ledger.referenceName)`",
        "to accept what stands there: `git fetch <remote> "
          + "+\(Ledger.referenceName):\(Ledger.referenceName)`",
      ])
  }
}
