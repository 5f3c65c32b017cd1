package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepWorkflow

extension RollbackPlanner {
  /// Plans the pins of a part of the fleet; the release, its tag and everybody else stay.
  ///
  /// A later rollback of the same version restores those that were pinned so.
  ///
  /// - Throws: Explained errors; with status 0 where none of `names` is exposed.
  func pinning(
    _ names: [RepositoryName], _ wish: RollbackWish, operation: (String) -> String
  ) async throws -> RollbackProposal {
    let bad = try await badVersion(wish.bad)
    let good = try await goodVersion(wish.good, before: bad)
    let commits = try await workspace.repository.log(from: good.commit, to: bad.commit)
    let found = try await exposures(bad: bad, good: good, commits: commits)
    let wanted = Set(names)
    let exposed = found.exposed.filter { wanted.contains($0.name) }
    let updates = openUpdates(since: good.version, upTo: bad.version)
      .filter { wanted.contains($0.name) }
    guard !exposed.isEmpty || !updates.isEmpty else {
      throw NobodyExposed(names: names.sorted(), version: bad.version)
    }
    let proposed = proposed(updates, beside: exposed)
    let others = Set((proposed ?? []).map(\.name))
    let suspects = try await suspects(from: good, to: bad, among: exposed)
    let facts = PinFacts(
      package: workspace.configuration.foundation.package, bad: bad.release, good: good.release,
      branch: line.branch, exposed: exposed,
      safe: found.safe.filter { wanted.contains($0) && !others.contains($0) },
      because: wish.because, proposed: proposed, flags: suspects.isEmpty ? nil : suspects)
    let steps = try await mitigation(
      of: exposed, updates, suspects, from: facts.bad, to: facts.good)
    let plan = Plan(
      operation: operation("pin-\(bad.version)"), kind: OperationKind.pin,
      title: "pin of \(counted(facts.count, "dependent")) to \(facts.package) \(good.version)",
      facts: try JSONValue(encoding: facts),
      steps: settled(givingBack(steps), closing: updates, of: facts))
    return RollbackProposal(assessment: .pins(facts), plan: plan)
  }

  /// Those of whom only an open pull request is known.
  func proposed(
    _ updates: [OpenProposal], beside exposed: [RollbackFacts.ExposedDependent]
  ) -> [RollbackFacts.ExposedDependent]? {
    let known = Set(exposed.map(\.name))
    let found = updates.compactMap { update -> RollbackFacts.ExposedDependent? in
      guard !known.contains(update.name), let dependent = fleet.dependent(update.name) else {
        return nil
      }
      return RollbackFacts.ExposedDependent(
        name: update.name, degree: "proposed", reason: update.page ?? "#\(update.number)",
        commit: dependent.commit, before: update.base ?? dependent.commit, followsBranch: false)
    }
    return found.isEmpty ? nil : found
  }

  /// The steps of an operation that leaves the release standing, with those that forges need, to its end.
  func settled(
    _ steps: [Step<Action>], closing updates: [OpenProposal], of facts: PinFacts
  ) -> [Step<Action>] {
    let reason =
      "\(facts.package) \(facts.bad.version) is held back here"
      + (facts.flag.map { ": its feature `\($0)` went wrong." } ?? ": it went wrong.")
    var steps = closing(
      updates, around: steps, of: facts.bad, because: reason, phase: Phase.mitigation)
    steps = waiting(
      steps, for: facts.exposed.map(\.name) + updates.map(\.name), phase: Phase.mitigation)
    return steps + [Settlement.step(after: steps, phase: Phase.mitigation)]
  }

  /// Those that partial pins hold back from `bad`, or a rollback of it that ended before it restored them.
  func held(from bad: TaggedVersion, among safe: [RepositoryName])
    -> [RollbackFacts.ExposedDependent]
  {
    let before = commitsBefore([bad.version])
    var found: [RollbackFacts.ExposedDependent] = []
    for record in log.operations {
      for var dependent in record.pinned(off: bad.version)
      where safe.contains(dependent.name) {
        guard !found.contains(where: { $0.name == dependent.name }) else { continue }
        dependent.degree = "pinned"
        dependent.reason = "held by \(record.id)"
        dependent.before = before[dependent.name] ?? dependent.before
        found.append(dependent)
      }
    }
    return found
  }

  /// Plans that a withdrawn version is offered again.
  ///
  /// - Throws: Explained errors where the registry cannot, or no version is named and none was taken
  ///   back.
  func unyanking(_ wish: RollbackWish, operation: (String) -> String) throws -> RollbackProposal {
    let foundation = workspace.configuration.foundation
    guard workspace.publishes else {
      throw ExplainedFailure(
        "nothing is published, so nothing is yanked",
        why: ["`publish = \"none\"` under [foundation] in lockstep.toml"], exitStatus: .usage)
    }
    let registry = try workspace.registry()
    if case .unavailable(let reason) = registry.yanking {
      throw ExplainedFailure("`\(foundation.publish)` withdraws no versions", why: [reason])
    }
    guard let version = wish.bad ?? log.takenBack.keys.max() else {
      throw ExplainedFailure(
        "no rollback has withdrawn a version",
        hints: ["name the version: `lockstep rollback VERSION --undo-yank`"], exitStatus: .usage)
    }
    let facts = UnyankFacts(
      package: foundation.package, version: version, because: wish.because)
    let step = Step(
      id: "unyank", title: "offer \(version) again", phase: Phase.hotfix, irreversible: true,
      action: Action.yank(
        Yank(
          packages: foundation.allPackages, version: version,
          registry: foundation.publish.description, undone: true)))
    let plan = Plan(
      operation: operation("unyank-\(version)"), kind: OperationKind.unyank,
      title: "\(facts.package) \(version) is offered again",
      facts: try JSONValue(encoding: facts), steps: [step])
    return RollbackProposal(assessment: .offersAgain(facts), plan: plan)
  }
}

extension OperationRecord {
  /// Those that it has pinned because of `bad`, and did not restore.
  fileprivate func pinned(off bad: Version) -> [RollbackFacts.ExposedDependent] {
    if kind == OperationKind.pin, let facts = try? facts.decode(PinFacts.self), facts.flag == nil,
      facts.bad.version == bad
    {
      return facts.exposed + (facts.proposed ?? [])
    }
    guard kind == OperationKind.rollback, state != .finished,
      let facts = try? facts.decode(RollbackFacts.self), facts.bad.version == bad
    else { return [] }
    let arrived = delivered(by: PinSteps.contains)
    return facts.exposed.filter { arrived[$0.name] != nil }
  }
}

/// None of those that were named has the bad version or can get it.
package struct NobodyExposed: ExplainedError, ExitStatusCarrying {
  package let names: [RepositoryName]
  package let version: Version

  package var explanation: Explanation {
    Explanation(
      "nobody is to be pinned: \(names.map(\.description).joined(separator: ", "))",
      why: ["no lock names \(version) there, and no requirement admits it"],
      hints: ["`lockstep rollback \(version)` shows who is exposed"])
  }

  package var exitStatus: ExitStatus { .done }
}
