package import LockstepAPIDiff
package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
package import LockstepGit
internal import LockstepLedger
internal import LockstepSystem

/// The commit that is proposed as the next release, and what it is made of.
package struct Candidate: Hashable, Sendable {
  package var version: Version
  package var commit: ObjectID
  /// The tip of the remote's branch that it stands on.
  package var base: ObjectID
  /// The local branch that keeps it, `lockstep/<version>`.
  package var branch: RefName
}

extension Workspace {
  /// Makes the release commit on `lockstep/<version>`, or finds the one that is there.
  ///
  /// A candidate is frozen: while the base has not moved, the same commit is named again, so that
  /// approvals, notices and prepared updates keep their meaning.
  ///
  /// - Parameters:
  ///   - findings: What the comparison with the baseline found, for the changelog.
  ///   - override: Why its number is smaller than those require; its message keeps it.
  package func candidate(
    _ version: Version, on line: Line, commits: [CommitInfo], findings: [Finding] = [],
    override: BumpOverride? = nil
  ) async throws -> Candidate {
    let branch = try RefName.branch("lockstep/\(version)")
    let present = try await repository.resolve(branch.description)
    if let present, try await isCandidate(present, of: version, on: line.tip) {
      return Candidate(version: version, commit: present, base: line.tip, branch: branch)
    }
    let changes = try await releaseChanges(
      version, on: line, commits: commits, findings: findings)
    let signature = signature()
    let draft = CommitDraft(
      parents: [line.tip], tree: .commit(line.tip), changes: changes,
      message: "Release \(configuration.foundation.package) \(version)\n"
        + (override.map { "\n\(BumpOverride.trailer)\($0.because)\n" } ?? ""),
      author: signature, committer: signature, sign: ledger.sign)
    let written = try await repository.write([draft])
    guard let commit = written.first else {
      throw ExplainedFailure("git did not write the release commit", hints: ["try again"])
    }
    do {
      try await repository.update(
        [RefUpdate(ref: branch, old: present, new: commit)],
        because: "lockstep: candidate for \(version)")
    } catch let conflict as RefConflict {
      // Somebody plans the same at this moment: who was first has frozen the candidate for both.
      guard let other = try await repository.resolve(branch.description),
        try await isCandidate(other, of: version, on: line.tip)
      else { throw conflict }
      return Candidate(version: version, commit: other, base: line.tip, branch: branch)
    }
    return Candidate(version: version, commit: commit, base: line.tip, branch: branch)
  }

  func isCandidate(_ commit: ObjectID, of version: Version, on base: ObjectID) async throws
    -> Bool
  {
    let log = try await repository.log(from: base, to: commit)
    guard log.count == 1, log[0].parents == [base] else { return false }
    return try await source(at: commit).version(of: configuration.foundation.package) == version
  }

  /// The manifests, the lock and the documents as the release commit has them.
  private func releaseChanges(
    _ version: Version, on line: Line, commits: [CommitInfo], findings: [Finding]
  ) async throws -> [FileChange] {
    let source = try await source(at: line.tip)
    let edits = try Cargo().settingVersion(
      version, of: configuration.foundation.allPackages, in: source.files)
    var changes = edits.map {
      FileChange(path: $0.path, content: .bytes($0.bytes, executable: false))
    }
    changes += try await releaseDocuments(version, on: line, commits: commits, findings: findings)
    return changes
  }
}
