internal import LockstepCore
package import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

/// Holds a release until enough people have signed off the very commit.
package struct ApprovalCheck: Codable, Hashable, Sendable {
  /// The commit that is released.
  package var candidate: ObjectID
  /// How many people have to sign off.
  package var needed: Int
  /// Whether only those with a good signature count; `nil`, in older plans, is no.
  package var signed: Bool?

  package init(candidate: ObjectID, needed: Int, signed: Bool = false) {
    self.candidate = candidate
    self.needed = needed
    self.signed = signed ? true : nil
  }
}

extension StoryPerformer {
  func perform(_ check: ApprovalCheck) async throws -> Performance {
    guard check.needed > 0 else { return .done(Evidence(summary: "none needed")) }
    let history = try await workspace.ledger.fetch()
    let signed = check.signed == true
    let tally = try await workspace.approvals(of: check.candidate, in: history, signed: signed)
    let hint = signed ? try await workspace.missingSigners() : nil
    return Self.judge(tally, of: check, hints: [hint].compactMap { $0 })
  }

  /// Ends the step where enough people approved, each counted once.
  static func judge(
    _ tally: ApprovalTally, of check: ApprovalCheck, hints: [String] = []
  ) -> Performance {
    let approvals = tally.counted
    let names = approvals.map(\.told).joined(separator: ", ")
    let summary = "\(approvals.count) of \(check.needed)" + (names.isEmpty ? "" : ": \(names)")
    guard approvals.count < check.needed else { return .done(Evidence(summary: summary)) }
    let missing = check.needed - approvals.count
    return .stopped(
      Explanation(
        "\(counted(missing, "approval")) of \(check.candidate.short) missing",
        why: [
          "the policy asks for \(check.needed)"
            + (check.signed == true ? " with a good signature" : "") + "; there are \(summary)"
        ]
          + tally.uncounted.map { "\($0.name)'s does not count: \($0.reason)" },
        hints: hints + [
          "a maintainer approves with `lockstep approve --execute`; then `lockstep resume`",
          "approvals of another candidate do not count",
        ]), Evidence(summary: summary), .refused)
  }
}
