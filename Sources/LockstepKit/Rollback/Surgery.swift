internal import LockstepCore
internal import LockstepGit

/// The bad version without some of its commits.
struct Surgery: Sendable {
  let workspace: Workspace
  let bad: TaggedVersion
  let good: TaggedVersion
  /// What came between the two, newest first.
  let commits: [CommitInfo]

  /// What is left, and what was cut out.
  struct Outcome: Sendable {
    /// A commit that no reference names, with what is left.
    var commit: ObjectID
    /// What was taken back, newest first.
    var cuts: [Cut]
  }

  /// A part of the history that is taken back.
  struct Cut: Sendable {
    /// The state before it: the first parent of its first commit.
    var start: ObjectID
    /// Its last commit.
    var end: ObjectID
    /// Its last commit's subject, and how many came with it.
    var told: String

    /// As git says it.
    var range: String { "\(start)..\(end)" }
  }

  /// Takes back what `names` say, a commit or a range each, the newest first.
  ///
  /// A merge is taken back with all that it brought, as `git revert -m 1` does.
  ///
  /// - Throws: Explained errors where a name is none, is no part of what came with the bad version, or
  ///   cannot be taken back without the others; nothing was changed then.
  func cutting(_ names: [String]) async throws -> Outcome {
    var cuts: [Cut] = []
    for name in names { cuts.append(try await cut(name)) }
    let order = Dictionary(
      commits.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    cuts.sort { order[$0.end] ?? 0 < order[$1.end] ?? 0 }
    let reversal = Reversal(workspace: workspace)
    var state = bad.commit
    for cut in cuts {
      switch try await reversal.carried(from: cut.end, to: cut.start, onto: state) {
      case .conflicts(let paths): throw CutConflict(cut: cut, version: bad.version, paths: paths)
      case .clean(let tree):
        state = try await reversal.commit(.tree(tree), on: [state], "without \(cut.range)")
      }
    }
    guard
      try await workspace.repository.tree(of: state)
        != workspace.repository.tree(of: bad.commit)
    else {
      throw ExplainedFailure(
        "nothing of the code changes when \(names.joined(separator: ", ")) is taken back",
        why: ["what it did is undone already, or is no code"],
        hints: ["name the commits that went wrong, or leave `--revert` out"], exitStatus: .usage)
    }
    return Outcome(commit: state, cuts: cuts)
  }

  private func cut(_ name: String) async throws -> Cut {
    let (start, end) = try await ends(of: name)
    let inside = try await workspace.repository.log(from: start, to: end)
    let known = Set(commits.map(\.id))
    guard let last = inside.first(where: { $0.id == end }),
      inside.allSatisfy({ known.contains($0.id) })
    else {
      throw ExplainedFailure(
        "`\(name)` is no part of what came with \(bad.version)",
        why: ["what came since \(good.version) is \(good.tag.short)..\(bad.tag.short)"],
        hints: ["`git log --oneline \(good.tag.short)..\(bad.tag.short)` shows it"],
        exitStatus: .usage)
    }
    let rest = inside.count - 1
    let more = rest > 0 ? ", with \(counted(rest, "commit")) before it" : ""
    return Cut(start: start, end: end, told: last.subject + more)
  }

  private func ends(of name: String) async throws -> (start: ObjectID, end: ObjectID) {
    guard let dots = name.firstRange(of: "..") else {
      let end = try await commit(name)
      let info = try await workspace.repository.log(from: nil, to: end, limit: 1).first
      guard let start = info?.parents.first else {
        throw ExplainedFailure(
          "`\(name)` cannot be taken back", why: ["it is the first commit there is"],
          exitStatus: .usage)
      }
      return (start, end)
    }
    let (first, second) = (name[..<dots.lowerBound], name[dots.upperBound...])
    guard !second.hasPrefix(".") else {
      throw ExplainedFailure(
        "`\(name)` is no range that can be taken back", why: ["a range has two points"],
        hints: ["say `A..B`: what B has and A has not"], exitStatus: .usage)
    }
    let start = first.isEmpty ? good.commit : try await commit(String(first))
    let end = second.isEmpty ? bad.commit : try await commit(String(second))
    guard start != end, try await workspace.repository.isAncestor(start, of: end) else {
      throw ExplainedFailure(
        "`\(name)` is no range that can be taken back",
        why: ["\(start.short) does not come before \(end.short)"],
        hints: ["say `A..B`, where B goes on from A"], exitStatus: .usage)
    }
    return (start, end)
  }

  private func commit(_ name: String) async throws -> ObjectID {
    for name in [name, Workspace.remoteTags + name, Workspace.remoteHeads + name] {
      if let commit = try await workspace.repository.resolve(name) { return commit }
    }
    throw ExplainedFailure(
      "there is no commit `\(name)`", why: ["this clone has none of that name"],
      hints: ["`git fetch \(workspace.remoteName)` gets what is not here yet"],
      exitStatus: .usage)
  }
}

/// A commit cannot be taken back by itself: others stand on it.
struct CutConflict: ExplainedError, ExitStatusCarrying {
  let cut: Surgery.Cut
  let version: Version
  let paths: [String]

  var explanation: Explanation {
    Explanation(
      "\(cut.end.short) cannot be taken back from \(version) by itself: \(cut.told)",
      why: paths.map { "conflict in \($0)" },
      hints: [
        "nothing was changed; take back what stands on it too: further `--revert`, or a range",
        "or leave `--revert` out: the last good version's tree conflicts with nothing",
      ])
  }

  var exitStatus: ExitStatus { .decidedNo }
}
