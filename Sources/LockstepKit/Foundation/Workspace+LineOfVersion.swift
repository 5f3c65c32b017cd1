package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepWorkflow

extension Workspace {
  /// Finds the line that a version belongs to, and asks the remote how it stands.
  ///
  /// Among the branches that hold the version's tag the one counts that is named after its numbers, then
  /// the one whose last release is of the same series. Where there is none, for the branches have gone on to
  /// other numbers, the line is still to be made from the tag. Of a line that the configuration does not
  /// name, the main branch's `lockstep.toml` counts: an old one knows too few dependents.
  ///
  /// - Parameters:
  ///   - version: The version; what is under way, else the main line's last release, where it is `nil`.
  ///   - branch: The branch, where somebody names it.
  package mutating func refreshLine(
    of version: Version?, branch: String?, log: OperationLog
  ) async throws -> Line {
    if let branch { return try await refreshNamedLine(branch) }
    guard let version = version ?? log.versionGoingOut else {
      return try await refreshNamedLine(log.lineUnderWay(nil))
    }
    let (names, snapshot) = try await fetchLines(for: version)
    guard let tagged = try await taggedVersions().first(where: { $0.version == version }) else {
      return try await refreshNamedLine(log.lineUnderWay(version))
    }
    var best: (line: Line, claim: Int)?
    for name in names {
      let mirror = try RefName(parsing: Self.remoteHeads + name)
      guard let tip = try await repository.value(of: mirror),
        try await repository.isAncestor(tagged.commit, of: tip)
      else { continue }
      let line = try await line(at: tip, on: try RefName.branch(name))
      guard let claim = line.claim(to: version), claim > best?.claim ?? 0 else { continue }
      best = (line, claim)
    }
    var line: Line
    if let found = best?.line {
      line = found
    } else {
      line = try await newLine(from: tagged, beside: snapshot)
    }
    try await takeConfiguration(for: line)
    note(snapshot, on: &line)
    return line
  }

  /// Reads a line by its branch, also one that the configuration does not name.
  private mutating func refreshNamedLine(_ branch: String?) async throws -> Line {
    let name = branch ?? mainBranch
    guard !isLine(name) else { return try await refreshLine(name) }
    try await fetchRemote(branch: mainBranch)
    let snapshot = try await fetchRemote(branch: name)
    var line = try await line(name)
    try await takeConfiguration(for: line)
    note(snapshot, on: &line)
    return line
  }

  /// Takes the configuration that counts for a line: its own, or the main branch's where that does not name
  /// the line.
  private mutating func takeConfiguration(for line: Line) async throws {
    if try configurer(of: line) == nil {
      try await takeConfiguration(of: line.tip)
    } else {
      let main = try RefName(parsing: Self.remoteHeads + mainBranch)
      if let tip = try await repository.value(of: main) { try await takeConfiguration(of: tip) }
    }
  }

  /// The branch whose `lockstep.toml` counts for operations on `line`; `nil` where it is the line's own.
  func configurer(of line: Line) throws -> RefName? {
    isLine(line.branch.short) && !line.isNew ? nil : try .branch(mainBranch)
  }

  /// Mirrors every line's branch, the main one first, and that which the line of `version` would get.
  private func fetchLines(for version: Version) async throws -> (
    names: [String], snapshot: RemoteSnapshot
  ) {
    let snapshot = try await repository.remoteSnapshot(
      of: remote, patterns: ["refs/heads/*"], timeout: Self.remoteTimeout)
    let own = (ownFoundation ?? configuration.foundation).lineName(for: version)
    let main = mainBranch
    let names = snapshot.references.keys.map(\.short).filter { isLine($0) || $0 == own }
      .sorted { ($0 == main ? 0 : 1, $0) < ($1 == main ? 0 : 1, $1) }
    guard names.contains(main) else { throw BranchMissing(branch: main, in: self) }
    try await repository.fetch(
      names.map { "+refs/heads/\($0):\(Self.remoteHeads)\($0)" }
        + ["+refs/tags/*:\(Self.remoteTags)*"],
      from: remote, prune: true, timeout: Self.remoteTimeout)
    return (names, snapshot)
  }

  /// The line that begins at the tag of `version`.
  private func newLine(from version: TaggedVersion, beside snapshot: RemoteSnapshot) async throws
    -> Line
  {
    let foundation = ownFoundation ?? configuration.foundation
    let branch = try RefName.branch(foundation.lineName(for: version.version))
    guard snapshot.references[branch] == nil else {
      throw ExplainedFailure(
        "no branch goes on with \(version.version)",
        why: [
          "every line that holds \(version.tag.short) has gone on to other numbers",
          "a branch `\(branch.short)` exists, and does not hold it",
        ],
        hints: ["name the branch that is meant: `--branch NAME`"])
    }
    var line = try await line(at: version.commit, on: branch)
    line.isNew = true
    return line
  }
}

extension OperationLog {
  /// The version that a rollout brings to the dependents at this time; `nil` where the last operation that is
  /// open is none. Its line may have no branch.
  fileprivate var versionGoingOut: Version? {
    guard let record = open.last, record.kind == OperationKind.rollout else { return nil }
    return (try? record.facts.decode(RolloutFacts.self))?.release.version
  }

  /// The branch of the release or the rollout that is under way, of `version` where that is named.
  fileprivate func lineUnderWay(_ version: Version?) -> String? {
    open.last { record in
      switch record.kind {
      case OperationKind.release:
        guard let facts = try? record.facts.decode(ReleaseFacts.self) else { return false }
        return version == nil || facts.version == version
      case OperationKind.rollout: return version == nil
      default: return false
      }
    }?.branch?.short
  }
}

/// The remote has no such branch.
struct BranchMissing: ExplainedError {
  let branch: String
  let remoteName: String
  let address: String

  init(branch: String, in workspace: Workspace) {
    self.branch = branch
    remoteName = workspace.remoteName
    address = workspace.remote.redacted
  }

  var explanation: Explanation {
    Explanation(
      "the remote `\(remoteName)` has no branch `\(branch)`", why: ["asked \(address)"],
      hints: ["push it first, or correct `branches` under [foundation]"])
  }
}
