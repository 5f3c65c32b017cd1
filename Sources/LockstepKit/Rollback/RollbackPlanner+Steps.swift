internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

extension RollbackPlanner {
  /// Lists the steps of the emergency, phase by phase.
  func steps(_ facts: RollbackFacts, hotfix: TaggedVersion, packages: PackageSet?) async throws
    -> [Step<Action>]
  {
    let yank = packages.map { _ in yankStep(facts) } ?? nil
    let updates = openUpdates(since: facts.good.version, upTo: facts.bad.version)
    var steps = try await mitigation(
      of: facts.exposed, updates, facts.flags ?? [], from: facts.bad, to: facts.good)
    if workspace.configuration.policy.yank == .atOnce, let yank { steps.append(yank) }
    steps += lineStart(facts)
    steps += try await release(hotfix, packages: packages, proving: examination(of: facts))
    if workspace.configuration.policy.yank == .afterReplacement, let yank { steps.append(yank) }
    steps += restores(facts, followers: false)
    steps += proofs(facts)
    steps.append(bringBack(facts))
    steps += restores(facts, followers: true)
    steps = try await withForges(givingBack(steps), facts, updates)
    if !facts.restored.isEmpty || !updates.isEmpty {
      steps.append(Settlement.step(after: steps, phase: Phase.hotfix))
    }
    return steps
      + Telling.steps(
        .allClear(facts.bad.version), phase: Phase.hotfix, in: workspace.configuration)
  }

  /// The proof that everybody is well again: builds and tests of the whole fleet, and the benchmarks where
  /// somebody has set a limit for them.
  private func proofs(_ facts: RollbackFacts) -> [Step<Action>] {
    var steps = [
      Step(
        id: "validate", title: "build and test the whole fleet", phase: Phase.hotfix,
        action: Action.validate(
          Validation(
            release: facts.hotfix, repositories: fleet.dependents.map(\.name),
            baseline: facts.good)))
    ]
    let configuration = workspace.configuration
    if ["gates.benchmarks", "gates.benchmark-regression"].contains(where: configuration.states) {
      steps.append(
        Step(
          id: "benchmarks", title: "compare the hotfix's benchmarks with \(facts.good.version)",
          phase: Phase.hotfix,
          action: .measure(Measurement(release: facts.hotfix, baseline: facts.good))))
    }
    return steps
  }

  /// What a hotfix has to pass that is new code; `nil` for the last good version's tree, which did.
  private func examination(of facts: RollbackFacts) -> Examination? {
    let gates = workspace.configuration.gates.emergency
    guard facts.reverted != nil, !gates.isEmpty else { return nil }
    return Examination(
      hotfix: facts.hotfix, good: facts.good, bad: facts.bad.version, gates: gates)
  }

  private func release(
    _ hotfix: TaggedVersion, packages: PackageSet?, proving examination: Examination?
  ) async throws -> [Step<Action>] {
    let branch = try RefName.branch("lockstep/\(hotfix.version)")
    let tagObject = try await workspace.repository.writeTag(
      name: hotfix.tag.short, target: hotfix.commit,
      message: "\(workspace.configuration.foundation.package) \(hotfix.version), a hotfix\n",
      tagger: workspace.signature())
    var steps = [
      Step(
        id: "hotfix.candidate", title: "push the hotfix to \(branch.short)", phase: Phase.hotfix,
        action: Action.push(
          PushSet(
            updates: [RefUpdate(ref: branch, old: nil, new: hotfix.commit)],
            purpose: "hotfix \(hotfix.commit.short) on \(branch.short)")))
    ]
    if let examination {
      let names = examination.gates.map(\.rawValue).joined(separator: ", ")
      steps.append(
        Step(
          id: "hotfix.gates", title: "test the hotfix, which is new code (\(names))",
          phase: Phase.hotfix, action: .examine(examination)))
    }
    if let packages {
      steps.append(
        Step(
          id: "hotfix.package", title: "package and build \(packages.labels)", phase: Phase.hotfix,
          action: .package(packages)))
    }
    steps.append(
      Step(
        id: "hotfix.tag", title: "push the tag \(hotfix.tag.short)", phase: Phase.hotfix,
        irreversible: true,
        action: .land(
          Landing(
            version: hotfix.version, commit: hotfix.commit, tag: hotfix.tag, tagObject: tagObject,
            branch: nil, candidateBranch: branch))))
    if let packages {
      steps.append(
        Step(
          id: "hotfix.publish", title: "publish \(packages.labels) to \(packages.registry)",
          phase: Phase.hotfix, irreversible: true, action: .publish(packages)))
    }
    return steps
  }

  private func yankStep(_ facts: RollbackFacts) -> Step<Action> {
    Step(
      id: "yank", title: "yank \(facts.bad.version)", phase: Phase.hotfix,
      action: .yank(
        Yank(
          packages: workspace.configuration.foundation.allPackages, version: facts.bad.version,
          registry: workspace.configuration.foundation.publish.description)))
  }

  /// Brings the hotfix to the dependents, their requirements as they stood before.
  ///
  /// Those that follow the branch come last: before it has the hotfix they would get the bad code again.
  private func restores(_ facts: RollbackFacts, followers: Bool) -> [Step<Action>] {
    let before = Dictionary(
      facts.restored.map { ($0.name, $0.before) }, uniquingKeysWith: { first, _ in first })
    let late = restoredLate(facts)
    let wanted = Set(facts.restored.map(\.name).filter { late.contains($0) == followers })
    var steps: [Step<Action>] = []
    var number = 0
    for wave in fleet.waves {
      let names = wave.filter(wanted.contains)
      guard !names.isEmpty else { continue }
      number += 1
      steps += RolloutPlanner.steps(
        names, number: number,
        mode: .restore(before: before.filter { names.contains($0.key) }), release: facts.hotfix,
        baseline: facts.good, phase: Phase.hotfix, prefix: followers ? "follow" : "restore"
      ).dropLast()
    }
    return steps
  }

  /// Those that follow the branch, and those that take them as they stand: restored before them they would
  /// have two versions of the foundation in one build.
  private func restoredLate(_ facts: RollbackFacts) -> Set<RepositoryName> {
    var late = Set(facts.restored.filter(\.followsBranch).map(\.name))
    for name in fleet.waves.joined() {
      guard let dependent = fleet.dependent(name) else { continue }
      if dependent.taken.contains(where: late.contains) { late.insert(name) }
    }
    return late
  }

  /// Takes the bad range back on the branch. It comes after all that does not need it, for it may wait for
  /// a person.
  private func bringBack(_ facts: RollbackFacts) -> Step<Action> {
    let ranges = facts.ranges ?? []
    let trailers = ranges.map { BringBack.trailer + $0 }.joined(separator: "\n")
    return Step(
      id: "revert", title: "revert \(facts.bad.version) on \(facts.branch.short)",
      phase: Phase.hotfix, irreversible: true,
      action: .bringBack(
        BringBack(
          commit: facts.hotfix.commit, branch: facts.branch,
          message: """
            Revert \(facts.bad.version)

            Takes back what its hotfix \(facts.hotfix.version) takes back, and nothing that came since.

            \(trailers)

            """,
          taken: BringBack.Taken(
            bad: facts.bad, hotfix: facts.hotfix, ranges: ranges,
            day: workspace.host.clock.now().day, sentence: facts.sentence))))
  }

  /// Makes the line's branch where there is none: at the bad version, from which its hotfix goes on.
  private func lineStart(_ facts: RollbackFacts) -> [Step<Action>] {
    guard let start = facts.lineStart else { return [] }
    let title = "make the branch \(facts.branch.short) from \(facts.bad.tag)"
    return [
      Step(
        id: "line", title: title, phase: Phase.hotfix,
        action: .push(
          PushSet(
            updates: [RefUpdate(ref: facts.branch, old: nil, new: start)],
            purpose: "\(facts.branch.short) at \(facts.bad.tag)")))
    ]
  }
}
