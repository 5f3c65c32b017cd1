internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification

/// Tests prepared dependents before they are pushed, unless a fleet run has tested the very same.
///
/// A test that failed before the release too, or that comes and goes, holds no dependent back: it is
/// compared with the state before, as a fleet run would. Only what builds is tested; the build that
/// comes first also leaves what an emergency's build of the same dependent will need.
struct DependentTester: Sendable {
  let release: ReleasedVersion
  let baseline: ReleasedVersion?
  let layout: FleetLayout
  let driver: TrialDriver
  /// What fleet runs have tested with this very release, by dependent.
  let known: [RepositoryName: FleetRunRecord.Dependent]

  /// Reads what fleet runs have tested.
  static func open(
    _ workspace: Workspace, release: ReleasedVersion, baseline: ReleasedVersion?,
    layout: FleetLayout, progress: @escaping @Sendable (String) -> Void
  ) async throws -> DependentTester {
    let ground = FleetRunGround(workspace: workspace)
    let bounds = TestYard.Bounds()
    let yard = ground.yard(in: workspace, layouts: layout.yard, bounds: bounds)
    let driver = TrialDriver(
      candidateYard: yard, presentYard: yard, layouts: layout.yard, cache: ground.cache,
      bounds: "\(bounds.time) 0", isHasty: true,
      progress: { progress("\($0): testing \($1)") })
    return DependentTester(
      release: release, baseline: baseline, layout: layout, driver: driver,
      known: try await workspace.testedByFleetRuns(with: release))
  }

  // MARK: - By a fleet run

  /// The dependent as a fleet run has proven it, where one has found this very state good: the tree that
  /// is to be pushed, and the trees of all dependents that it is built with. Else `nil`.
  func provenBefore(_ prepared: PreparedDependent, _ dependent: Dependent) async throws
    -> PreparedDependent?
  {
    guard try await isGood(dependent.name, at: prepared.after ?? dependent.commit) else {
      return nil
    }
    for name in layout.fleet.closure(of: [dependent.name]).subtracting([dependent.name]) {
      guard let provider = layout.fleet.dependent(name),
        try await isGood(name, at: layout.prepared[name] ?? provider.commit)
      else { return nil }
    }
    var proven = prepared
    proven.proof = .fleetRun
    if known[dependent.name]?.outcome == .brokenBefore {
      proven.reason = "its tests failed before and fail still"
    }
    return proven
  }

  private func isGood(_ name: RepositoryName, at commit: ObjectID) async throws -> Bool {
    guard let known = known[name], known.isGood else { return false }
    return try await layout.workspace.store.objects.tree(of: commit) == known.tree
  }

  // MARK: - Now

  /// Runs the tests of a dependent that builds, where the release reaches it.
  func tested(_ prepared: PreparedDependent, _ dependent: Dependent) async throws
    -> PreparedDependent
  {
    switch prepared.outcome {
    case .ready, .floats, .follows: break
    case .upToDate, .ahead, .waits, .waitsForMerge, .regressed, .brokenBefore, .cannotPin,
      .needsFlag, .unknown:
      return prepared
    }
    var before = layout
    before.prepared = [:]
    let outcome = try await driver.outcome(
      baseline: try await before.subject(
        of: dependent, at: dependent.commit, foundation: baseline, settled: true),
      candidate: try await layout.subject(
        of: dependent, at: prepared.after ?? dependent.commit, foundation: release),
      isDirect: dependent.direct)
    return prepared.taking(outcome)
  }
}

extension PreparedDependent {
  /// Takes in what the tests of a dependent say that builds.
  fileprivate func taking(_ outcome: FleetOutcome) -> PreparedDependent {
    var tested = self
    tested.proof = .tests
    switch outcome.kind {
    case .passed, .fixed: return tested
    case .brokenBefore:
      // It compiles, so the release reaches it, and what fails did so without the release.
      tested.reason = join(
        "\(counted(outcome.failuresBefore, "test")) failed before and "
          + (outcome.failuresBefore == 1 ? "fails" : "fail") + " still")
    case .flaky:
      tested.reason = join(
        "flaky: " + outcome.flakyTests.map(\.description).joined(separator: ", "))
    case .regressed:
      tested.outcome = .regressed
      tested.reason = outcome.reason
    case .unknown, .skipped:
      tested.outcome = .unknown
      tested.proof = nil
      tested.reason = "its tests could not be run: \(outcome.reason)"
    }
    return tested
  }

  private func join(_ text: String) -> String { reason.map { "\($0); \(text)" } ?? text }
}

extension FleetRunRecord.Dependent {
  /// Whether nothing speaks against pushing the tree. One that failed before too is good where it
  /// compiles: then the release reaches it, and what could be compared is as it was.
  fileprivate var isGood: Bool {
    switch outcome {
    case .passed, .fixed: true
    case .brokenBefore: compiles == true
    case .regressed, .flaky, .skipped, .unknown: false
    }
  }
}

extension Workspace {
  /// What fleet runs have tested with the commit of `release`, the newest word on each dependent.
  fileprivate func testedByFleetRuns(
    with release: ReleasedVersion
  ) async throws -> [RepositoryName: FleetRunRecord.Dependent] {
    let standing = try await ledger.history().fleetStanding(on: release.commit)
    guard let standing else { return [:] }
    var known: [RepositoryName: FleetRunRecord.Dependent] = [:]
    for event in Set(standing.words.values.map(\.event)) {
      let bytes = try await ledger.evidence(FleetRunRecord.evidenceName, of: event)
      // What another version wrote otherwise is tested again.
      guard let bytes, let dependents = try? FleetRunRecord.dependents(in: bytes) else { continue }
      for dependent in dependents where standing.words[dependent.name]?.event == event {
        known[dependent.name] = dependent
      }
    }
    return known
  }
}
