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

  /// Asks every remote how things stand.
  package static func survey(_ workspace: Workspace, branch: String?) async throws -> WatchGround {
    var workspace = workspace
    var remarks: [String] = []
    func orElse<T>(
      _ subject: String, _ ask: () async throws -> T, _ known: () async throws -> T
    ) async throws -> T {
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
    let history = try await orElse("the ledger", ledger.fetch, ledger.history)
    let name = branch ?? workspace.configuration.foundation.mainBranch
    let old = workspace
    let line: Line? = try await orElse("the foundation") {
      try await workspace.refreshLine(branch)
    } _: {
      try? await old.line(name)
    }
    let asked = workspace
    let fleet: LoadedFleet? = try await orElse("the fleet") {
      try await asked.loadFleet(fetching: true)
    } _: {
      nil
    }
    var times: [Version: Timestamp] = [:]
    if let line { times = try await workspace.releaseTimes(of: line) }
    for (name, reason) in (fleet?.failures ?? [:]).sorted(by: { $0.key < $1.key }) {
      remarks.append("\(name): what was known before counts: \(reason.oneLine)")
    }
    let clock = workspace.host.clock.now()
    return WatchGround(
      workspace: workspace, line: line, history: history, log: OperationLog(history),
      fleet: fleet, now: max(clock, history.time ?? clock), releaseTimes: times, remarks: remarks)
  }
}
