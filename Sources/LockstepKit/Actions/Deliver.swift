package import LockstepCore
internal import LockstepFleet
package import LockstepGit
internal import LockstepWorkflow

/// What became of one dependent's push.
package struct DeliveredDependent: Codable, Hashable, Sendable {
  package var name: RepositoryName
  package var ref: RefName
  package var commit: ObjectID
  package var delivered: Bool
  package var reason: String?
  /// Where people find the pull request, where one was opened.
  package var pullRequest: String?
  /// The pull request's number in its repository, where one was opened.
  package var number: Int?
  /// Why its branch did not take the commit, where that is proposed to it instead; `nil` elsewhere.
  package var barred: String?
}

extension StoryPerformer {
  /// The references that a delivery moves: named in its intent, all of them.
  func effect(of delivery: Delivery, in context: StepContext) throws -> JSONValue {
    let sets = try pushes(of: delivery, in: context)
    return .array(
      try sets.sorted { $0.key < $1.key }.map { name, updates in
        .object([
          "repository": .string(name.description), "updates": try JSONValue(encoding: updates),
        ])
      })
  }

  /// Pushes what was prepared; each push holds only while the branch stands where it was read.
  ///
  /// The push itself observes: a branch that has the commit already is reported as such, one that has
  /// anything else is left alone.
  func perform(_ delivery: Delivery, in context: StepContext) async throws -> Performance {
    let sets = try await available(
      try pushes(of: delivery, in: context), of: delivery, in: context)
    let prepared = try prepared(for: delivery, in: context)
    let delivered = try await push(sets, inOrder: prepared.map(\.name), in: context)
    let failed = delivered.filter { !$0.delivered }
    let barred = delivered.filter { $0.delivered && $0.barred != nil }
    func names(_ some: [DeliveredDependent]) -> String {
      some.map(\.name.description).joined(separator: ", ")
    }
    let summary =
      "pushed to \(delivered.count - failed.count - barred.count) of \(delivered.count)"
      + (barred.isEmpty
        ? "" : "; as a pull request to \(names(barred)), whose branch refuses pushes")
      + (failed.isEmpty ? "" : "; not to \(names(failed))")
    return .done(Evidence(summary: summary, body: try JSONValue(encoding: delivered)))
  }

  /// Pushes what `prepared` has ready.
  func deliver(_ prepared: [PreparedDependent], source: String, in context: StepContext)
    async throws -> [DeliveredDependent]
  {
    try await push(
      try pushes(of: prepared, source: source), inOrder: prepared.map(\.name), in: context)
  }

  private func push(
    _ sets: [RepositoryName: [RefUpdate]], inOrder names: [RepositoryName],
    in context: StepContext
  ) async throws -> [DeliveredDependent] {
    guard !sets.isEmpty else { return [] }
    context.progress("pushing to \(counted(sets.count, "repository", "repositories"))")
    let tips = try await workspace.store.tips()
    let width = sets.keys.compactMap { tips[$0]?.address }.width
    let outcomes = await workspace.store.push(
      sets, inOrder: names, width: width, lock: workspace.lock, timeout: Workspace.remoteTimeout)
    var delivered: [DeliveredDependent] = []
    for (name, updates) in sets.sorted(by: { $0.key < $1.key }) {
      for update in updates {
        delivered.append(Self.result(of: update, for: name, outcomes[name]?[update.ref]))
      }
    }
    let barred = delivered.filter { outcomes[$0.name]?[$0.ref]?.isByRule == true }
    let proposed = try await propose(
      try await divert(barred, among: delivered, in: context), in: context)
    try await mergeDiverted(proposed, onto: sets.compactMapValues { $0.first?.old })
    return proposed
  }

  /// Prepares anew what another machine has prepared and not pushed: its commits exist only there.
  private func available(
    _ sets: [RepositoryName: [RefUpdate]], of delivery: Delivery, in context: StepContext
  ) async throws -> [RepositoryName: [RefUpdate]] {
    let objects = workspace.store.objects
    let wanted = sets.values.flatMap { $0.compactMap(\.new) }
    guard try await objects.existing(wanted).count < Set(wanted).count else { return sets }
    // What was pushed already comes with the fetch, and the push will find it done.
    _ = try await workspace.loadFleet(fetching: true)
    let present = try await objects.existing(wanted)
    let missing = sets.filter { $0.value.contains { !present.contains($0.new ?? .absent) } }
    guard !missing.isEmpty else { return sets }
    let prepared = try await prepare(
      delivery.preparation.only(missing.keys.sorted()), in: context)
    var available = sets.filter { missing[$0.key] == nil }
    for dependent in prepared where dependent.outcome == .ready {
      guard let after = dependent.after else { continue }
      available[dependent.name] = [
        try update(of: dependent, to: after, source: delivery.source)
      ]
    }
    return available
  }

  private static func result(
    of update: RefUpdate, for name: RepositoryName, _ outcome: PushOutcome?
  ) -> DeliveredDependent {
    var result = DeliveredDependent(
      name: name, ref: update.ref, commit: update.new ?? .absent, delivered: false)
    switch outcome {
    case .done, .already: result.delivered = true
    case .rejected(let reason): result.reason = reason
    case .unreachable(let reason): result.reason = reason
    case nil: result.reason = "git said nothing about it"
    }
    return result
  }

  private func pushes(of delivery: Delivery, in context: StepContext) throws
    -> [RepositoryName: [RefUpdate]]
  {
    try pushes(of: try prepared(for: delivery, in: context), source: delivery.source)
  }

  private func prepared(for delivery: Delivery, in context: StepContext) throws
    -> [PreparedDependent]
  {
    guard let evidence = context.evidence[StepID(delivery.source)] else {
      throw ExplainedFailure(
        "there is nothing to push: the step `\(delivery.source)` has left no evidence",
        hints: ["`lockstep log` shows how far the operation came"])
    }
    return try evidence.body.decode([PreparedDependent].self)
  }

  private func pushes(of prepared: [PreparedDependent], source: String) throws
    -> [RepositoryName: [RefUpdate]]
  {
    var sets: [RepositoryName: [RefUpdate]] = [:]
    for dependent in prepared where dependent.outcome == .ready {
      guard let after = dependent.after else { continue }
      sets[dependent.name] = [try update(of: dependent, to: after, source: source)]
    }
    return sets
  }

  /// Where a commit goes: to the dependent's branch, or beside it for a pull request.
  private func update(of dependent: PreparedDependent, to commit: ObjectID, source: String) throws
    -> RefUpdate
  {
    let settings = workspace.configuration.fleet.dependents.first { $0.name == dependent.name }
    switch settings?.delivery ?? .push {
    case .push:
      return RefUpdate(
        ref: try RefName.branch(dependent.branch), old: dependent.before, new: commit)
    case .pullRequest:
      return RefUpdate(ref: try Self.branch(beside: commit), old: nil, new: commit)
    }
  }

  /// The branch of our own from which a commit is proposed.
  static func branch(beside commit: ObjectID) throws -> RefName {
    try RefName.branch("lockstep/\(commit.short)")
  }
}
