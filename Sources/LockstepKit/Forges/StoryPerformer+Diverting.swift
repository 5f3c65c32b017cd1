internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

extension StoryPerformer {
  /// Pushes to a branch of our own what a rule of its forge kept from a dependent's branch, so that it can
  /// be proposed there.
  ///
  /// A branch may have been protected since the plan was made. Its maintainers want to be asked then, not to
  /// be left out: least of all from a pin. Where the forge is not known, or there is no token for it, the
  /// refusal stands, for a branch that nobody is told of helps nobody.
  ///
  /// - Parameter barred: Those of `delivered` that were refused so.
  /// - Returns: `delivered`, with what became of `barred`.
  func divert(
    _ barred: [DeliveredDependent], among delivered: [DeliveredDependent], in context: StepContext
  ) async throws -> [DeliveredDependent] {
    guard !barred.isEmpty, !workspace.isRehearsal else { return delivered }
    let tips = try await workspace.store.tips()
    var sets: [RepositoryName: [RefUpdate]] = [:]
    var obstacles: [RepositoryName: String] = [:]
    for dependent in barred {
      let ref = try Self.branch(beside: dependent.commit)
      // A branch of our own that is refused has no other one beside it.
      guard ref != dependent.ref, let address = tips[dependent.name]?.address else { continue }
      switch await way(to: address) {
      case .known: sets[dependent.name] = [RefUpdate(ref: ref, old: nil, new: dependent.commit)]
      case .closed(let reason): obstacles[dependent.name] = reason
      case .none: continue
      }
    }
    let outcomes = await push(beside: sets, at: tips, in: context)
    return delivered.map { dependent in
      var dependent = dependent
      if let obstacle = obstacles[dependent.name] {
        dependent.reason = [dependent.reason, obstacle].compactMap { $0 }.joined(separator: "; ")
      }
      guard let ref = sets[dependent.name]?.first?.ref,
        outcomes[dependent.name]?[ref]?.isThere == true
      else { return dependent }
      dependent.ref = ref
      dependent.delivered = true
      dependent.barred = dependent.reason ?? "git gave no reason"
      dependent.reason = nil
      return dependent
    }
  }

  /// Merges at once what was proposed in place of a push, where that is ours by the configuration and
  /// nothing has to be waited for.
  ///
  /// What cannot be merged now is looked at again when the operation ends.
  func mergeDiverted(
    _ delivered: [DeliveredDependent], onto bases: [RepositoryName: ObjectID]
  ) async throws {
    guard workspace.configuration.rollout.merge == .lockstep else { return }
    let proposals = delivered.filter { $0.barred != nil }
      .compactMap { $0.proposal(on: bases[$0.name]) }
    _ = try await ProposalDesk(workspace: workspace, forges: forges)
      .look(at: proposals, acting: true)
  }

  private enum Way {
    case known
    /// Its forge is known, and nothing can be proposed there now.
    case closed(because: String)
    case none
  }

  private func way(to address: RemoteAddress) async -> Way {
    do {
      guard let place = try forges.place(of: address.text) else { return .none }
      guard try await forges.tokenSource(for: address.text) != nil else {
        return .closed(
          because: "no pull request was opened, as there is no token for \(place.forge.forge.name)")
      }
      return .known
    } catch {
      return .closed(because: "no pull request was opened: \(Explanation(of: error).oneLine)")
    }
  }

  private func push(
    beside sets: [RepositoryName: [RefUpdate]], at tips: [RepositoryName: FleetTip],
    in context: StepContext
  ) async -> [RepositoryName: [RefName: PushOutcome]] {
    guard !sets.isEmpty else { return [:] }
    context.progress(
      "proposing to \(counted(sets.count, "repository", "repositories")) whose branch refuses pushes"
    )
    return await workspace.store.push(
      sets, width: sets.keys.compactMap { tips[$0]?.address }.width, lock: workspace.lock,
      timeout: Workspace.remoteTimeout)
  }
}
