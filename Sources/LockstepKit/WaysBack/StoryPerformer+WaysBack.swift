internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension StoryPerformer {
  /// Prepares the ways back of a wave that has just been pushed to.
  ///
  /// It never stops the rollout: whoever cannot be pinned is named, and stays named until the branch
  /// has moved; what could not be prepared is prepared by the rollback.
  func perform(_ order: WaysBackOrder, in context: StepContext) async throws -> Performance {
    var record = WaysBackRecord(bad: order.bad, good: order.good, ways: [])
    do {
      record.ways = try await waysBack(order, in: context)
      return .done(Evidence(summary: record.summary, body: try JSONValue(encoding: record)))
    } catch let error as any ExplainedError {
      return .done(
        Evidence(
          summary: "not prepared: \(error.explanation.oneLine)",
          body: try JSONValue(encoding: record)))
    }
  }

  private func waysBack(_ order: WaysBackOrder, in context: StepContext) async throws -> [WayBack] {
    let stage = try await FleetStage.open(workspace, release: order.good.commit)
    let maker = WaysBackMaker(
      stage: stage, order: order,
      known: try await workspace.ledger.history().waysBack(
        from: order.bad.version, to: order.good.version),
      progress: context.progress)
    return try await maker.prepare()
  }

  /// The pins among `preparation` that were prepared when their updates went out, and still hold.
  ///
  /// A rehearsal is to prove them, and uses none.
  func preparedBefore(_ preparation: Preparation, on stage: FleetStage) async throws
    -> (pins: [RepositoryName: PreparedDependent], known: [RepositoryName: WayBack])
  {
    guard case .pin = preparation.mode, let bad = preparation.baseline, !workspace.isRehearsal,
      let ways = try await workspace.ledger.history().waysBack(
        from: bad.version, to: preparation.release.version)
    else { return ([:], [:]) }
    var pins: [RepositoryName: PreparedDependent] = [:]
    for way in try await stage.fleet.usable(ways, in: workspace.store.objects) {
      pins[way.pin.name] = way.pin
      pins[way.pin.name]?.proof = .wayBack
    }
    return (pins, ways.ways)
  }
}
