internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

/// Holds a candidate to its rehearsal.
///
/// A rehearsal that showed that the way back is not ready holds a release up in any case. That there has
/// to be one, and how fresh, is asked for by stating `rehearsal-age` under [policy].
struct RehearsalCheck {
  /// The setting that asks for a rehearsal.
  static let setting = "policy.rehearsal-age"

  let standing: RehearsalStanding?
  /// What `verify` said of the gate: there it is waived.
  let gate: VerificationRecord.Gate?
  let policy: Configuration
  let now: Timestamp

  private var age: Span { policy.policy.rehearsalAge }

  /// Goes on, with a word on the rehearsal, or stops the release.
  func judge(_ candidate: ObjectID, beside evidence: Evidence) -> Performance {
    if gate?.waived != nil {
      return .done(told(evidence, "the rehearsal is waived"))
    }
    let hints = [
      "rehearse it: `lockstep release --rehearse`, then `lockstep resume`",
      "or answer for it: `lockstep verify --candidate \(candidate.short) --gate rehearsal "
        + "--override rehearsal --because \"…\"`",
    ]
    switch standing.map({ ($0, $0.verdict(at: now, age: age)) }) {
    case (let standing, .ready)?:
      return .done(told(evidence, "rehearsed \(standing.at)"))
    case (let standing, .notReady)?:
      return .stopped(
        Explanation(
          "the way back from \(candidate.short) is not ready", why: standing.record.obstacles,
          hints: hints),
        told(evidence, "rehearsed, and the way back is not ready"), .decidedNo)
    case let found:
      let text = found.map { "rehearsed \($0.0.at), which is older than \(age)" }
      guard policy.states(Self.setting) else {
        return .done(told(evidence, text ?? "not rehearsed"))
      }
      return .stopped(
        Explanation(
          "the rollback of \(candidate.short) was not rehearsed",
          why: [text ?? "the ledger has no rehearsal of it", "policy asks for one within \(age)"],
          hints: hints),
        told(evidence, text ?? "not rehearsed"), .refused)
    }
  }

  private func told(_ evidence: Evidence, _ text: String) -> Evidence {
    Evidence(summary: "\(evidence.summary); \(text)", body: evidence.body)
  }

  /// The same as a gate of `verify`.
  func report() -> GateReport {
    let hints = ["rehearse it: `lockstep release --rehearse`"]
    guard let standing else {
      return .skipped(.rehearsal, because: "the rollback was not rehearsed", hints: hints)
    }
    switch standing.verdict(at: now, age: age) {
    case .ready:
      return GateReport(
        .rehearsal, .passed,
        "rehearsed \(standing.at): \(counted(standing.record.pinned, "dependent")) pinned in "
          + "\(Int(standing.record.seconds.rounded())) s")
    case .old:
      return .inconclusive(
        .rehearsal, because: "the rehearsal of \(standing.at) is older than \(age)", hints: hints)
    case .notReady:
      return GateReport(
        .rehearsal, .failed, "the way back is not ready", evidence: standing.record.obstacles,
        hints: hints)
    }
  }
}

extension VerifyStory {
  /// The gate *rehearsal*: what the ledger says of the candidate.
  func rehearsal(of side: FoundationSide) async throws -> GateReport {
    guard let commit = side.commit else {
      return .skipped(.rehearsal, because: "a folder is not released, and not taken back")
    }
    let history = try await workspace.ledger.fetch()
    return RehearsalCheck(
      standing: history.rehearsal(of: commit), gate: nil, policy: configuration,
      now: host.clock.now()
    ).report()
  }
}
