internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepSystem
internal import LockstepVerification

/// Makes the runs that a dependent's trial asks for, and keeps what they found out.
struct TrialDriver: Sendable {
  /// Builds and tests in the candidate's world, and in the present one.
  let candidateYard: TestYard
  let presentYard: TestYard
  /// Knows by what an outcome is kept.
  let layouts: BuildYard
  let cache: FleetRunCache
  /// How much a run may take, as far as an outcome depends on it.
  let bounds: String
  /// Whether what is known is found out again.
  var again = false
  /// Whether a candidate that is well all by itself needs no baseline to be compared with.
  var isHasty = false
  /// Is told which run begins.
  let progress: @Sendable (RepositoryName, String) -> Void

  /// What a dependent is with the candidate, from earlier runs of the same states where there were any.
  ///
  /// - Parameter isDirect: Whether the dependent names the foundation itself.
  func outcome(
    baseline: BuildSubject, candidate: BuildSubject, isDirect: Bool
  ) async throws -> FleetOutcome {
    try await cache.exclusively(on: candidate.name.description) {
      try await outcomeAlone(baseline: baseline, candidate: candidate, isDirect: isDirect)
    }
  }

  private func outcomeAlone(
    baseline: BuildSubject, candidate: BuildSubject, isDirect: Bool
  ) async throws -> FleetOutcome {
    let name = candidate.name.description
    let after = try await layouts.key(of: candidate)
    let alone = Self.key([after, bounds, "alone"])
    if isHasty, !again, let known = cache.outcome(alone) { return known }
    let before = try await layouts.key(of: baseline)
    let key = Self.key([before, after, bounds])
    if !again, let known = cache.outcome(key) { return known }
    var trial = Trial(
      baseline: again ? nil : cache.baseline(before), knownFlaky: cache.flaky(of: name),
      isDirect: isDirect, isHasty: isHasty)
    var step = trial.first
    while case .run(let side, let isRepeat) = step {
      try Task.checkCancellation()
      progress(candidate.name, "\(isRepeat ? "once more with" : "with") the \(side.rawValue)")
      let run =
        switch side {
        case .baseline: await presentYard.run(baseline, side: side, isRepeat: isRepeat)
        case .candidate: await candidateYard.run(candidate, side: side, isRepeat: isRepeat)
        }
      // A run that was called off says nothing about anybody.
      try Task.checkCancellation()
      step = trial.advance(on: run, of: side)
      try cache.keep(baseline: trial.baselineToKeep, before)
    }
    guard case .done(let outcome) = step else { throw CancellationError() }
    try cache.keep(flaky: outcome.flakyTests, of: name)
    try cache.keep(outcome: outcome, trial.hasComparison ? key : alone)
    if !isHasty {
      try cache.keep(
        past: .init(seconds: outcome.seconds, broke: outcome.kind == .regressed),
        of: candidate.name)
    }
    return outcome
  }

  private static func key(_ parts: [String]) -> String {
    FileDigest.sha256(of: Array(parts.joined(separator: " ").utf8))
  }
}
