package import LockstepCore
package import LockstepGit

/// The ledger as it was read at one moment: all its events, oldest first.
///
/// State is always a fold over it, and never stored.
package struct History: Sendable {
  /// The events, oldest first.
  package private(set) var entries: [Entry]

  /// The commit of the last event; `nil` for a ledger without any.
  package private(set) var tip: ObjectID?

  /// When the remote ledger was last asked; `nil` where there is none, or it never was.
  package var fetchedAt: Timestamp?

  package init(entries: [Entry] = [], tip: ObjectID? = nil, fetchedAt: Timestamp? = nil) {
    self.entries = entries
    self.tip = tip ?? entries.last?.commit
    self.fetchedAt = fetchedAt
  }

  /// The time of the last event that can be read; no later event may bear an earlier one.
  package var time: Timestamp? {
    entries.last { !$0.isUnreadable }?.event.at
  }

  /// The entries of one kind, oldest first.
  package func entries(ofKind kind: String) -> [Entry] {
    entries.filter { $0.event.kind == kind }
  }

  /// The entries of one operation, oldest first.
  package func entries(ofOperation operation: String) -> [Entry] {
    entries.filter { $0.event.operation == operation }
  }

  /// The last entry of one kind, of one operation where one is given.
  package func last(ofKind kind: String, operation: String? = nil) -> Entry? {
    entries.last {
      $0.event.kind == kind && (operation == nil || $0.event.operation == operation)
    }
  }

  /// The entries whose commits come after the first `count`.
  package func entries(after count: Int) -> ArraySlice<Entry> {
    entries.dropFirst(count)
  }

  /// Adds entries that were read or appended behind the tip.
  mutating func extend(with newer: [Entry]) {
    entries.append(contentsOf: newer)
    tip = newer.last?.commit ?? tip
  }
}
