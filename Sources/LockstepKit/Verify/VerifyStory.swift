internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification

/// The story of `lockstep verify`: the quality gates of a candidate, with evidence.
package struct VerifyStory: Sendable {
  let changes: ChangeStory
  let wish: VerifyWish
  let progress: @Sendable (String) -> Void

  var workspace: Workspace { changes.workspace }
  var host: Host { workspace.host }
  var configuration: Configuration { workspace.configuration }

  /// Runs the gates of a candidate and records what they found.
  ///
  /// - Throws: Explained errors where there is nothing to verify, or the wish does not make sense; what
  ///   keeps one gate from its verdict makes that gate inconclusive and stops no other.
  package static func tell(
    _ wish: VerifyWish, in workspace: Workspace,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Verification {
    let asking = wish.candidate == nil || wish.baseline == nil
    var changes = try await ChangeStory.open(workspace, branch: wish.branch, asking: asking)
    let candidate = try await changes.side(wish.candidate, as: .candidate)
    let baseline = try await Self.baseline(wish, of: candidate, changes)
    if let commit = candidate.commit {
      // The limits that count are those that the candidate itself brings.
      var own = changes.workspace
      try await own.takeConfiguration(of: commit)
      changes = ChangeStory(workspace: own, line: changes.line)
    }
    let sandbox = try await Sandbox.find(wish.sandbox, on: workspace.host)
    try await workspace.keepApart(in: sandbox)
    let story = VerifyStory(changes: changes, wish: wish, progress: progress)
    var verification = try await story.verify(candidate, against: baseline)
    verification.remarks += changes.remarks
    if let absence = sandbox.absence {
      verification.remarks.append(
        "build scripts and tests were not kept apart from this machine: \(absence)")
    }
    if wish.records { try await story.record(&verification) }
    return verification
  }

  /// The side that is compared with; a foundation that was never released has none.
  private static func baseline(
    _ wish: VerifyWish, of candidate: FoundationSide, _ changes: ChangeStory
  ) async throws -> FoundationSide? {
    do {
      return try await changes.sides(baseline: wish.baseline, candidate: wish.candidate).baseline
    } catch is NoBaseline {
      return nil
    }
  }

  /// The gates that are run: those that were named, else all that are configured.
  var gates: [Configuration.Gate] {
    guard wish.gates.isEmpty else {
      return Configuration.Gate.allCases.filter(wish.gates.contains)
    }
    return Configuration.Gate.allCases.filter { gate in
      switch gate {
      case .contract: !configuration.gates.contract.isEmpty
      case .integration: !configuration.gates.integration.isEmpty
      case .rehearsal: configuration.states(RehearsalCheck.setting)
      default: true
      }
    }
  }

  private func verify(
    _ candidate: FoundationSide, against baseline: FoundationSide?
  ) async throws -> Verification {
    try await changes.withCheckout(of: candidate) { top in
      let ground = try await ground(of: candidate, in: top, role: .candidate)
      var reports: [GateReport] = []
      for gate in gates {
        progress("\(gate.rawValue) …")
        let watch = host.clock.elapsed()
        var report = try await Self.told(gate) {
          try await self.report(of: gate, on: ground, against: baseline)
        }
        if report.seconds == 0 { report.seconds = (host.clock.elapsed() - watch).inSeconds }
        progress("\(gate.rawValue): \(report.verdict.word), \(report.summary)")
        reports.append(report)
      }
      return Verification(
        candidate: candidate, baseline: baseline, reports: reports, overrides: wish.overrides,
        maySkip: configuration.gates.maySkip)
    }
  }

  /// Turns what keeps a gate from its verdict into a report; a mistake of the caller's is thrown on.
  private static func told(
    _ gate: Configuration.Gate, _ check: () async throws -> GateReport
  ) async throws -> GateReport {
    do {
      return try await check()
    } catch let error as CancellationError {
      throw error
    } catch let error as any ExplainedError {
      let status = (error as? any ExitStatusCarrying)?.exitStatus
      if status == .usage || status == .configuration { throw error }
      return .undecided(gate, error.explanation)
    }
  }

  /// Writes the evidence to the ledger; a record that cannot be written is told, and changes no verdict.
  private func record(_ verification: inout Verification) async throws {
    let digest = FileDigest.sha256(of: configuration.bytes)
    guard let draft = try verification.draft(configuration: digest) else {
      verification.remarks.append("a folder is no candidate: nothing was recorded")
      return
    }
    do {
      _ = try await workspace.ledger.fetch()
      _ = try await workspace.ledger.append([draft])
    } catch let error as any ExplainedError {
      verification.remarks.append("not recorded: \(error.explanation.oneLine)")
    }
  }
}
