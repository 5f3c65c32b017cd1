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

  package init(candidate: ObjectID, needed: Int) {
    self.candidate = candidate
    self.needed = needed
  }
}

extension StoryPerformer {
  func perform(_ check: ApprovalCheck) async throws -> Performance {
    guard check.needed > 0 else { return .done(Evidence(summary: "none needed")) }
    let history = try await workspace.ledger.fetch()
    return Self.judge(history.approvals(of: check.candidate), of: check)
  }

  /// Ends the step where enough people approved, each counted once.
  static func judge(_ approvals: [Approval], of check: ApprovalCheck) -> Performance {
    let names = approvals.map(\.told).joined(separator: ", ")
    let summary = "\(approvals.count) of \(check.needed)" + (names.isEmpty ? "" : ": \(names)")
    guard approvals.count < check.needed else { return .done(Evidence(summary: summary)) }
    let missing = check.needed - approvals.count
    return .stopped(
      Explanation(
        "\(counted(missing, "approval")) of \(check.candidate.short) missing",
        why: ["the policy asks for \(check.needed); there are \(summary)"],
        hints: [
          "a maintainer approves with `lockstep approve --execute`; then `lockstep resume`",
          "approvals of another candidate do not count",
        ]), Evidence(summary: summary), .refused)
  }
}
