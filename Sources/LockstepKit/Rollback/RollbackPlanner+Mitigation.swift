internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension RollbackPlanner {
  /// The steps that take `exposed` off the bad version: by their pins, those that were prepared first, and
  /// whoever cannot be pinned by doing without the feature that it may be about.
  ///
  /// - Parameter updates: Open pull requests of the bad version; whose turns out to be merged is pinned too.
  func mitigation(
    of exposed: [RollbackFacts.ExposedDependent], _ updates: [OpenProposal],
    _ suspects: [FlagSuspect], from bad: ReleasedVersion, to good: ReleasedVersion
  ) async throws -> [Step<Action>] {
    let decided = try await decided(from: bad, to: good)
    let groups = PinSteps.groups(
      exposed.map(\.name), prepared: Set(decided.map(\.name)), merged: updates.map(\.name),
      in: fleet)
    let proven = Set(decided.filter { $0.outcome == .ready }.map(\.name))
    return PinSteps.steps(groups, from: bad, to: good)
      + FlagSteps.fallback(of: suspects, on: bad, but: proven)
  }

  /// The pins that a build has decided on, and whose branches have not moved since.
  ///
  /// A rehearsal is to prove the pins, and counts on nobody's.
  private func decided(
    from bad: ReleasedVersion, to good: ReleasedVersion
  ) async throws -> [PreparedDependent] {
    guard !workspace.isRehearsal,
      let ways = try await workspace.ledger.history().waysBack(
        from: bad.version, to: good.version)
    else { return [] }
    return try await fleet.usable(ways, in: workspace.store.objects).map(\.pin)
  }

  /// Lets whoever goes back, or gets a requirement back, ask again for the features that earlier operations
  /// took from them: the versions that they go to are not the one that it was about.
  func givingBack(_ steps: [Step<Action>]) -> [Step<Action>] {
    let taken = log.takenFlags.mapValues { $0.map(\.taken) }
    guard !taken.isEmpty else { return steps }
    return steps.map { step in
      step.preparing { preparation in
        var preparation = preparation
        switch preparation.mode {
        case .pin, .restore:
          let meant = Set(preparation.repositories + (preparation.ifMerged ?? []))
          let own = taken.filter { meant.contains($0.key) }
          preparation.takenFlags = own.isEmpty ? nil : own
        case .update, .withoutFlag, .withFlag: break
        }
        return preparation
      }
    }
  }
}
