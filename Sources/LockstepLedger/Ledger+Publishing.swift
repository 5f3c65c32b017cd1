import LockstepCore
import LockstepGit
import LockstepSystem

/// How an attempt to publish ended.
enum Publication {
  case published

  /// Somebody else was first, or holds the lock just now.
  case lost(String)

  /// The answer of the remote was lost.
  case unknown(String)
}

extension Ledger {
  /// Makes the events visible: on the remote where there is one, and then here.
  func publish(_ entries: [Entry], onto base: History, label: String) async throws -> Publication {
    guard let last = entries.last else { return .published }
    let update = RefUpdate(ref: try reference, old: base.tip, new: last.commit)
    if let remote {
      switch try await push(update, to: remote) {
      case .done?, .already?: break
      case .rejected(let reason)?: return .lost(reason)
      case .unreachable(let reason)?: return .unknown(reason)
      case nil: return .unknown("git did not report on the push")
      }
    }
    host.faults.reached("\(label):pushed")
    lastPublished = host.clock.elapsed()
    return try await follow(update, with: entries)
  }

  /// Moves the local reference to what was published.
  private func follow(_ update: RefUpdate, with entries: [Entry]) async throws -> Publication {
    do {
      try await repository.update([update], because: "lockstep: \(entries[0].event.summary)")
    } catch is RefConflict {
      guard remote != nil else { return .lost("\(Ledger.referenceName) moved meanwhile") }
      // The remote took the events. Another process of this clone may have fetched them already, and
      // more; bringing both together is what a fetch does.
      try await reconcile()
      return try await load().holds(entries)
        ? .published : .unknown("the published events are not in the ledger")
    }
    known.extend(with: entries)
    return .published
  }
}

extension History {
  /// Whether events that this process has written are in this history.
  func holds(_ written: [Entry]) -> Bool {
    guard let last = written.last else { return true }
    return entries.contains { $0.commit == last.commit }
  }
}
