internal import LockstepCore
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension StoryPerformer {
  /// Looks whether the tag is public and the branch has the commit.
  func observe(_ landing: Landing) async throws -> Observation {
    let remote = try await remoteState(of: landing)
    if let tag = remote[landing.tag], tag != landing.tagObject {
      return .conflict(
        Explanation(
          "the tag \(landing.tag.short) exists at another commit",
          why: ["the remote has \(tag.short), the plan has \(landing.tagObject.short)"],
          hints: ["a public tag spends its version: `lockstep abort`, then plan the next one"]))
    }
    guard remote[landing.tag] != nil else { return .pending }
    if let branch = landing.branch, !(try await contains(branch, landing.commit)) {
      return .pending
    }
    return .done(evidence(of: landing))
  }

  /// Pushes tag and branch together; where the branch moved on meanwhile, it is merged.
  func perform(_ landing: Landing) async throws -> Performance {
    var attempts = 0
    while true {
      let updates: [RefUpdate]
      do {
        updates = try await self.updates(for: landing)
      } catch let conflict as MergeConflict {
        return .stopped(
          conflict.explanation, Evidence(summary: "not merged", body: .null), .resumable)
      }
      do {
        try await push(updates)
        return .done(evidence(of: landing))
      } catch let refusal as PushRefused where attempts < 3 {
        // Somebody may have pushed in between; a refusal with nothing moved is final.
        attempts += 1
        if try await self.updates(for: landing) == updates { throw refusal }
      }
    }
  }

  /// A tag that the remote has stays, and its version is spent; where it never came there is nothing.
  func undo(_ landing: Landing) async throws -> UndoResult {
    guard try await remoteState(of: landing)[landing.tag] == landing.tagObject else {
      return .nothingToUndo
    }
    return .irreversible("the tag \(landing.tag.short) is public: its version is spent")
  }

  /// The references that will move; where a person has to merge first, only what is meant.
  func effect(of landing: Landing) async throws -> JSONValue {
    do {
      return try JSONValue(encoding: try await updates(for: landing))
    } catch is MergeConflict {
      return try JSONValue(encoding: landing)
    }
  }

  /// What has to move now, from what the remote has at this moment.
  func updates(for landing: Landing) async throws -> [RefUpdate] {
    let remote = try await remoteState(of: landing)
    var updates: [RefUpdate] = []
    if let branch = landing.branch, !(try await contains(branch, landing.commit)) {
      updates.append(
        try await advance(
          branch, to: landing.commit,
          message: "Merge the release \(landing.version) into \(branch.short)\n"))
    }
    if remote[landing.tag] == nil {
      updates.append(RefUpdate(ref: landing.tag, old: nil, new: landing.tagObject))
    }
    if let candidate = landing.candidateBranch, let present = remote[candidate] {
      updates.append(RefUpdate(ref: candidate, old: present, new: nil))
    }
    return updates
  }

  private func remoteState(of landing: Landing) async throws -> [RefName: ObjectID] {
    let refs = [landing.tag, landing.branch, landing.candidateBranch].compactMap { $0 }
    return try await workspace.repository.remoteReferences(
      of: workspace.remote, patterns: refs.map(\.description), timeout: Workspace.remoteTimeout)
  }

  private func evidence(of landing: Landing) -> Evidence {
    Evidence(
      summary: "tagged \(landing.tag.short)",
      body: .object([
        "tag": .string(landing.tag.short), "commit": .string(landing.commit.description),
      ]))
  }
}

// MARK: - Bringing a commit to a branch

extension StoryPerformer {
  /// The branch's tip on the remote, with its objects here.
  func tip(of branch: RefName) async throws -> ObjectID {
    try await workspace.fetchRemote(branch: branch.short)
    let mirror = try RefName(parsing: Workspace.remoteHeads + branch.short)
    guard let tip = try await workspace.repository.value(of: mirror) else {
      throw BranchMissing(branch: branch.short, in: workspace)
    }
    return tip
  }

  func contains(_ branch: RefName, _ commit: ObjectID) async throws -> Bool {
    try await workspace.repository.isAncestor(commit, of: try await tip(of: branch))
  }

  /// The way of `commit` into `branch` as it stands now: a fast-forward, or a merge written here.
  func advance(_ branch: RefName, to commit: ObjectID, message: String) async throws -> RefUpdate {
    let tip = try await tip(of: branch)
    if try await workspace.repository.isAncestor(tip, of: commit) {
      return RefUpdate(ref: branch, old: tip, new: commit)
    }
    switch try await workspace.repository.merge(ours: tip, theirs: commit) {
    case .conflicts(let paths):
      throw MergeConflict(
        branch: branch, commit: commit, paths: paths, remote: workspace.remoteName)
    case .clean(let tree):
      let signature = workspace.signature()
      let written = try await workspace.repository.write([
        CommitDraft(
          parents: [tip, commit], tree: .tree(tree), changes: [], message: message,
          author: signature, committer: signature, sign: workspace.ledger.sign)
      ])
      return RefUpdate(ref: branch, old: tip, new: written.first ?? commit)
    }
  }
}

/// A commit does not merge into its branch without a person.
struct MergeConflict: ExplainedError {
  let branch: RefName
  let commit: ObjectID
  let paths: [String]
  let remote: String

  var explanation: Explanation {
    Explanation(
      "\(commit.short) does not merge into \(branch.short) by itself",
      why: paths.map { "conflict in \($0)" },
      hints: [
        "merge it by hand: `git switch \(branch.short) && git pull && git merge \(commit.short)`",
        "push the result to \(remote), then `lockstep resume`: it sees that the branch has the commit",
      ])
  }
}
