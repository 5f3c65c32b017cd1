internal import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

extension RollbackPlanner {
  /// The pull requests of rollouts of the bad versions that may be open still; merged, they would bring
  /// back what is taken back.
  func openUpdates(since good: Version, upTo last: Version) -> [OpenProposal] {
    let bad = Set(line.releases.map(\.version).filter { $0 > good && $0 <= last })
    let closed = log.operations.flatMap { record in
      record.evidence.values.flatMap { evidence in
        (try? evidence.body.decode([WithdrawnProposal].self)) ?? []
      }
    }.filter(\.outcome.isFinal)
    return log.operations.filter { record in
      guard record.kind == OperationKind.rollout,
        let rollout = try? record.facts.decode(RolloutFacts.self)
      else { return false }
      return bad.contains(rollout.release.version)
    }.flatMap(\.openProposals).filter { open in
      !closed.contains { $0.name == open.name && $0.number == open.number }
    }
  }

  /// The steps of a rollback, with those that forges need: the open pull requests of the update are
  /// closed first, whoever was merged before that belongs to the restores too, the end waits for what the
  /// rollback itself has proposed, and the pages of both versions tell the truth.
  func withForges(
    _ steps: [Step<Action>], _ facts: RollbackFacts, _ updates: [OpenProposal]
  ) async throws -> [Step<Action>] {
    let reason =
      "\(facts.package) \(facts.bad.version) was taken back; \(facts.hotfix.version) replaces it."
    var steps = restoring(updates, in: steps, facts)
    steps = closing(updates, around: steps, of: facts.bad, because: reason, phase: Phase.hotfix)
    steps = try await withPages(steps, facts)
    return waiting(
      steps, for: facts.restored.map(\.name) + updates.map(\.name), phase: Phase.hotfix)
  }

  /// With the steps that bring the pages of both versions up to date.
  private func withPages(
    _ steps: [Step<Action>], _ facts: RollbackFacts
  ) async throws -> [Step<Action>] {
    var steps = steps
    let page = ReleaseNotes(
      tag: facts.hotfix.tag, version: facts.hotfix.version,
      title: "\(facts.package) \(facts.hotfix.version)",
      notes: try await workspace.changes(of: facts.hotfix.version, at: facts.hotfix.commit))
    let pages = [
      try workspace.notesStep("hotfix.notes", page, phase: Phase.hotfix),
      try workspace.notesStep("notes.withdrawn", taking(back: facts), phase: Phase.hotfix),
    ].compactMap { $0 }
    // Nobody who is pinned waits for a page.
    steps.insert(contentsOf: pages, at: steps.firstIndex { $0.id == "validate" } ?? steps.endIndex)
    return steps
  }

  private func taking(back facts: RollbackFacts) -> ReleaseNotes {
    ReleaseNotes(
      tag: facts.bad.tag, version: facts.bad.version, title: "", notes: "",
      purpose: .takeBack(replacement: facts.hotfix.version))
  }

  /// With a look at the pull requests that take dependents off the bad version, for which nobody waits, and a
  /// wait for all of them at the end; only where one of `names` takes pull requests.
  func waiting(
    _ steps: [Step<Action>], for names: [RepositoryName], phase: String
  ) -> [Step<Action>] {
    guard workspace.configuration.proposes(to: names) else { return steps }
    let deliveries: [(preparation: String, delivery: String)] = steps.compactMap { step in
      guard case .deliver(let delivery) = step.action else { return nil }
      return (delivery.source, step.id.text)
    }
    var steps = steps
    // Where nothing comes after the pins, the wait for all is the look at them.
    if let push = steps.lastIndex(where: { PinSteps.isPush($0.id) }), phase == Phase.hotfix {
      let glance = ProposalWait.step(
        after: deliveries.filter { PinSteps.isPush(StepID($0.delivery)) }, id: "pin.proposals",
        title: "merge what may be merged of the pins", phase: Phase.mitigation, isGlance: true)
      steps.insert(glance, at: push + 1)
    }
    let wait = ProposalWait.step(
      after: deliveries, id: "proposals", title: "wait for the pull requests", phase: phase)
    return steps + [wait]
  }

  /// With the steps that close `updates`: before all others, and what could not be closed then at the end.
  func closing(
    _ updates: [OpenProposal], around steps: [Step<Action>], of bad: ReleasedVersion,
    because reason: String, phase: String
  ) -> [Step<Action>] {
    guard !updates.isEmpty else { return steps }
    let count = counted(updates.count, "open pull request")
    let names = updates.map(\.name.description).joined(separator: ", ")
    let first = Step(
      id: Withdrawal.step, title: "close \(count): \(names)", phase: Phase.mitigation,
      irreversible: true,
      action: Action.withdraw(Withdrawal(proposals: updates, because: reason)))
    let last = Step(
      id: "withdrawn", title: "see that no pull request brings \(bad.version) back",
      phase: phase,
      action: Action.withdraw(
        Withdrawal(proposals: updates, because: reason, after: Withdrawal.step.text)))
    return [first] + steps + [last]
  }

  /// Lets those whose pull request was merged in between take part in the first restore; there is one for
  /// them where nobody else needs any.
  private func restoring(
    _ updates: [OpenProposal], in steps: [Step<Action>], _ facts: RollbackFacts
  ) -> [Step<Action>] {
    guard !updates.isEmpty else { return steps }
    var steps = steps
    if !steps.contains(where: { $0.id == "restore-1.prepare" }) {
      let preparation = Preparation(
        mode: .restore(before: [:]), release: facts.hotfix, baseline: facts.good,
        repositories: [])
      steps.insert(
        contentsOf: [
          Step(
            id: "restore-1.prepare", title: "restore whoever was merged before",
            phase: Phase.hotfix, action: .prepare(preparation)),
          Step(
            id: "restore-1.push", title: "push that", phase: Phase.hotfix, irreversible: true,
            action: .deliver(Delivery(source: "restore-1.prepare", preparation: preparation))),
        ], at: steps.firstIndex { $0.id == "validate" } ?? steps.endIndex)
    }
    return steps.map { step in
      guard step.id.text.hasPrefix("restore-1.") else { return step }
      return step.preparing { preparation in
        guard case .restore(var before) = preparation.mode else { return preparation }
        var preparation = preparation
        for update in updates { before[update.name] = before[update.name] ?? update.base }
        preparation.mode = .restore(before: before)
        preparation.ifMerged = updates.map(\.name)
        return preparation
      }
    }
  }
}
