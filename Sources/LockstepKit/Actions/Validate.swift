package import LockstepCore
internal import LockstepFleet
package import LockstepGit
internal import LockstepSystem
package import LockstepVerification
internal import LockstepWorkflow

/// A build of every dependent at its present commit, and its tests.
package struct Validation: Codable, Hashable, Sendable {
  package var release: ReleasedVersion
  package var repositories: [RepositoryName]
  /// What tests are compared with; `nil` where it is only built.
  package var baseline: ReleasedVersion?

  package init(
    release: ReleasedVersion, repositories: [RepositoryName], baseline: ReleasedVersion? = nil
  ) {
    self.release = release
    self.repositories = repositories
    self.baseline = baseline
  }
}

/// What the build of one dependent's present tip says, and what its tests say.
package struct ValidatedDependent: Codable, Hashable, Sendable {
  package var name: RepositoryName
  package var commit: ObjectID
  package var outcome: BuildVerdict.Outcome
  package var reason: String?
  /// How its tests came out, compared with the last good version; `nil` where they were not run.
  package var tests: FleetOutcome.Kind?

  /// Whether the fleet run has nothing against it.
  package var isWell: Bool {
    guard outcome == .builds else { return false }
    switch tests {
    case nil, .passed, .fixed, .brokenBefore, .flaky: return true
    case .regressed, .skipped, .unknown: return false
    }
  }
}

extension StoryPerformer {
  /// Builds every dependent as the remotes have it now, and runs its tests, which are compared with those
  /// of the state that was pinned: the last good version's.
  ///
  /// It is a proof, and holds nothing up: what does not pass is named, and what follows still takes the bad
  /// version back.
  func perform(_ validation: Validation, in context: StepContext) async throws -> Performance {
    let stage = try await FleetStage.open(workspace, release: validation.release.commit)
    var tester: DependentTester?
    if let baseline = validation.baseline {
      tester = try await DependentTester.open(
        workspace, release: validation.release, baseline: baseline, layout: stage.layout,
        progress: context.progress)
    }
    let pinned = try await pinnedCommits(in: context)
    let results = await forEach(validation.repositories, width: Self.preparationWidth) {
      [tester] name in
      context.progress("building \(name)")
      let built = await stage.validate(name, against: validation.release)
      guard let tester, let dependent = stage.fleet.dependent(name) else { return built }
      return await tester.validated(built, dependent, before: pinned[name])
    }
    return .done(
      Evidence(summary: Self.summary(of: results), body: try JSONValue(encoding: results)))
  }

  /// The commits that this operation has pinned dependents by, as far as this machine has them.
  private func pinnedCommits(in context: StepContext) async throws -> [RepositoryName: ObjectID] {
    let prepared = try PinSteps.prepared(in: context.evidence)
    let present = try await workspace.store.objects.existing(prepared.compactMap(\.after))
    var commits: [RepositoryName: ObjectID] = [:]
    for dependent in prepared {
      if let after = dependent.after, present.contains(after) { commits[dependent.name] = after }
    }
    return commits
  }

  /// `7 of 7 build, the tests of 7 pass`
  static func summary(of results: [ValidatedDependent]) -> String {
    let builds = results.count { $0.outcome == .builds }
    let ill = results.filter { !$0.isWell }
    let names = ill.map(\.name.description).joined(separator: ", ")
    var summary = "\(builds) of \(results.count) build"
    let tested = results.filter { $0.tests != nil }
    if !tested.isEmpty {
      let passing = tested.count { $0.tests == .passed || $0.tests == .fixed }
      summary += ", the tests of \(passing) pass"
      let before = tested.count { $0.tests == .brokenBefore }
      if before > 0 { summary += ", of \(before) fail as before" }
    }
    return summary + (ill.isEmpty ? "" : "; not \(names)")
  }
}

extension DependentTester {
  /// Runs the tests of a dependent that builds as it stands, compared with `before`, the commit by which
  /// it was held on the last good version; whatever goes wrong is its outcome.
  func validated(
    _ built: ValidatedDependent, _ dependent: Dependent, before: ObjectID?
  ) async -> ValidatedDependent {
    guard built.outcome == .builds else { return built }
    var tested = built
    do {
      let outcome = try await driver.outcome(
        baseline: try await layout.subject(
          of: dependent, at: before ?? dependent.commit, foundation: baseline, settled: true),
        candidate: try await layout.subject(
          of: dependent, at: dependent.commit, foundation: release),
        isDirect: dependent.direct)
      tested.tests = outcome.kind
      tested.reason = tested.isWell ? nil : outcome.reason
    } catch {
      tested.tests = .unknown
      tested.reason = (error as? any ExplainedError)?.explanation.oneLine ?? "\(error)"
    }
    return tested
  }
}
