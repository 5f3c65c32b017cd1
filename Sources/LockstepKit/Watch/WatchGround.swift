package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepLedger
internal import LockstepSystem
package import LockstepWorkflow

/// What every source of a watch looks at: the foundation, its record and its fleet, as far as they could
/// be asked just now.
///
/// Whatever cannot be asked is told and leaves what this machine knew of it: a watch goes on without the
/// network.
package struct WatchGround: Sendable {
  package let workspace: Workspace
  /// The line that is watched; `nil` where it was never fetched.
  package let line: Line?
  package let history: History
  package let log: OperationLog
  /// `nil` where the fleet could not be read at all.
  package let fleet: LoadedFleet?
  /// The time that counts: the clock's, and never before the ledger's last event.
  package let now: Timestamp
  /// When each release was committed.
  package let releaseTimes: [Version: Timestamp]
  /// What could not be asked, a line each.
  package let remarks: [String]
  /// Why what is known of the fleet is not all of it, or too old; `nil` where everybody was looked at.
  package var unseen: String? = nil
  /// What was learnt of single dependents before.
  var memory = WatchMemory()

  /// The release that is watched: the line's last one; `nil` before the first.
  package var release: ReleasedVersion? { line?.baseline?.release }

  /// The rollback that has taken the release back; `nil` where it stands.
  package var takenBack: OperationRecord? {
    release.flatMap { log.takenBack[$0.version] }
  }

  /// When the release went out: by the ledger, else by its commit.
  package var releasedAt: Timestamp? {
    guard let release else { return nil }
    let recorded = log.operations.last { record in
      record.kind == OperationKind.release && record.state == .finished
        && (try? record.facts.decode(ReleaseFacts.self))?.version == release.version
    }
    return recorded?.endedAt ?? releaseTimes[release.version]
  }

  /// Why nothing can be said about the release; `nil` where something can.
  package var whyNoRelease: String? {
    guard let release else { return "nothing is released yet" }
    return takenBack.map { "\(release.version) was taken back by \($0.id)" }
  }

  /// Whether the fleet's manifests were read: a source that reads them says this of itself.
  var fleetState: WatchLook.State {
    if fleet == nil { return .noData(because: "the fleet could not be read") }
    return unseen.map { .noData(because: $0) } ?? .seen
  }

  /// Asks what `errand` names how things stand; of the rest counts what this machine knows.
  ///
  /// - Parameter memory: What earlier rounds have learnt; brought up to date.
  static func survey(
    _ workspace: Workspace, branch: String?, on errand: WatchErrand, memory: inout WatchMemory
  ) async throws -> WatchGround {
    var workspace = workspace
    var remarks: [String] = []
    func orElse<T>(
      _ subject: String, _ asks: Bool, _ ask: () async throws -> T, _ known: () async throws -> T
    ) async throws -> T {
      guard asks else { return try await known() }
      do {
        return try await ask()
      } catch let error as any ExplainedError {
        // A wrong configuration is no trouble with the network.
        if (error as? any ExitStatusCarrying)?.exitStatus == .configuration { throw error }
        let answer = try await known()
        remarks.append("\(subject): what was known before counts: \(error.explanation.oneLine)")
        return answer
      }
    }
    let ledger = workspace.ledger
    let history = try await orElse("the ledger", errand.asksFoundation, ledger.fetch) {
      try await ledger.history()
    }
    let line: Line? = try await orElse("the foundation", errand.asksFoundation) {
      try await workspace.refreshLine(branch)
    } _: {
      try await workspace.knownLine(branch)
    }
    let clock = workspace.host.clock.now()
    let now = max(clock, history.time ?? clock)
    let asked = workspace
    let known = memory
    let fleet: LoadedFleet? = try await orElse("the fleet", true) {
      try await asked.loadFleet(on: errand, knowing: known, at: clock)
    } _: {
      nil
    }
    var times: [Version: Timestamp] = [:]
    if let line { times = try await workspace.releaseTimes(of: line) }
    for (name, reason) in (fleet?.failures ?? [:]).sorted(by: { $0.key < $1.key }) {
      remarks.append("\(name): what was known before counts: \(reason.oneLine)")
    }
    var unseen: String?
    if let fleet {
      if errand.fleet != nil { memory.take(fleet, at: clock) }
      unseen = try await workspace.unseen(of: fleet, knowing: memory, at: clock)
    }
    return WatchGround(
      workspace: workspace, line: line, history: history, log: OperationLog(history),
      fleet: fleet, now: now, releaseTimes: times, remarks: remarks, unseen: unseen,
      memory: memory)
  }
}

extension Workspace {
  /// Reads the fleet, and asks those whose turn it is by an errand.
  fileprivate func loadFleet(
    on errand: WatchErrand, knowing memory: WatchMemory, at now: Timestamp
  ) async throws -> LoadedFleet {
    try await loadFleet(
      fetching: errand.fleet != nil, unlessWithin: errand.fleet?.interval.duration ?? .zero,
      turn: FleetTurn(
        most: errand.fleet?.dependents ?? 0, budget: errand.fleet?.budget.duration ?? .zero,
        asked: memory.refused, now: now))
  }

  /// Why what is known of a fleet is not all of it; `nil` where everybody was looked at.
  ///
  /// Whoever waits for a turn counts, and whoever could not be asked for as long as a source may be silent.
  /// A repository that was never read and that the configuration does not name may be nobody's dependent.
  fileprivate func unseen(
    of loaded: LoadedFleet, knowing memory: WatchMemory, at now: Timestamp
  ) async throws -> String? {
    let tips = try await store.tips()
    let allowed = configuration.watch.silence
    let members =
      Set(loaded.waiting.filter { memory.refused[$0.description] == nil })
      .union(loaded.fleet.dependents.map(\.name)).union(loaded.unread(of: configuration))
    let missing = members.filter { name in
      tips[name].map { now.span(since: $0.fetchedAt) > allowed } ?? true
    }
    guard !missing.isEmpty else { return nil }
    return "\(missing.count) of \(counted(members.count, "repository", "repositories")) "
      + "\(missing.count == 1 ? "was" : "were") not looked at within \(allowed)"
      + (loaded.waiting.isEmpty ? "" : "; they come in turn")
  }
}
