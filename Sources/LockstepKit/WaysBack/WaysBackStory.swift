package import LockstepCore
internal import LockstepFleet
package import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

/// The story of ways back that are looked after while a release is out: those whose branches have moved
/// are prepared anew.
package struct WaysBackStory: Sendable {
  package let workspace: Workspace
  package let line: Line
  let fleet: LoadedFleet
  let history: History

  /// What was found and done.
  package struct Result: Sendable {
    /// The ways as they stand now.
    package let standing: StandingWaysBack
    /// Those that were prepared anew.
    package let renewed: [RepositoryName]
  }

  /// Asks the remotes how things stand.
  ///
  /// - Parameters:
  ///   - bad: The version that would be taken back, whose line is looked for.
  ///   - branch: The line's branch, where somebody names it.
  ///   - fetching: Asks the dependents' remotes too; else counts what was fetched.
  package static func open(
    _ workspace: Workspace, bad: Version? = nil, branch: String?, fetching: Bool = true
  ) async throws -> WaysBackStory {
    var workspace = workspace
    let history = try await workspace.ledger.fetch()
    let line = try await workspace.refreshLine(
      of: bad, branch: branch, log: OperationLog(history))
    let fleet = try await workspace.loadFleet(fetching: fetching)
    return WaysBackStory(workspace: workspace, line: line, fleet: fleet, history: history)
  }

  /// Prepares what is missing or stale of the ways that `wish` would need, and records it.
  ///
  /// Nothing is pushed to a dependent, and nothing is recorded where everything holds.
  ///
  /// - Throws: Explained errors where there is no version to go back from, or to.
  package func refresh(
    _ wish: RollbackWish = RollbackWish(), progress: @escaping @Sendable (String) -> Void
  ) async throws -> Result {
    let planner = RollbackPlanner(
      workspace: workspace, fleet: fleet.fleet, line: line, log: OperationLog(history))
    let bad = try await planner.badVersion(wish.bad)
    let good = try await planner.goodVersion(wish.good, before: bad)
    let known = history.waysBack(from: bad.version, to: good.version)
    let stage = try await FleetStage.open(workspace, release: good.commit, loaded: fleet)
    let order = WaysBackOrder(
      bad: bad.release, good: good.release, branch: line.branch,
      repositories: fleet.fleet.dependents.map(\.name))
    let maker = WaysBackMaker(
      stage: stage, order: order, known: known, progress: progress)
    let record = WaysBackRecord(
      bad: bad.release, good: good.release, ways: try await maker.prepare())
    let renewed = record.ways.filter { known?.ways[$0.pin.name] != $0 }
    if !renewed.isEmpty {
      var news = record
      news.ways = renewed
      _ = try await workspace.ledger.append([try news.draft()])
    }
    let ways = WaysBack(
      bad: bad.release, good: good.release,
      ways: Dictionary(
        record.ways.map { ($0.pin.name, $0) }, uniquingKeysWith: { first, _ in first }))
    return Result(
      standing: StandingWaysBack(ways, at: fleet.tips),
      renewed: renewed.map(\.pin.name).sorted())
  }
}

extension LoadedFleet {
  /// Where every dependent's branch is, as it was last fetched.
  package var tips: [RepositoryName: ObjectID] {
    Dictionary(
      fleet.dependents.map { ($0.name, $0.commit) }, uniquingKeysWith: { first, _ in first })
  }
}
