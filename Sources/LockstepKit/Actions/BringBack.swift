internal import LockstepCore
package import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

/// A commit's way to a branch after the fact: the revert that a hotfix brings.
package struct BringBack: Codable, Hashable, Sendable {
  /// What is taken back on the branch.
  package struct Taken: Codable, Hashable, Sendable {
    /// The bad version.
    package var bad: ReleasedVersion
    package var hotfix: ReleasedVersion
    /// What is taken back, as git says it: `v2.0.4..v2.0.5`.
    package var ranges: [String]
    /// The day and the sentence of the hotfix's section in the changelog.
    package var day: String
    package var sentence: String

    package init(
      bad: ReleasedVersion, hotfix: ReleasedVersion, ranges: [String], day: String,
      sentence: String
    ) {
      self.bad = bad
      self.hotfix = hotfix
      self.ranges = ranges
      self.day = day
      self.sentence = sentence
    }
  }

  package var commit: ObjectID
  package var branch: RefName
  package var message: String
  /// `nil` in records of older versions, which merged the commit.
  package var taken: Taken?

  package init(commit: ObjectID, branch: RefName, message: String, taken: Taken? = nil) {
    self.commit = commit
    self.branch = branch
    self.message = message
    self.taken = taken
  }

  /// The trailer of a commit that takes a range back; a person may write it too.
  static let trailer = "Lockstep-Reverts: "
}

extension StoryPerformer {
  /// The branch has the hotfix in its history: nothing else says that what it took back is taken back.
  func observe(_ way: BringBack) async throws -> Observation {
    guard try await contains(way.branch, way.commit) else { return .pending }
    return .done(evidence(of: way))
  }

  /// Takes the bad range back on the branch as it stands now; a conflict stops this step alone and names the
  /// files.
  func perform(_ way: BringBack) async throws -> Performance {
    var attempts = 0
    while true {
      let update: RefUpdate
      do {
        update = try await self.update(for: way)
      } catch let conflict as RevertConflict {
        return .stopped(
          conflict.explanation, Evidence(summary: "not reverted", body: .null), .resumable)
      } catch let conflict as MergeConflict {
        return .stopped(
          conflict.explanation, Evidence(summary: "not merged", body: .null), .resumable)
      }
      do {
        try await push([update])
        return .done(evidence(of: way))
      } catch let refusal as PushRefused where attempts < 3 {
        attempts += 1
        if try await tip(of: way.branch) == update.old { throw refusal }
      }
    }
  }

  private func evidence(of way: BringBack) -> Evidence {
    Evidence(
      summary: "\(way.branch.short) has \(way.commit.short)",
      body: .object(["commit": .string(way.commit.description)]))
  }

  /// The branch goes on to the hotfix where it stands below it; else what the hotfix took back is taken back
  /// on top of what came since.
  private func update(for way: BringBack) async throws -> RefUpdate {
    let tip = try await tip(of: way.branch)
    guard let taken = way.taken, try await !workspace.repository.isAncestor(tip, of: way.commit)
    else { return try await advance(way.branch, to: way.commit, message: way.message) }
    let draft =
      if let hand = try await takenByHand(taken, on: tip) {
        merge(
          way, on: tip, tree: .commit(tip),
          note: "\(hand.short) has taken it back; this only says so.")
      } else {
        try await reverting(way, taken, on: tip)
      }
    let written = try await workspace.repository.write([draft])
    guard let commit = written.first else {
      throw ExplainedFailure("git did not write the revert", hints: ["try again"])
    }
    return RefUpdate(ref: way.branch, old: tip, new: commit)
  }

  /// The commit with which somebody has taken the range back, and said so by the trailer.
  private func takenByHand(_ taken: BringBack.Taken, on tip: ObjectID) async throws -> ObjectID? {
    let wanted = Set(taken.ranges.map { BringBack.trailer + $0 })
    return try await workspace.repository.log(from: taken.bad.commit, to: tip).first { commit in
      let lines = commit.body.split(whereSeparator: \.isNewline)
        .map { $0.drop(while: \.isWhitespace).description }
      return wanted.isSubset(of: lines)
    }?.id
  }

  /// The way from the bad version to its hotfix, on top of what came since, with the release's own documents
  /// brought up to date.
  private func reverting(_ way: BringBack, _ taken: BringBack.Taken, on tip: ObjectID) async throws
    -> CommitDraft
  {
    let reversal = Reversal(workspace: workspace)
    let tree: ObjectID
    switch try await reversal.carried(from: taken.bad.commit, to: way.commit, onto: tip) {
    case .clean(let found): tree = found
    case .conflicts(let paths):
      throw RevertConflict(
        way: way, taken: taken, paths: paths, remote: workspace.remoteName)
    }
    let state = try await reversal.commit(.tree(tree), on: [tip], "reverted")
    let source = try await workspace.source(at: state)
    var changes: [FileChange] = []
    // Where the branch has a version of its own by now, that stays.
    if workspace.version(in: source) == taken.bad.version {
      changes = try workspace.setting(taken.hotfix.version, in: source)
    }
    let changelog = try await workspace.changelog(
      of: tip, with: taken.hotfix.version, on: taken.day, saying: taken.sentence)
    if let changelog { changes.append(changelog) }
    return merge(way, on: tip, tree: .tree(tree), changes: changes)
  }

  private func merge(
    _ way: BringBack, on tip: ObjectID, tree: CommitDraft.TreeSource, changes: [FileChange] = [],
    note: String? = nil
  ) -> CommitDraft {
    let signature = workspace.signature()
    return CommitDraft(
      parents: [tip, way.commit], tree: tree, changes: changes,
      message: way.message + (note.map { "\n\($0)\n" } ?? ""), author: signature,
      committer: signature, sign: workspace.ledger.sign)
  }
}

/// What came since stands on what is to be taken back.
struct RevertConflict: ExplainedError {
  let way: BringBack
  let taken: BringBack.Taken
  let paths: [String]
  let remote: String

  var explanation: Explanation {
    let branch = way.branch.short
    return Explanation(
      "what came to \(branch) since \(taken.bad.version) stands on what is taken back",
      why: paths.map { "conflict in \($0)" },
      hints: [
        "everything else is done. In a clone: `git fetch \(remote) --tags && git switch \(branch) && "
          + "git pull && git merge \(taken.hotfix.tag)`; resolve, commit, push; then `lockstep resume`",
        "where merges are not wanted there: any commit that takes it back and has in its message "
          + taken.ranges.map { "`\(BringBack.trailer)\($0)`" }.joined(separator: " and "),
      ])
  }
}
