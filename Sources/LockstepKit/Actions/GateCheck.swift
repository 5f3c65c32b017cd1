internal import LockstepCore
internal import LockstepFleet
package import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

/// Holds a release to what the ledger says of its candidate's quality gates and fleet runs.
package struct GateCheck: Codable, Hashable, Sendable {
  /// The commit that is released.
  package var candidate: ObjectID

  package init(candidate: ObjectID) {
    self.candidate = candidate
  }
}

extension StoryPerformer {
  /// Reads the newest verdict of every gate on the candidate, and of every dependent.
  ///
  /// A failed gate stops the release as decided, an undecided one as refused; waiving one is an event of
  /// its own. What was never verified is told as that, and is not taken for passed.
  func perform(_ check: GateCheck) async throws -> Performance {
    let history = try await workspace.ledger.history()
    let gates = Self.judge(history.gates(of: check.candidate), of: check.candidate)
    guard case .done(let evidence) = gates else { return gates }
    let fleet = Self.judge(
      history.fleetStanding(on: check.candidate), of: check.candidate, beside: evidence)
    guard case .done(let evidence) = fleet else { return fleet }
    return RehearsalCheck(
      standing: history.rehearsal(of: check.candidate),
      gate: history.gates(of: check.candidate)[.rehearsal], policy: workspace.configuration,
      now: workspace.host.clock.now()
    ).judge(check.candidate, beside: evidence)
  }

  /// Stops where a dependent regressed and nobody answers for it; a run that was not made is told.
  static func judge(
    _ standing: FleetStanding?, of candidate: ObjectID, beside gates: Evidence
  ) -> Performance {
    let command = "lockstep verify --fleet --candidate \(candidate.short)"
    guard let standing else {
      return .done(
        Evidence(
          summary: "\(gates.summary); no fleet run, `\(command)` makes one", body: gates.body))
    }
    let evidence = Evidence(
      summary: "\(gates.summary); fleet run: \(standing.told)", body: gates.body)
    let holding = standing.holding
    guard !holding.isEmpty else { return .done(evidence) }
    let shown = holding.prefix(10).map(\.description).joined(separator: ", ")
    let more = holding.count > 10 ? " and \(holding.count - 10) more" : ""
    return .stopped(
      Explanation(
        "the candidate \(candidate.short) breaks \(counted(holding.count, "dependent"))",
        why: ["the fleet run of \(standing.at) says: regressed \(shown)\(more)"],
        hints: [
          "`\(command)` shows what breaks them; what is known is not run again",
          "mend the foundation and plan again: `lockstep abort` first",
          "or answer for it: `\(command) --override fleet --because \"…\"`, then `lockstep resume`",
        ]), evidence, .decidedNo)
  }

  static func judge(
    _ gates: [Configuration.Gate: VerificationRecord.Gate], of candidate: ObjectID
  ) -> Performance {
    let command = "lockstep verify --candidate \(candidate.short)"
    guard !gates.isEmpty else {
      return .done(Evidence(summary: "not verified; `\(command)` does it", body: .array([])))
    }
    let told = Configuration.Gate.allCases.compactMap { gates[$0] }
    let holding = told.filter { $0.verdict != .passed && $0.waived == nil }
    let body = JSONValue.array(
      told.map {
        ["gate": .string($0.gate.rawValue), "verdict": .string($0.verdict.word)]
      })
    guard let first = holding.first else {
      let waived = told.filter { $0.waived != nil }.map(\.gate.rawValue)
      return .done(
        Evidence(
          summary: "\(told.count - waived.count) of \(counted(told.count, "gate")) passed"
            + (waived.isEmpty ? "" : ", \(waived.joined(separator: ", ")) waived"), body: body))
    }
    let failed = holding.contains { $0.verdict == .failed }
    let names = holding.map(\.gate.rawValue).joined(separator: ", ")
    return .stopped(
      Explanation(
        "the candidate \(candidate.short) is held up by its quality gates: \(names)",
        why: holding.map { "\($0.gate.rawValue) \($0.verdict.word): \($0.summary)" },
        hints: [
          "mend the foundation and plan again: `lockstep abort` first",
          "run a gate again: `\(command) --gate \(first.gate.rawValue)`, then `lockstep resume`",
          "or answer for it: add `--override \(first.gate.rawValue) --because \"…\"`",
        ]), Evidence(summary: "held up by \(names)", body: body),
      failed ? .decidedNo : .refused)
  }
}
