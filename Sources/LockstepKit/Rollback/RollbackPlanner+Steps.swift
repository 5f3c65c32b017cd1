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
    var steps = pins(facts.exposed, from: facts.bad, to: facts.good)
    if workspace.configuration.policy.yank == .atOnce, let yank { steps.append(yank) }
    steps += lineStart(facts)
    steps += try await release(hotfix, packages: packages)
    if workspace.configuration.policy.yank == .afterReplacement, let yank { steps.append(yank) }
    steps += restores(facts, followers: false)
    steps += proofs(facts)
    steps.append(bringBack(facts))
    steps += restores(facts, followers: true)
    if !facts.restored.isEmpty { steps.append(Settlement.step(after: steps, phase: Phase.hotfix)) }
    return try await withForges(steps, facts)
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

  /// The pins of `exposed` to the last good version.
  func pins(
    _ exposed: [RollbackFacts.ExposedDependent], from bad: ReleasedVersion,
    to good: ReleasedVersion
  ) -> [Step<Action>] {
    guard !exposed.isEmpty else { return [] }
    let groups = PinSteps.groups(exposed.map(\.name), in: fleet)
    return groups.enumerated().flatMap { number, names -> [Step<Action>] in
      let preparation = Preparation(
        mode: .pin, release: good, baseline: bad, repositories: names)
      let source = PinSteps.prepare(number)
      let who = counted(names.count, "dependent") + (number > 0 ? " that take those" : "")
      return [
        Step(
          id: StepID(source), title: "prepare the pins of \(who) to \(good.version)",
          phase: Phase.mitigation, action: Action.prepare(preparation)),
        Step(
          id: StepID(PinSteps.push(number)),
          title: number == 0 ? "push the pins" : "push their pins", phase: Phase.mitigation,
          irreversible: true,
          action: .deliver(Delivery(source: source, preparation: preparation))),
      ]
    }
  }

  private func release(_ hotfix: TaggedVersion, packages: PackageSet?) async throws
    -> [Step<Action>]
  {
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
