internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification
internal import Synchronization

/// Runs one dependent after the other on both sides, and says what it comes to.
struct FleetRunJudge: Sendable {
  let driver: TrialDriver
  let wish: FleetRunWish
  let halt: FailFast
  let events: @Sendable (FleetRunEvent) -> Void

  func judge(_ name: RepositoryName, _ preparation: CandidatePreparation) async
    -> FleetRunReport.Entry
  {
    let entry = await entry(of: name, preparation)
    if entry.outcome.kind == .regressed, wish.failsFast { halt.pull() }
    // Whoever was called off has no outcome.
    if !Task.isCancelled { events(.ends(name, entry.outcome.kind)) }
    return entry
  }

  private func entry(of name: RepositoryName, _ preparation: CandidatePreparation) async
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
    try await driver.outcome(
      baseline: ready.baseline, candidate: ready.candidate, isDirect: ready.dependent.direct)
  }
}

/// A rope that anybody pulls, so that nobody begins anything new.
final class FailFast: Sendable {
  private let pulled = Mutex(false)

  var isPulled: Bool { pulled.withLock { $0 } }

  func pull() { pulled.withLock { $0 = true } }
}
