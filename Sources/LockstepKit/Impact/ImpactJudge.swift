internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepVerification

/// Builds dependents against the candidate, and against the state before where that is needed, and
/// says what the candidate does to them.
struct ImpactJudge: Sendable {
  /// Builds in the candidate's world.
  let after: BuildYard
  /// Builds in the present world.
  let before: BuildYard
  let attribution: ErrorAttribution

  /// Judges one dependent; every trouble becomes its outcome.
  func judge(_ name: RepositoryName, _ preparation: CandidatePreparation) async -> DependentImpact {
    switch preparation {
    case .impossible(let dependent, let explanation):
      return trouble(explanation, with: dependent, called: name)
    case .ready(let ready):
      do {
        return try await judge(ready)
      } catch {
        return trouble(Explanation(of: error), with: ready.dependent, called: name)
      }
    }
  }

  private func judge(_ ready: CandidateCase) async throws -> DependentImpact {
    let dependent = ready.dependent
    let verdict = try await after.verdict(of: ready.candidate)
    if verdict.outcome == .unknown, let broken = attribution.missingFeatures(of: dependent) {
      return broken
    }
    var present: BuildVerdict?
    if verdict.outcome == .fails { present = try await before.verdict(of: ready.baseline) }
    let decision = ImpactDecision(
      aim: ready.aim, direct: dependent.direct,
      packages: Set(dependent.facts.packages.map(\.name)),
      platforms: Set(dependent.directUses.compactMap(\.dependency.target)).sorted())
    var impact = decision.impact(on: dependent.name, after: verdict, before: present) {
      attribution.site(of: $0)
    }
    if let ahead = ready.ahead, impact.outcome == .breaks {
      impact.reason = "\(ahead): a rollout leaves it alone, set back it breaks"
    }
    impact.via = dependent.via
    return impact
  }

  private func trouble(
    _ explanation: Explanation, with dependent: Dependent?, called name: RepositoryName
  ) -> DependentImpact {
    // Without a feature that it asks for, a dependent does not even resolve.
    if let dependent, let broken = attribution.missingFeatures(of: dependent) { return broken }
    return DependentImpact(
      name: name, outcome: .unknown, reason: explanation.oneLine, via: dependent?.via ?? [])
  }
}
