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
    guard !exposed.isEmpty else {
      throw NobodyExposed(names: names.sorted(), version: bad.version)
    }
    let facts = PinFacts(
      package: workspace.configuration.foundation.package, bad: bad.release, good: good.release,
      branch: line.branch, exposed: exposed, safe: found.safe.filter(wanted.contains),
      because: wish.because)
    var steps = pins(exposed, from: facts.bad, to: facts.good)
    steps.append(Settlement.step(after: steps, phase: Phase.mitigation))
    let plan = Plan(
      operation: operation("pin-\(bad.version)"), kind: OperationKind.pin,
      title: "pin of \(counted(exposed.count, "dependent")) to \(facts.package) \(good.version)",
      facts: try JSONValue(encoding: facts), steps: steps)
    return RollbackProposal(assessment: .pins(facts), plan: plan)
  }

  /// Those that partial pins hold back from `bad`, and that nobody has moved since.
  func held(from bad: TaggedVersion, among safe: [RepositoryName])
    -> [RollbackFacts.ExposedDependent]
  {
    let before = commitsBefore([bad.version])
    var found: [RollbackFacts.ExposedDependent] = []
    for record in log.operations where record.kind == OperationKind.pin {
      guard let facts = try? record.facts.decode(PinFacts.self), facts.bad.version == bad.version,
        facts.flag == nil
      else { continue }
      for var dependent in facts.exposed where safe.contains(dependent.name) {
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
