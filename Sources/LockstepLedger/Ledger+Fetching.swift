import LockstepCore
import LockstepGit
import LockstepSystem

extension Ledger {
  /// Brings this clone's ledger and the remote's together, and reads the result.
  ///
  /// Where the remote is ahead the local reference follows by fast-forward. Where this clone is
  /// ahead (the remote was restored from an older backup, or is new) what it lacks is pushed to it
  /// again. Without a remote this is `history()`.
  ///
  /// - Throws: `LedgerRewritten` where neither descends from the other, `LedgerUnreachable` where
  ///   the remote cannot be asked, `LedgerRefused` where it does not take what it lacks.
  package func fetch() async throws -> History {
    try await exclusively {
      try await self.reconcile()
      return try await self.load()
    }
  }

  /// Makes the local reference and the remote's the same, by fast-forward of either.
  func reconcile() async throws {
    guard let remote else { return }
    for attempt in 1...policy.attempts {
      if try await reconcileOnce(with: remote) {
        rememberFetch()
        return
      }
      try await host.clock.sleep(
        policy.pause(afterAttempt: attempt, token: host.identifiers()))
    }
    throw LedgerContended(
      attempts: policy.attempts, reason: "\(remote.redacted) changed each time it was read")
  }

  /// Tries once; `false` where the ledger moved meanwhile, here or there.
  private func reconcileOnce(with remote: RemoteAddress) async throws -> Bool {
    let name = try reference
    let ours = try await repository.value(of: name)
    let theirs = try await remoteTip(of: remote)
    guard ours != theirs else { return true }
    guard let theirs else {
      return try await publishAgain(RefUpdate(ref: name, old: nil, new: ours), to: remote)
    }
    // Even where the commit is here: another process may be in the middle of a fetch, which brings a commit
    // before what it stands on, and git then takes two of one line for strangers.
    try await fetchObjects(from: remote)
    guard let ours else {
      return try await move(RefUpdate(ref: name, old: nil, new: theirs))
    }
    if try await repository.isAncestor(ours, of: theirs) {
      return try await move(RefUpdate(ref: name, old: ours, new: theirs))
    }
    if try await repository.isAncestor(theirs, of: ours) {
      return try await publishAgain(RefUpdate(ref: name, old: theirs, new: ours), to: remote)
    }
    throw LedgerRewritten(seen: ours, found: theirs, location: remote.redacted)
  }

  /// The remote ledger's tip, `nil` where it has none.
  private func remoteTip(of remote: RemoteAddress) async throws -> ObjectID? {
    do {
      let references = try await repository.remoteReferences(
        of: remote, patterns: [Ledger.referenceName], timeout: policy.networkTimeout)
      return try references[reference]
    } catch let error as any ExplainedError {
      throw unreachable(remote, "read", because: error)
    }
  }

  /// Gets the remote ledger's objects, and moves no reference.
  private func fetchObjects(from remote: RemoteAddress) async throws {
    do {
      try await repository.fetch(
        [Ledger.referenceName], from: remote, prune: false, timeout: policy.networkTimeout)
    } catch let error as any ExplainedError {
      throw unreachable(remote, "read", because: error)
    }
  }

  /// Moves the local reference; `false` where it is not at the expected place any more.
  private func move(_ update: RefUpdate) async throws -> Bool {
    do {
      try await repository.update([update], because: "lockstep: fetched the ledger")
      return true
    } catch is RefConflict {
      return false
    }
  }

  /// Pushes what the remote lacks; `false` where the remote moved meanwhile.
  private func publishAgain(_ update: RefUpdate, to remote: RemoteAddress) async throws -> Bool {
    switch try await push(update, to: remote) {
    case .done?, .already?: return true
    case .unreachable(let reason)?:
      throw LedgerUnreachable(address: remote.redacted, purpose: "push", reasons: [reason])
    case .rejected(let reason)?:
      if try await remoteTip(of: remote) != update.old { return false }
      throw LedgerRefused(address: remote.redacted, reason: reason)
    case nil:
      throw LedgerRefused(address: remote.redacted, reason: "git did not report on the push")
    }
  }

  /// Pushes one update of the ledger; only ever a fast-forward from the expected old value.
  func push(_ update: RefUpdate, to remote: RemoteAddress) async throws -> PushOutcome? {
    let outcomes = try await repository.push(
      [update], to: remote, atomic: false, lock: nil, timeout: policy.networkTimeout,
      whileRunning: "push:ledger")
    return outcomes[update.ref]
  }

  func unreachable(
    _ remote: RemoteAddress, _ purpose: String, because error: any ExplainedError
  ) -> LedgerUnreachable {
    LedgerUnreachable(
      address: remote.redacted, purpose: purpose,
      reasons: [error.explanation.what] + error.explanation.why)
  }
}
