internal import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

extension RollbackPlanner {
  /// The pull requests of rollouts of the bad versions that may be open still; merged, they would bring
  /// back what is taken back.
  func openUpdates(_ facts: RollbackFacts) -> [OpenProposal] {
    let bad = Set(
      line.releases.map(\.version)
        .filter { $0 > facts.good.version && $0 <= facts.bad.version })
    return log.operations.filter { record in
      guard record.kind == OperationKind.rollout,
        let rollout = try? record.facts.decode(RolloutFacts.self)
      else { return false }
      return bad.contains(rollout.release.version)
    }.flatMap(\.openProposals)
  }

  /// The steps of a rollback, with those that forges need: the open pull requests of the update are
  /// closed first, whoever was merged before that belongs to the pins and the restores too, the end
  /// waits for what the rollback itself has proposed, and the pages of both versions tell the truth.
  func withForges(
    _ steps: [Step<Action>], _ facts: RollbackFacts
  ) async throws -> [Step<Action>] {
    let updates = openUpdates(facts)
    let end = steps.firstIndex { $0.id == "settle" }
    let tail = end.map { steps[($0 + 1)...] } ?? []
    var steps = Array(steps[..<(end ?? steps.endIndex)])
    if !updates.isEmpty { steps = withdrawing(updates, before: steps, facts) }
    steps = try await withPages(steps, facts)
    let names = facts.restored.map(\.name) + updates.map(\.name)
    if workspace.configuration.proposes(to: names) { steps = waiting(steps) }
    guard end != nil || !updates.isEmpty else { return steps }
    return steps + [Settlement.step(after: steps, phase: Phase.hotfix)] + tail
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

  /// With a look at the pins' pull requests, for which nobody waits, and a wait for all at the end.
  private func waiting(_ steps: [Step<Action>]) -> [Step<Action>] {
    let deliveries: [(preparation: String, delivery: String)] = steps.compactMap { step in
      guard case .deliver(let delivery) = step.action else { return nil }
      return (delivery.source, step.id.text)
    }
    var steps = steps
    if let push = steps.lastIndex(where: { $0.id.text.hasPrefix("pin") && $0.isDelivery }) {
      let pins = deliveries.filter { $0.delivery.hasPrefix("pin") }
      let glance = ProposalWait.step(
        after: pins, id: "pin.proposals", title: "merge what may be merged of the pins",
        phase: Phase.mitigation, isGlance: true)
      steps.insert(glance, at: push + 1)
    }
    let wait = ProposalWait.step(
      after: deliveries, id: "proposals", title: "wait for the pull requests",
      phase: Phase.hotfix)
    return steps + [wait]
  }

  private func taking(back facts: RollbackFacts) -> ReleaseNotes {
    ReleaseNotes(
      tag: facts.bad.tag, version: facts.bad.version, title: "", notes: "",
      purpose: .takeBack(replacement: facts.hotfix.version))
  }

  private func withdrawing(
    _ updates: [OpenProposal], before steps: [Step<Action>], _ facts: RollbackFacts
  ) -> [Step<Action>] {
    let reason =
      "\(facts.package) \(facts.bad.version) was taken back; \(facts.hotfix.version) replaces it."
    let count = counted(updates.count, "open pull request")
    let names = updates.map(\.name.description).joined(separator: ", ")
    let first = Step(
      id: Withdrawal.step, title: "close \(count): \(names)", phase: Phase.mitigation,
      irreversible: true,
      action: Action.withdraw(Withdrawal(proposals: updates, because: reason)))
    let last = Step(
      id: "withdrawn", title: "see that no pull request brings \(facts.bad.version) back",
      phase: Phase.hotfix,
      action: Action.withdraw(
        Withdrawal(proposals: updates, because: reason, after: Withdrawal.step.text)))
    var steps = steps
    if !steps.contains(where: { $0.id == "pin.prepare" }) {
      steps.insert(contentsOf: lateSteps(.pin, of: facts, id: "pin", Phase.mitigation), at: 0)
    }
    if !steps.contains(where: { $0.id == "restore-1.prepare" }) {
      steps.insert(
        contentsOf: lateSteps(.restore(before: [:]), of: facts, id: "restore-1", Phase.hotfix),
        at: steps.firstIndex { $0.id == "validate" } ?? steps.endIndex)
    }
    var result = [first]
    result += steps.map { joining(updates, to: $0) }
    return result + [last]
  }

  /// The preparation and the delivery for those that turn out to have been merged, where nobody else
  /// needs them.
  private func lateSteps(
    _ mode: Preparation.Mode, of facts: RollbackFacts, id: String, _ phase: String
  ) -> [Step<Action>] {
    let isPin = mode == .pin
    let preparation = Preparation(
      mode: mode, release: isPin ? facts.good : facts.hotfix,
      baseline: isPin ? facts.bad : facts.good, repositories: [])
    let title = isPin ? "pin whoever was merged before" : "restore whoever was merged before"
    return [
      Step(
        id: StepID("\(id).prepare"), title: title, phase: phase, action: .prepare(preparation)),
      Step(
        id: StepID("\(id).push"), title: "push that", phase: phase, irreversible: true,
        action: .deliver(Delivery(source: "\(id).prepare", preparation: preparation))),
    ]
  }

  /// Lets those whose pull request was merged in between take part in the pins and in the first restore.
  private func joining(_ updates: [OpenProposal], to step: Step<Action>) -> Step<Action> {
    func joined(_ preparation: Preparation) -> Preparation {
      var preparation = preparation
      switch preparation.mode {
      case .restore(var before) where step.id.text.hasPrefix("restore-1."):
        for update in updates { before[update.name] = before[update.name] ?? update.base }
        preparation.mode = .restore(before: before)
        preparation.ifMerged = updates.map(\.name)
      case .pin where step.id.text.hasPrefix("pin."): preparation.ifMerged = updates.map(\.name)
      default: break
      }
      return preparation
    }
    var step = step
    switch step.action {
    case .prepare(let preparation): step.action = .prepare(joined(preparation))
    case .deliver(var delivery):
      delivery.preparation = joined(delivery.preparation)
      step.action = .deliver(delivery)
    default: break
    }
    return step
  }
}

extension Step<Action> {
  fileprivate var isDelivery: Bool {
    if case .deliver = action { true } else { false }
  }
}
