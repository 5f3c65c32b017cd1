internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

/// The story of `lockstep approve`: a person signs off a candidate.
package struct ApproveStory: Sendable {
  package let workspace: Workspace

  /// Approves candidates of a foundation.
  package init(_ workspace: Workspace) {
    self.workspace = workspace
  }

  /// What would be approved, and by how many it was already.
  package struct Proposal: Sendable {
    package let record: ApprovalRecord
    package let tally: ApprovalTally
    /// Whether the policy counts only what is signed.
    package let signed: Bool
    /// How many are needed; `nil` where no plan says it.
    package let needed: Int?
    /// Whether this person approved it already, on the same behalf.
    package let isRecorded: Bool
  }

  /// Finds the candidate: the one that is named, else the open release's, else the one that was announced
  /// last.
  ///
  /// - Parameter behalf: A dependent for which the person speaks.
  package func propose(candidate: String?, as behalf: String?) async throws -> Proposal {
    let history = try await workspace.ledger.fetch()
    let log = OperationLog(history)
    let open = log.openRelease
    let announced = history.entries(ofKind: NoticeRecord.kind).last
      .flatMap { try? $0.event.body.decode(NoticeRecord.self) }
    var found: (commit: ObjectID, version: Version?, bump: Bump?)? =
      open.map { ($0.candidate, $0.version, $0.bump) }
      ?? announced.map { ($0.candidate, $0.version, $0.bump) }
    if let candidate {
      if let known = found, candidate.count >= 7, known.commit.description.hasPrefix(candidate) {
        found = known
      } else {
        guard let commit = try await workspace.repository.resolve(candidate) else {
          throw ExplainedFailure(
            "there is no commit `\(candidate)`",
            hints: ["`lockstep status` names the candidate of the open release"],
            exitStatus: .usage)
        }
        found = (commit, nil, nil)
      }
    }
    guard let found else {
      throw ExplainedFailure(
        "there is no candidate to approve",
        why: ["no release is open, and none was announced"],
        hints: ["name the commit: `lockstep approve --candidate COMMIT`"])
    }
    let record = ApprovalRecord(
      candidate: found.commit, version: found.version, behalf: try await dependent(behalf))
    let signed = workspace.configuration.policy.signedApprovals
    let tally = try await workspace.approvals(of: found.commit, in: history, signed: signed)
    let own = tally.counted.first { $0.email == workspace.author.email.lowercased() }
    return Proposal(
      record: record, tally: tally, signed: signed,
      needed: found.bump.map { workspace.configuration.policy.approvals[$0] },
      isRecorded: own.map { own in record.behalf.map(own.behalf.contains) ?? true } ?? false)
  }

  /// Records the approval, and returns all that the candidate has now.
  ///
  /// - Throws: An explained error with status 11 where the policy counts only what is signed, and git here
  ///   signs nothing: whoever approves is to know at once that it would not count.
  package func carryOut(_ proposal: Proposal) async throws -> ApprovalTally {
    let record = proposal.record
    if proposal.signed, !workspace.ledger.sign, !proposal.isRecorded {
      throw ExplainedFailure(
        "an approval that is not signed would not count",
        why: ["`[policy] approvals` asks for signatures, and git here signs no commits"],
        hints: [
          "sign with the key that you sign in with: `git config gpg.format ssh`, "
            + "`git config user.signingkey ~/.ssh/id_ed25519.pub`, `git config commit.gpgsign true`"
        ], exitStatus: .refused)
    }
    let candidate = record.candidate
    if !proposal.isRecorded {
      let name = record.version.map { "\($0) (\(candidate.short))" } ?? candidate.short
      let behalf = record.behalf.map { ", for \($0)" } ?? ""
      _ = try await workspace.ledger.append([
        EventDraft(
          kind: ApprovalRecord.kind, operation: nil, summary: "approved \(name)\(behalf)",
          body: try JSONValue(encoding: record))
      ])
    }
    return try await workspace.approvals(
      of: candidate, in: try await workspace.ledger.history(), signed: proposal.signed)
  }

  private func dependent(_ name: String?) async throws -> RepositoryName? {
    guard let name else { return nil }
    let loaded = try await workspace.loadFleet(fetching: false)
    return try loaded.named([name], unread: loaded.unread(of: workspace.configuration)).first
  }
}
