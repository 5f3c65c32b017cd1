internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

extension StoryPerformer {
  /// How many dependents are prepared at once; each of them keeps a compiler busy.
  static let preparationWidth = 2
  /// How long an emergency trusts what the same command has fetched: asking a thousand remotes twice
  /// would cost as much time as the pins.
  static let pinPatience: Duration = .seconds(300)

  /// Prepares every dependent of a group and stops where the release breaks some of them.
  func perform(
    _ preparation: Preparation, of step: StepID, in context: StepContext
  ) async throws -> Performance {
    // A pin is pushed only while its branch is where it was; the plan has just looked. Where a pull request
    // was merged in that very moment, and where it stands on other pins, everything is looked at again.
    let isKnown =
      try PinSteps.standsAlone(step)
      && preparation.repositories(after: context.evidence) == preparation.repositories
    let patience = isKnown ? Self.pinPatience : .zero
    let results = try await prepare(preparation, patience: patience, in: context)
    guard !results.isEmpty else {
      return .done(Evidence(summary: "nobody needs it", body: .array([])))
    }
    let evidence = Evidence(
      summary: Self.summary(of: results), body: try JSONValue(encoding: results))
    return .done(evidence)
  }

  /// Prepares every dependent of a group.
  ///
  /// - Parameter patience: What this process has fetched so short a time ago is not asked again.
  func prepare(
    _ preparation: Preparation, patience: Duration = .zero, in context: StepContext
  ) async throws -> [PreparedDependent] {
    let names = try preparation.repositories(after: context.evidence)
    guard !names.isEmpty else { return [] }
    let stage = try await FleetStage.open(
      workspace, release: preparation.release.commit, prepared: preparedCommits(in: context),
      patience: patience)
    var preparer = DependentPreparer(
      layout: stage.layout, preparation: preparation,
      sources: try await ReleaseSources.read(
        for: preparation.release, fleet: stage.fleet, workspace: workspace),
      tester: try await tester(for: preparation, on: stage, context),
      progress: context.progress)
    let lost = try unpinnable(in: context)
    let before = try await preparedBefore(preparation, on: stage)
    let held =
      preparation.mode.isAboutFlag ? [:] : try await heldBack(names, in: stage.fleet, context)
    preparer.ways = before.known
    return await forEach(names, width: Self.preparationWidth) { [preparer] name in
      if let waiting = held[name] { return waiting }
      if let pin = before.pins[name] { return pin }
      // Where the last good version does not build, its hotfix does not either.
      if case .restore = preparation.mode, let known = lost[name] { return known }
      context.progress("preparing \(name)")
      return await preparer.prepare(name)
    }
  }

  /// Who runs the dependents' tests. A pin and what follows it in an emergency are only built: there,
  /// minutes count, and the version that they go to is the one that was good before.
  private func tester(
    for preparation: Preparation, on stage: FleetStage, _ context: StepContext
  ) async throws -> DependentTester? {
    guard case .update = preparation.mode else { return nil }
    return try await DependentTester.open(
      workspace, release: preparation.release, baseline: preparation.baseline,
      layout: stage.layout, progress: context.progress)
  }

  /// The dependents that this operation could not pin.
  private func unpinnable(in context: StepContext) throws -> [RepositoryName: PreparedDependent] {
    let prepared = try PinSteps.prepared(in: context.evidence)
    return Dictionary(
      prepared.filter { $0.outcome == .cannotPin }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What earlier preparations of this operation have written, by repository; the latest counts.
  private func preparedCommits(in context: StepContext) throws -> [RepositoryName: ObjectID] {
    var commits: [RepositoryName: ObjectID] = [:]
    for (_, evidence) in Self.inOrder(context.evidence) {
      guard let prepared = try? evidence.body.decode([PreparedDependent].self) else { continue }
      for dependent in prepared {
        if dependent.outcome == .ready, let after = dependent.after {
          commits[dependent.name] = after
        }
      }
    }
    return commits
  }

  /// `5 ready, 1 regressed; 4 tested by the fleet run, 2 tested now`
  static func summary(of results: [PreparedDependent]) -> String {
    let counts = Dictionary(grouping: results, by: \.outcome).mapValues(\.count)
    let proofs = Dictionary(grouping: results, by: \.proof).mapValues(\.count)
    let parts = [
      PreparedDependent.Outcome.allCases.compactMap { outcome in
        counts[outcome].map { "\($0) \(outcome.rawValue)" }
      },
      PreparedDependent.Proof.allCases.compactMap { proof in
        proofs[proof].map { "\($0) \(proof.rawValue)" }
      },
    ]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: ", ") }.joined(separator: "; ")
  }
}

/// The fleet as it stands at this moment, ready to be built.
struct FleetStage: Sendable {
  let fleet: Fleet
  let layout: FleetLayout

  /// Fetches every dependent and reads what it requires, unless the caller has just done so.
  static func open(
    _ workspace: Workspace, release: ObjectID, prepared: [RepositoryName: ObjectID] = [:],
    patience: Duration = .zero, loaded known: LoadedFleet? = nil
  ) async throws -> FleetStage {
    let loaded: LoadedFleet
    if let known {
      loaded = known
    } else {
      loaded = try await workspace.loadFleet(fetching: true, unlessWithin: patience)
    }
    let source = try await workspace.source(at: release)
    var folders: [String: String] = [:]
    for name in workspace.configuration.foundation.allPackages {
      folders[name] = source.manifests.manifest(ofPackage: name)?.folder ?? ""
    }
    let yard = BuildYard(
      host: workspace.host, runner: workspace.cargo, isolation: workspace.isolation,
      directory: Files.join(workspace.host.cacheDirectory, "yard"))
    return FleetStage(
      fleet: loaded.fleet,
      layout: FleetLayout(
        workspace: workspace, fleet: loaded.fleet, yard: yard, prepared: prepared,
        foundationFolders: folders))
  }

  func validate(_ name: RepositoryName, against release: ReleasedVersion) async
    -> ValidatedDependent
  {
    guard let dependent = fleet.dependent(name) else {
      return ValidatedDependent(
        name: name, commit: .absent, outcome: .unknown, reason: "it is not in the fleet any more")
    }
    do {
      let verdict = try await layout.verdict(
        of: dependent, at: dependent.commit, foundation: release)
      return ValidatedDependent(
        name: name, commit: dependent.commit, outcome: verdict.outcome,
        reason: verdict.outcome == .builds ? nil : verdict.summary)
    } catch {
      let reason = (error as? any ExplainedError)?.explanation.oneLine ?? "\(error)"
      return ValidatedDependent(
        name: name, commit: dependent.commit, outcome: .unknown, reason: reason)
    }
  }
}
