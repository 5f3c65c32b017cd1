import LockstepCore
import LockstepGit
import LockstepSystem

extension Ledger {
  /// Appends events, all of them or none, one after the other and with nothing in between.
  ///
  /// Objects are written first; then the remote is moved from the tip that was read, then the local
  /// reference. Whoever loses that race reads again, asks `allowed` again, and tries again. An append
  /// that has begun is finished even if the task is cancelled meanwhile: an event is there or it is
  /// not. Fault points: `ledger:<kinds>:before`, `:written`, `:pushed`, `:after`.
  ///
  /// - Parameter allowed: throws where the events must not be appended to this history.
  /// - Throws: what `allowed` throws, `ClockBehindLedger`, `LedgerUnreachable`, `LedgerRefused`,
  ///   `LedgerRewritten`, `LedgerContended`. After each of them nothing was recorded, save after a
  ///   `LedgerUnreachable` that says that it is not known.
  package func append(
    _ drafts: [EventDraft],
    allowed: @escaping @Sendable (History) throws -> Void = { _ in }
  ) async throws -> [Entry] {
    guard !drafts.isEmpty else { return [] }
    for name in drafts.flatMap(\.attachments.keys) where !Ledger.isEvidenceName(name) {
      throw EvidenceNameInvalid(name: name)
    }
    // A task of its own does not inherit cancellation: what was published must also be known.
    let appending = Task {
      try await self.exclusively { try await self.race(drafts, allowed: allowed) }
    }
    return try await appending.value
  }

  /// Tries until the events are published, or it is certain that they will not be.
  private func race(
    _ drafts: [EventDraft], allowed: @Sendable (History) throws -> Void
  ) async throws -> [Entry] {
    let ids = drafts.map { _ in host.identifiers() }
    let label = "ledger:\(Ledger.label(of: drafts))"
    var reason = ""
    var refusals = 0
    for attempt in 1...policy.attempts {
      let base = try await load()
      try allowed(base)
      let now = try await time(after: base)
      host.faults.reached("\(label):before")
      let entries = try await write(drafts, ids: ids, at: now, onto: base)
      host.faults.reached("\(label):written")
      switch try await publish(entries, onto: base, label: label) {
      case .published:
        host.faults.reached("\(label):after")
        return entries
      case .lost(let why):
        reason = why
        try await host.clock.sleep(policy.pause(afterAttempt: attempt, token: host.identifiers()))
        try await reconcile()
        let newer = try await load()
        if newer.holds(entries) { return entries }
        // Who lost a race finds another tip. A remote that refuses and stays where it is has reasons
        // of its own; but a lock there may also have been in the way for a moment.
        refusals = newer.tip == base.tip ? refusals + 1 : 0
        if let remote, refusals == 3 { throw LedgerRefused(address: remote.redacted, reason: why) }
      case .unknown(let why):
        try await settle(entries, after: why, label: Ledger.label(of: drafts))
        return entries
      }
    }
    throw LedgerContended(attempts: policy.attempts, reason: reason)
  }

  /// Finds out whether a push whose answer was lost has arrived.
  private func settle(
    _ entries: [Entry], after reason: String, label: String
  ) async throws {
    let address = remote?.redacted ?? ""
    do {
      try await reconcile()
    } catch let error as LedgerUnreachable {
      throw LedgerUnreachable(
        address: address, purpose: label, reasons: [reason] + error.reasons.filter { $0 != reason },
        outcomeIsUnknown: true)
    }
    if try await !load().holds(entries) {
      throw LedgerUnreachable(address: address, purpose: label, reasons: [reason])
    }
  }

  /// The time that the next event bears; waits for a clock that is behind by very little.
  private func time(after base: History) async throws -> Timestamp {
    guard let last = base.entries.last(where: { !$0.isUnreadable })?.event else {
      return host.clock.now()
    }
    var now = host.clock.now()
    let behind = last.at.secondsSince1970 - now.secondsSince1970
    if behind > 0, .seconds(behind) <= policy.clockPatience {
      try await host.clock.sleep(.seconds(behind))
      now = host.clock.now()
    }
    guard now >= last.at else {
      throw ClockBehindLedger(now: now, tip: last.at, author: last.by)
    }
    return now
  }

  /// Writes the commits of the events; no reference moves.
  private func write(
    _ drafts: [EventDraft], ids: [String], at now: Timestamp, onto base: History
  ) async throws -> [Entry] {
    let signature = Signature(name: author.name, email: author.email, at: now)
    var events: [Event] = []
    var commits: [CommitDraft] = []
    for (draft, id) in zip(drafts, ids) {
      let event = Event(
        id: id, kind: draft.kind, at: now, by: author, command: command,
        operation: draft.operation, summary: Ledger.line(draft.summary), body: draft.body)
      commits.append(
        CommitDraft(
          parents: commits.isEmpty ? base.tip.map { [$0] } ?? [] : [],
          tree: .empty,
          changes: Ledger.files(of: event, attachments: draft.attachments),
          message: event.summary + "\n",
          author: signature, committer: signature, sign: sign,
          followsPrevious: !commits.isEmpty))
      events.append(event)
    }
    let written = try await repository.write(commits)
    return zip(written, events).map { Entry(commit: $0, event: $1) }
  }
}
