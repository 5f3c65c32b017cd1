internal import LockstepEcosystems

/// Decides about one dependent from the runs of both sides, and which run is needed next.
///
/// A trial only decides; whoever drives it makes the runs. Nothing is called a regression that was not
/// seen twice on the candidate and never on the baseline; trouble with the machine is tried once more
/// on the same side and then is what it is: nothing learnt.
package struct Trial: Hashable, Sendable {
  /// What to do next.
  package enum Step: Hashable, Sendable {
    /// Run this side. A repeat starts from a clean state: nothing that an earlier run built.
    case run(FleetSide, isRepeat: Bool)
    case done(FleetOutcome)
  }

  private var runs: [FleetSide: [SideRun]] = [:]
  /// Tests that are known to flip.
  private let knownFlaky: Set<TestName>
  /// Whether the dependent names the foundation itself.
  private let isDirect: Bool
  /// Whether a candidate that is well all by itself is not compared.
  private let isHasty: Bool

  /// Begins a trial.
  ///
  /// - Parameters:
  ///   - baseline: What an earlier trial of the same state said of the baseline; it is run where it
  ///     is `nil`.
  ///   - knownFlaky: Tests that flipped in earlier trials; alone they make nobody regress.
  ///   - isDirect: Whether the dependent names the foundation itself; others may be out of its reach.
  ///   - isHasty: Whether a candidate that is well all by itself has passed, and nothing is asked of
  ///     the baseline; what was fixed is not told then.
  package init(
    baseline: SideRun? = nil, knownFlaky: Set<TestName> = [], isDirect: Bool = true,
    isHasty: Bool = false
  ) {
    self.isHasty = isHasty
    self.knownFlaky = knownFlaky
    self.isDirect = isDirect
    if let baseline, baseline.ending == .finished, baseline.doubt == nil {
      runs[.baseline] = [baseline]
    }
  }

  /// The first step.
  package var first: Step { next() }

  /// Takes in a run and returns what to do next.
  package mutating func advance(on run: SideRun, of side: FleetSide) -> Step {
    runs[side, default: []].append(run)
    return next()
  }

  /// The first run of the baseline that came to its end: worth keeping.
  package var baselineToKeep: SideRun? { finished(.baseline).first }

  /// Whether the baseline had a say.
  package var hasComparison: Bool { !all(.baseline).isEmpty }

  private func all(_ side: FleetSide) -> [SideRun] { runs[side] ?? [] }

  private func finished(_ side: FleetSide) -> [SideRun] {
    all(side).filter { $0.ending == .finished && $0.doubt == nil }
  }

  // MARK: - Deciding

  private func next() -> Step {
    // A bound speaks against the candidate only where the baseline keeps it.
    if isHasty, !all(.candidate).contains(where: \.ending.isBound) {
      if let step = settle(.candidate) { return step }
      if finished(.candidate)[0].isClean {
        return .done(outcome(.passed, "it builds and passes its tests"))
      }
    }
    for side in FleetSide.allCases {
      if let step = settle(side) { return step }
    }
    // Both sides have one run that counts.
    let before = finished(.baseline)[0]
    let after = finished(.candidate)[0]
    guard after.failures.subtracting(before.failures).contains(where: counts) else {
      return .done(quiet(before, after))
    }
    for side in FleetSide.allCases where all(side).count < 2 {
      return .run(side, isRepeat: true)
    }
    for side in FleetSide.allCases where finished(side).count < 2 && all(side).count < 3 {
      return .run(side, isRepeat: true)
    }
    return .done(confirmed())
  }

  /// What a side still needs before it can be compared; `nil` where it has a run that counts.
  private func settle(_ side: FleetSide) -> Step? {
    let runs = all(side)
    guard let last = runs.last else { return .run(side, isRepeat: false) }
    guard finished(side).isEmpty else { return nil }
    if !isDirect, !last.heldBack.isEmpty {
      let holders = last.heldBack.joined(separator: ", ")
      return .done(outcome(.skipped, "the candidate does not reach it: \(holders)"))
    }
    if let doubt = last.doubt { return .done(outcome(.unknown, "\(side.rawValue): \(doubt)")) }
    guard runs.count > 1 else { return .run(side, isRepeat: true) }
    if side == .candidate, runs.allSatisfy(\.ending.isBound) {
      let reason =
        last.ending == .timedOut
        ? "timeout: twice it took longer than it may, and the baseline did not"
        : "memory: twice it took more than it may, and the baseline did not"
      return .done(outcome(.regressed, reason))
    }
    return .done(outcome(.unknown, "\(side.rawValue): \(Self.words(for: last.ending))"))
  }

  private static func words(for ending: SideRun.Ending) -> String {
    switch ending {
    case .finished: "finished"
    case .timedOut: "it took longer than it may"
    case .outOfMemory: "it took more memory than it may"
    case .trouble(let reason): reason
    }
  }

  private func counts(_ failure: Failure) -> Bool {
    if case .test(let name) = failure { !knownFlaky.contains(name) } else { true }
  }

  /// Nothing new that counts: what the two runs say is told at once.
  private func quiet(_ before: SideRun, _ after: SideRun) -> FleetOutcome {
    let flipped = after.failures.subtracting(before.failures).compactMap(\.test)
    if !flipped.isEmpty {
      return outcome(
        .flaky, "only tests failed that are known to come and go", flaky: flipped)
    }
    let gone = before.failures.subtracting(after.failures)
    if before.isClean { return outcome(.passed, "it builds and passes its tests") }
    // A baseline that did not compile had no tests to compare with.
    if after.isClean, !gone.isEmpty {
      return outcome(.fixed, "what failed with the baseline is well with the candidate")
    }
    return outcome(.brokenBefore, "it fails with the baseline too")
  }

  /// Both sides have run twice, as far as they could.
  private func confirmed() -> FleetOutcome {
    let before = finished(.baseline)
    let after = finished(.candidate)
    let flips = flipping(before).union(flipping(after))
    guard after.count > 1, before.count > 1 else {
      return outcome(.unknown, "what failed could not be confirmed by a second run", flaky: flips)
    }
    let ever = before.reduce(into: Set<Failure>()) { $0.formUnion($1.failures) }
    let always = after.dropFirst().reduce(after[0].failures) { $0.intersection($1.failures) }
    let new = always.subtracting(ever).filter(counts)
    guard new.isEmpty else {
      var result = outcome(.regressed, "", flaky: flips)
      result.newErrors = after[0].errors.filter { new.contains(.compile($0.key)) }
      result.failedTests = new.compactMap(\.test).sorted()
      result.reason = Self.summary(of: result)
      return result
    }
    return outcome(.flaky, "what failed came and went without a change", flaky: flips)
  }

  /// Tests that one side's runs disagree about.
  private func flipping(_ runs: [SideRun]) -> Set<TestName> {
    guard let first = runs.first else { return [] }
    var flips: Set<TestName> = []
    for run in runs.dropFirst() {
      flips.formUnion(
        first.failed.symmetricDifference(run.failed).filter {
          // A test that the other run did not reach says nothing.
          first.tests[$0] != nil && run.tests[$0] != nil
        })
    }
    return flips
  }

  private static func summary(of outcome: FleetOutcome) -> String {
    var parts: [String] = []
    if let error = outcome.newErrors.first?.key {
      let more = outcome.newErrors.count - 1
      let place = error.file.map { "\($0):\(error.line ?? 1): " } ?? ""
      parts.append(
        "does not compile: \(place)\(error.message)" + (more > 0 ? " (and \(more) more)" : ""))
    }
    if let test = outcome.failedTests.first {
      let more = outcome.failedTests.count - 1
      parts.append("fails: \(test)" + (more > 0 ? " (and \(more) more)" : ""))
    }
    return parts.joined(separator: "; ")
  }

  private func outcome(
    _ kind: FleetOutcome.Kind, _ reason: String, flaky: some Sequence<TestName> = []
  ) -> FleetOutcome {
    let before = finished(.baseline).first
    let after = finished(.candidate).first
    let fixed = before.flatMap { before in
      after.map { after in
        before.failed.filter { after.tests[$0] == .passed }.sorted()
      }
    }
    return FleetOutcome(
      kind, reason: reason, fixedTests: fixed ?? [], flakyTests: flaky.sorted(),
      failuresBefore: before?.failures.count ?? 0, compiles: after.map(\.errors.isEmpty),
      seconds: runs.values.joined().reduce(0) { $0 + $1.seconds },
      baselineSeconds: (before ?? all(.baseline).last)?.seconds,
      candidateSeconds: (after ?? all(.candidate).last)?.seconds,
      log: all(.candidate).last?.log ?? all(.baseline).last?.log)
  }
}

extension Failure {
  fileprivate var test: TestName? {
    if case .test(let name) = self { name } else { nil }
  }
}
