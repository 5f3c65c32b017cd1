internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification
internal import Synchronization

/// Runs one dependent after the other on both sides, and says what it comes to.
struct FleetRunJudge: Sendable {
  /// Builds and tests in the candidate's world, and in the present one.
  let candidateYard: TestYard
  let presentYard: TestYard
  /// Knows by what an outcome is kept.
  let layouts: BuildYard
  let cache: FleetRunCache
  let wish: FleetRunWish
  let halt: FailFast
  let progress: @Sendable (String) -> Void

  func judge(_ name: RepositoryName, _ preparation: CandidatePreparation) async
    -> FleetRunReport.Entry
  {
    switch preparation {
    case .impossible(let dependent, let explanation):
      return FleetRunReport.Entry(
        name: name, outcome: FleetOutcome(.unknown, reason: explanation.oneLine),
        via: dependent?.via ?? [])
    case .ready(let ready):
      var entry = FleetRunReport.Entry(
        name: name, outcome: FleetOutcome(.unknown, reason: ""), via: ready.dependent.via,
        commit: ready.commit)
      do {
        entry.tree = try await ready.candidate.objects.tree(of: ready.candidate.commit)
        entry.outcome = await outcome(of: ready)
      } catch {
        entry.outcome.reason = Explanation(of: error).oneLine
      }
      if entry.outcome.kind == .regressed, wish.failsFast { halt.pull() }
      progress("\(name): \(entry.outcome.kind.rawValue)")
      return entry
    }
  }

  private func outcome(of ready: CandidateCase) async -> FleetOutcome {
    if let ahead = ready.ahead {
      return FleetOutcome(.skipped, reason: "a rollout leaves it alone: \(ahead)")
    }
    if halt.isPulled { return FleetOutcome(.skipped, reason: "another one has regressed") }
    do {
      return try await trial(of: ready)
    } catch {
      return FleetOutcome(.unknown, reason: Explanation(of: error).oneLine)
    }
  }

  private func trial(of ready: CandidateCase) async throws -> FleetOutcome {
    let name = ready.dependent.name
    let bounds = "\(wish.time) \(wish.memory ?? 0)"
    let before = try await layouts.key(of: ready.baseline)
    let after = try await layouts.key(of: ready.candidate)
    let key = FileDigest.sha256(of: Array("\(before) \(after) \(bounds)".utf8))
    if !wish.again, let known = cache.outcome(key) { return known }
    var trial = Trial(
      baseline: wish.again ? nil : cache.baseline(before),
      knownFlaky: cache.flaky(of: name.description), isDirect: ready.dependent.direct)
    var step = trial.first
    while case .run(let side, let isRepeat) = step {
      try Task.checkCancellation()
      progress("\(name): \(isRepeat ? "once more with" : "with") the \(side.rawValue)")
      let run =
        switch side {
        case .baseline:
          await presentYard.run(ready.baseline, side: side, isRepeat: isRepeat)
        case .candidate:
          await candidateYard.run(ready.candidate, side: side, isRepeat: isRepeat)
        }
      // A run that was called off says nothing about anybody.
      try Task.checkCancellation()
      step = trial.advance(on: run, of: side)
      try cache.keep(baseline: trial.baselineToKeep, before)
    }
    guard case .done(let outcome) = step else { throw CancellationError() }
    try cache.keep(flaky: outcome.flakyTests, of: name.description)
    try cache.keep(outcome: outcome, key)
    try cache.keep(
      past: .init(seconds: outcome.seconds, broke: outcome.kind == .regressed), of: name)
    return outcome
  }
}

/// A rope that anybody pulls, so that nobody begins anything new.
final class FailFast: Sendable {
  private let pulled = Mutex(false)

  var isPulled: Bool { pulled.withLock { $0 } }

  func pull() { pulled.withLock { $0 = true } }
}
