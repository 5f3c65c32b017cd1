package import LockstepCore
package import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepVerification
internal import LockstepWorkflow

/// The proof of a hotfix that nobody has released in this form: the bad version without some commits.
package struct Examination: Codable, Hashable, Sendable {
  package var hotfix: ReleasedVersion
  /// The last good version.
  package var good: ReleasedVersion
  package var bad: Version
  /// The gates that it has to pass.
  package var gates: [Configuration.Gate]

  package init(
    hotfix: ReleasedVersion, good: ReleasedVersion, bad: Version, gates: [Configuration.Gate]
  ) {
    self.hotfix = hotfix
    self.good = good
    self.bad = bad
    self.gates = gates
  }
}

extension StoryPerformer {
  /// Runs the gates that nobody has answered for; what does not pass stops the hotfix before its tag.
  ///
  /// Going on afterwards runs what did not pass once more.
  func perform(_ examination: Examination, in context: StepContext) async throws -> Performance {
    let candidate = examination.hotfix.commit
    let known = try await workspace.ledger.fetch().gates(of: candidate)
    let open = examination.gates.filter { gate in
      known[gate].map { $0.verdict != .passed && $0.waived == nil } ?? true
    }
    guard !open.isEmpty else {
      let waived = examination.gates.filter { known[$0]?.verdict != .passed }
      let names = waived.map(\.rawValue).joined(separator: ", ")
      return .done(
        Evidence(summary: waived.isEmpty ? "passed before" : "\(names) answered for"))
    }
    let verification = try await VerifyStory.tell(
      VerifyWish(
        candidate: candidate.description, baseline: examination.good.commit.description,
        gates: open), in: workspace, progress: context.progress)
    let evidence = Evidence(
      summary: verification.conclusion,
      body: .array(verification.reports.map { .string("\($0.gate.rawValue): \($0.summary)") }))
    guard verification.exitStatus != .done else { return .done(evidence) }
    return .stopped(
      examination.explanation(of: verification), evidence, verification.exitStatus)
  }
}

extension Examination {
  fileprivate func explanation(of verification: Verification) -> Explanation {
    let holding = verification.holding
    let names = holding.map(\.gate.rawValue)
    let command =
      "lockstep verify --candidate \(hotfix.commit.short)"
      + names.map { " --override \($0)" }.joined() + " --because \"…\""
    return Explanation(
      "the hotfix \(hotfix.version) is not released: \(verification.conclusion)",
      why: holding.flatMap { report in
        ["\(report.gate.rawValue) \(report.verdict.word): \(report.summary)"]
          + report.evidence.prefix(Self.shown)
      },
      hints: [
        "nothing of it is public but its branch; whoever was pinned stays on \(good.version)",
        "take it all back: `lockstep abort`, then `lockstep rollback \(bad) -x` without `--revert`, "
          + "or with further ones",
        "or answer for it: `\(command)`, then `lockstep resume`",
      ])
  }

  /// So many lines of a gate's evidence are told.
  private static let shown = 5
}
