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
      case .rejected(let reason)?: return try await explainRejection(reason, of: update, remote)
      case .unreachable(let reason)?: return .unknown(reason)
      case nil: return .unknown("git did not report on the push")
      }
    }
    host.faults.reached("\(label):pushed")
    lastPublished = host.clock.elapsed()
    return try await follow(update, with: entries)
  }

  /// Tells a lost race from a remote that never takes it.
  private func explainRejection(
    _ reason: String, of update: RefUpdate, _ remote: RemoteAddress
  ) async throws -> Publication {
    let before = update.old
    try await reconcile()
    if try await repository.resolve(Ledger.referenceName) == before, isDecision(reason) {
      throw LedgerRefused(address: remote.redacted, reason: reason)
    }
    return .lost(reason)
  }

  /// Whether a rejection is the remote's own decision, and not a matter of who was first.
  private func isDecision(_ reason: String) -> Bool {
    !["stale info", "fetch first", "non-fast-forward", "failed to update ref", "lock"]
      .contains { reason.contains($0) }
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
      let all = try await load()
      return all.entries(withIDs: entries.map(\.event.id)) == nil
        ? .unknown("the published events are not in the ledger") : .published
    }
    known.extend(with: entries)
    return .published
  }
}

extension History {
  /// The entries with these ids, where all of them are here; looked for from the newest backwards.
  func entries(withIDs ids: [String]) -> [Entry]? {
    guard let first = ids.first,
      let start = entries.lastIndex(where: { $0.event.id == first }),
      entries.count - start >= ids.count
    else { return nil }
    let found = entries[start..<(start + ids.count)]
    return found.map(\.event.id) == ids ? Array(found) : nil
  }
}
