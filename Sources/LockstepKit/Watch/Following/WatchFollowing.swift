internal import LockstepChannels
internal import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// Records what fired, under the watch's own lease, and does what has to follow.
///
/// The order is: the lease and what fired in one append; then each deed with its record in one append.
/// Whoever takes over after a crash finds in the ledger what is still to be done.
struct WatchFollowing: Sendable {
  let ground: WatchGround
  let branch: String?
  let print: @Sendable (String) -> Void
  let progress: @Sendable (String) -> Void

  private static let patience: Span = .seconds(20)

  var workspace: Workspace { ground.workspace }

  /// Does what `round` leads to, and takes in what came of it.
  func follow(_ round: inout WatchRound) async throws {
    if !round.decision.isEmpty || !round.unfinished.isEmpty {
      do {
        try await underLease(&round)
      } catch is NothingNew {
        // What follows is done, or being done; two who deliver the same letter could deliver it twice.
        round.remarks.append("another watch has recorded the same, and does what follows")
        return
      } catch let error as LeaseHeld {
        round.remarks.append(
          "another watch is at work, and does what follows: \(error.explanation.why.first ?? "")")
        round.unfinished = []
        return
      }
    }
    try await remind(&round)
    do {
      try await renewWaysBack(&round)
    } catch let error as any ExplainedError {
      round.remarks.append("ways back: \(error.explanation.oneLine)")
    }
  }

  /// Prepares the ways back of dependents whose branches have moved since: an emergency pin stays a push.
  private func renewWaysBack(_ round: inout WatchRound) async throws {
    let standing = try await workspace.ledger.history().waysBackInForce(in: workspace)
    guard let standing, !standing.ways(standing: .stale).isEmpty else { return }
    let renewed = try await WaysBackStory.open(workspace, branch: branch, fetching: false)
      .refresh(progress: progress).renewed
    guard !renewed.isEmpty else { return }
    round.remarks.append(
      "ways back prepared anew: \(renewed.map(\.description).joined(separator: ", "))")
  }

  /// Calls whoever's turn has come in open incidents, and delivers what waits.
  private func remind(_ round: inout WatchRound) async throws {
    // Both ask the ledger's remote before they speak, so nobody is asked where there is nothing to say.
    let history = try await workspace.ledger.history()
    if Incident.all(in: history).contains(where: { $0.isOpen && $0.acknowledgedAt == nil }) {
      round.calls = try await IncidentStory(workspace, print: print).escalate().map { told in
        let unreached = told.unreached.map { "not over \($0.channel): \($0.reason)" }
        return
          "\(told.incident.id): \((told.reached.map { "called over \($0)" } + unreached).joined(separator: ", "))"
      }
    }
    let people = PeopleStory(workspace, print: print)
    do {
      let isAnybodyDue = try await !people.due().isEmpty
      if isAnybodyDue || !history.outbox.due(at: workspace.host.clock.now()).isEmpty {
        _ = try await people.tellDue()
      }
    } catch let error as any ExplainedError {
      round.remarks.append("what people are to be told: \(error.explanation.oneLine)")
    }
  }

  // MARK: - What fired

  private func underLease(_ round: inout WatchRound) async throws {
    let decision = round.decision
    let hold = try await workspace.ledger.acquireLease(
      LeaseRequest(
        operation: WatchRecord.operation, title: "watch", scope: WatchRecord.operation,
        takeOver: true, together: try decision.drafts,
        allowed: { history in
          guard decision.isNews(to: history.watch) else { throw NothingNew() }
        },
        onWait: { [progress] lease in
          progress("waiting for the watch of \(lease.person.name) on \(lease.person.host)")
        }))
    let result = await Result { try await work(round, under: hold) }
    try await hold.release()
    let (deeds, remarks) = try result.get()
    round.deeds = deeds
    round.remarks += remarks
    round.unfinished = try await workspace.ledger.history().watch.unfinished
  }

  /// Does everything that is still to be done, the gravest first.
  private func work(
    _ round: WatchRound, under hold: LeaseHold
  ) async throws -> ([WatchRecord.Followed], [String]) {
    try await hold.heartbeatWhile {
      var deeds: [WatchRecord.Followed] = []
      var remarks: [String] = []
      let waiting = try await workspace.ledger.history().watch.unfinished
        .sorted { $0.record.severity > $1.record.severity }
      for firing in waiting {
        for deed in firing.pending {
          do {
            let done = try await perform(deed, of: firing.record)
            progress("\(firing.record.title): \(done.outcome)")
            deeds.append(done)
          } catch is DoneElsewhere {
            continue
          } catch let error as any ExplainedError {
            // One deed that fails holds up no other; it is tried again by the next round.
            remarks.append(
              "\(deed.rawValue) for \(firing.record.title): \(error.explanation.oneLine)")
          }
        }
      }
      return (deeds, remarks)
    }
  }

  private func perform(
    _ deed: WatchDeed, of firing: WatchRecord.Fired
  ) async throws -> WatchRecord.Followed {
    switch deed {
    case .halt: try await halt(firing)
    case .incident: try await incident(firing)
    case .pin: try await pin(firing)
    case .tell: try await tell(firing)
    }
  }

  // MARK: - What follows

  /// Pauses the rollout that is under way, and records both in one append.
  private func halt(_ firing: WatchRecord.Fired) async throws -> WatchRecord.Followed {
    let log = try await workspace.operations()
    guard let rollout = log.open.last(where: { $0.kind == OperationKind.rollout }) else {
      let done = WatchRecord.Followed(
        key: firing.key, deed: .halt, outcome: "no rollout is under way")
      return try await record(done)
    }
    let done = WatchRecord.Followed(
      key: firing.key, deed: .halt, outcome: "\(rollout.id) is paused")
    let word = EventDraft(
      kind: RolloutWord.pause.rawValue, operation: rollout.id,
      summary: "\(rollout.title): paused", body: ["because": .string(firing.title)])
    return try await record(done, with: [word])
  }

  /// Opens an incident, or notes on the one that the watch has opened about the same release.
  private func incident(_ firing: WatchRecord.Fired) async throws -> WatchRecord.Followed {
    let incidents = IncidentStory(workspace, print: print)
    let allowed = Self.allowing(.incident, of: firing.key)
    let lines = firing.facts.map { printable($0.text) }
    if let open = try await ownIncident(of: firing.release) {
      let done = WatchRecord.Followed(
        key: firing.key, deed: .incident, outcome: "noted on \(open.id)", incident: open.id)
      _ = try await incidents.note(
        open, "\(firing.title): \(lines.joined(separator: "; "))",
        with: IncidentCompany(events: { _ in [try done.draft] }, allowed: allowed))
      return done
    }
    @Sendable func done(_ id: String) -> WatchRecord.Followed {
      WatchRecord.Followed(
        key: firing.key, deed: .incident, outcome: "opened \(id)", incident: id)
    }
    let told = try await incidents.open(
      firing.title, severity: IncidentSeverity(rawValue: firing.severity.rawValue) ?? .major,
      with: IncidentCompany(lines: lines, events: { [try done($0).draft] }, allowed: allowed))
    return done(told.incident.id)
  }

  /// The open incident that the watch has opened about a release.
  private func ownIncident(of release: Version?) async throws -> Incident? {
    let history = try await workspace.ledger.fetch()
    let own = history.watch.incidents(of: release)
    return Incident.all(in: history).last { $0.isOpen && own.contains($0.id) }
  }

  /// Brings every exposed dependent back to the last good version; the release itself stands.
  private func pin(_ firing: WatchRecord.Fired) async throws -> WatchRecord.Followed {
    func done(_ outcome: String) async throws -> WatchRecord.Followed {
      try await record(WatchRecord.Followed(key: firing.key, deed: .pin, outcome: outcome))
    }
    guard let version = firing.release else { return try await done("nothing is released") }
    let story = try await RollbackStory.open(workspace, bad: version, branch: branch)
    if let rollback = story.log.takenBack[version] {
      return try await done("\(rollback.id) takes \(version) back already")
    }
    let result: OperationResult
    let name: String
    if let open = story.log.openPin(of: version) {
      name = open.id
      result = try await ResumeStory.open(workspace, operation: open.id)
        .resume(takeOver: false, confirm: { _ in true }, report: { _ in })
    } else {
      let wish = RollbackWish(
        bad: version, because: firing.title,
        extent: .partial(story.fleet.fleet.dependents.map(\.name)))
      do {
        let proposal = try await story.propose(wish)
        name = proposal.plan.operation
        result = try await story.carryOut(
          proposal, of: wish, confirm: { _ in true }, report: { _ in })
      } catch is NobodyExposed {
        // A watch that pinned everybody and died then has not told its incident of it.
        guard let pin = story.log.lastPin(of: version), try await tell(pin.id, ofPinning: firing)
        else { return try await done("nobody is exposed to \(version)") }
        return try await done("\(pin.id) has pinned everybody exposed to \(version)")
      }
    }
    _ = try await tell(name, ofPinning: firing)
    guard case .finished = result else {
      throw ExplainedFailure(
        "\(name) has not ended", hints: ["`lockstep resume \(name)` goes on with it"])
    }
    return try await done("\(name) has pinned everybody exposed to \(version)")
  }

  /// Tells the watch's own incident which operation pins its dependents; `false` where it knows, or where
  /// there is none.
  private func tell(
    _ operation: String, ofPinning firing: WatchRecord.Fired
  ) async throws -> Bool {
    guard let incident = try await ownIncident(of: firing.release),
      !incident.operations.contains(operation)
    else { return false }
    try await IncidentStory(workspace, print: print).link(operation, to: incident)
    return true
  }

  /// Tells the first level of contacts; the console where there is none.
  private func tell(_ firing: WatchRecord.Fired) async throws -> WatchRecord.Followed {
    let contacts = ground.workspace.configuration.contacts.filter { $0.level == .primary }
    let named = contacts.map { Maintainers.text($0.channel) }
    let channels = named.isEmpty ? [Configuration.Channel.Kind.console.rawValue] : named
    let message = Message(
      kind: .reminder, key: "watch/\(firing.key)", title: firing.title,
      body: MessageBody([.list(firing.facts.map { [.text($0.text)] })]),
      urgency: firing.severity == .minor ? .normal : .high, labels: ["watch"],
      writtenAt: workspace.host.clock.now())
    let done = WatchRecord.Followed(
      key: firing.key, deed: .tell, outcome: "told over \(channels.joined(separator: ", "))")
    let outbox = try await Mailroom(workspace, print: print).send(
      channels.reduce(into: [(message: Message, channel: String)]()) { letters, channel in
        if !letters.contains(where: { $0.channel == channel }) {
          letters.append((message, channel))
        }
      }, recording: [try done.draft], patience: Self.patience,
      allowed: Self.allowing(.tell, of: firing.key))
    for channel in channels where outbox[.init(key: message.key, channel: channel)]?.receipt == nil
    {
      progress("not reached over \(channel) yet; the next round tries again")
    }
    return done
  }

  // MARK: - Recording

  /// Appends that something was done, together with its effect where that is an event too.
  private func record(
    _ done: WatchRecord.Followed, with effects: [EventDraft] = []
  ) async throws -> WatchRecord.Followed {
    _ = try await workspace.ledger.append(
      effects + [try done.draft], allowed: Self.allowing(done.deed, of: done.key))
    return done
  }

  private static func allowing(
    _ deed: WatchDeed, of key: String
  ) -> @Sendable (History) throws -> Void {
    { history in
      guard history.watch.awaits(deed, of: key) else { throw DoneElsewhere() }
    }
  }
}

/// Everything that was to be recorded is in the ledger already.
private struct NothingNew: Error {}

/// Somebody else has done what was to be done.
private struct DoneElsewhere: Error {}

extension Result where Failure == any Error {
  /// Takes in what `body` returns or throws.
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

extension WatchDecision {
  /// Whether anything of it is not recorded yet, or something recorded is still to be followed.
  fileprivate func isNews(to standing: WatchStanding) -> Bool {
    guard standing.unfinished.isEmpty else { return !repeats(standing) }
    return !isEmpty && !repeats(standing)
  }

  /// Whether one of its firings was recorded meanwhile: then all was decided on an older state.
  private func repeats(_ standing: WatchStanding) -> Bool {
    fires.contains { fired in
      let known = standing.known[fired.trigger] ?? []
      return fired.facts.contains { known.contains($0.id) }
    }
      || clears.contains { clear in
        !Set(clear.facts).isSubset(of: standing.known[clear.trigger] ?? [])
      } || noted.map { !$0.isNews(to: standing.timers) } ?? false
  }

  /// The events that record it.
  fileprivate var drafts: [EventDraft] {
    get throws {
      try fires.map { fired in
        EventDraft(
          kind: WatchRecord.Fired.kind, operation: WatchRecord.operation,
          summary: "\(fired.trigger) fired: \(fired.title): "
            + fired.facts.map(\.text).joined(separator: "; "),
          body: try JSONValue(encoding: fired))
      }
        + clears.map { clear in
          EventDraft(
            kind: WatchRecord.Cleared.kind, operation: WatchRecord.operation,
            summary: "\(clear.trigger): gone: \(clear.facts.joined(separator: "; "))",
            body: try JSONValue(encoding: clear))
        }
        + [noted].compactMap(\.self).map { noted in
          EventDraft(
            kind: WatchRecord.Noted.kind, operation: WatchRecord.operation,
            summary: "watch: \(noted.line)", body: try JSONValue(encoding: noted))
        }
    }
  }
}

extension WatchRecord.Followed {
  /// The event that records it.
  fileprivate var draft: EventDraft {
    get throws {
      EventDraft(
        kind: Self.kind, operation: WatchRecord.operation, summary: "watch: \(outcome)",
        body: try JSONValue(encoding: self))
    }
  }
}

extension OperationLog {
  /// The pin of a version that was begun and has not ended.
  fileprivate func openPin(of version: Version) -> OperationRecord? {
    open.last { $0.isPin(of: version) }
  }

  /// The pin of a version that was carried out last.
  fileprivate func lastPin(of version: Version) -> OperationRecord? {
    operations.last { $0.state == .finished && $0.isPin(of: version) }
  }
}

extension OperationRecord {
  fileprivate func isPin(of version: Version) -> Bool {
    kind == OperationKind.pin && (try? facts.decode(PinFacts.self))?.bad.version == version
  }
}
