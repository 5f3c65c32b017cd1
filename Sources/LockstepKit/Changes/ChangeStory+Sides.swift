package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

extension ChangeStory {
  /// Finds both sides.
  ///
  /// A revision is looked up as git does in the user's clone, then among the remote's tags and
  /// branches as they were fetched last, then among those that it has now.
  ///
  /// - Parameters:
  ///   - baseline: A revision or a folder; where it is `nil`, the highest released version that the
  ///     candidate descends from.
  ///   - candidate: A revision or a folder; the tip of the remote's branch where it is `nil`.
  package func sides(baseline: String? = nil, candidate: String? = nil) async throws
    -> (baseline: FoundationSide, candidate: FoundationSide)
  {
    let candidate = try await side(candidate, as: .candidate)
    if let baseline { return (try await side(baseline, as: .baseline), candidate) }
    return (try await lastRelease(before: candidate), candidate)
  }

  /// Finds one side; see ``sides(baseline:candidate:)``.
  package func side(_ text: String?, as role: FoundationSide.Role) async throws -> FoundationSide {
    guard let text else {
      let line = try knownLine()
      guard role == .candidate else {
        return try await lastRelease(before: try await side(nil, as: .candidate))
      }
      return try await named(tip(line).name, line.tip)
    }
    let finder = SideFinder(host: workspace.host, repository: workspace.repository)
    if let folder = try await finder.folder(text) { return folder }
    let foundation = workspace.configuration.foundation
    guard let commit = try await commit(text, finder: finder) else {
      throw RevisionUnknown(
        text: text, role: role, known: try await workspace.taggedVersions().map(\.tag.short))
    }
    if let tagged = foundation.version(ofTag: text) {
      return FoundationSide(name: text, version: tagged.version, commit: commit)
    }
    return try await named(SideFinder.name(of: text, commit), commit)
  }

  /// The side of a line's tip, without its version.
  func tip(_ line: Line) -> FoundationSide {
    FoundationSide(
      name: "\(workspace.remoteName)/\(line.branch.short) (\(line.tip.short))", commit: line.tip)
  }

  /// The side of a released version.
  package static func side(of release: TaggedVersion) -> FoundationSide {
    FoundationSide(name: release.tag.short, version: release.version, commit: release.commit)
  }

  private func commit(_ text: String, finder: SideFinder) async throws -> ObjectID? {
    let names = [text, Workspace.remoteTags + text, Workspace.remoteHeads + text]
    for name in names {
      if let commit = try await workspace.repository.resolve(name) { return commit }
    }
    // What was made since the last time: the remote is asked once, for everything that it has.
    do {
      try await workspace.repository.fetch(
        [
          "+refs/heads/*:\(Workspace.remoteHeads)*", "+refs/tags/*:\(Workspace.remoteTags)*",
        ], from: workspace.remote, prune: false, timeout: Workspace.remoteTimeout)
    } catch let error as RepositoryError where error.kind == .unreachable {
      return nil
    }
    for name in names {
      if let commit = try await workspace.repository.resolve(name) { return commit }
    }
    return nil
  }

  /// A commit that no version's tag names: its version is its manifest's.
  private func named(_ name: String, _ commit: ObjectID) async throws -> FoundationSide {
    let source = try await workspace.source(at: commit)
    let package = workspace.configuration.foundation.package
    let version = source.manifests.manifest(ofPackage: package)?.package?.version
    return FoundationSide(name: name, version: version, commit: commit)
  }

  /// The highest released version that `candidate` descends from; of a released version the one before.
  private func lastRelease(before candidate: FoundationSide) async throws -> FoundationSide {
    let line = try knownLine()
    var releases = line.merged
    if let commit = candidate.commit, commit != line.tip {
      let tags = try await workspace.repository.tagsMerged(
        into: commit, under: Workspace.remoteTags)
      let names = Set(tags.map { $0.name.description.dropFirst(Workspace.remoteTags.count) })
      releases = line.releases.filter { release in
        names.contains(release.tag.short[...]) && release.commit != commit
      }
    }
    guard let release = releases.first else {
      throw NoBaseline(candidate: candidate.name, known: line.releases.map(\.tag.short))
    }
    return Self.side(of: release)
  }

  private func knownLine() throws -> Line {
    guard let line else {
      throw ExplainedFailure(
        "the foundation's remote was never asked", why: ["it is not known what was released"],
        hints: ["name both sides: `--baseline` and `--candidate`"])
    }
    return line
  }
}

/// Finds a side by what somebody wrote.
struct SideFinder: Sendable {
  let host: Host
  let repository: GitRepository?

  /// The folder that `text` names; `nil` where it looks like none, or git knows it as a revision.
  func folder(_ text: String) async throws -> FoundationSide? {
    let path = Files.absolutePath(text, from: host.workingDirectory)
    let looksLikeOne = text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../")
    if !looksLikeOne, text != ".", text != ".." {
      guard Files.isDirectory(path), try await repository?.resolve(text) == nil else { return nil }
    }
    guard Files.isDirectory(path), let canonical = Files.canonicalPath(path) else {
      throw ExplainedFailure(
        "there is no folder \(text)", why: ["looked for \(path)"],
        hints: ["name a folder that holds a Cargo.toml, or a revision"])
    }
    return FoundationSide(name: "folder \(text)", folder: canonical)
  }

  /// `main (1a2b3c4d)`; an id by itself, shortened.
  static func name(of text: String, _ commit: ObjectID) -> String {
    commit.description.hasPrefix(text.lowercased()) ? commit.short : "\(text) (\(commit.short))"
  }
}

/// A revision that git does not know, here or at the remote.
package struct RevisionUnknown: ExplainedError {
  package let text: String
  package let role: FoundationSide.Role
  /// The released versions' tags.
  package let known: [String]

  package var explanation: Explanation {
    var hints: [String] = []
    if let near = nearest(to: text, among: known) { hints.append("did you mean `\(near)`?") }
    hints.append("name a tag, a branch, a commit or a folder")
    return Explanation(
      "there is no revision `\(text)` for the \(role.rawValue)",
      why: ["neither the clone nor its remote has a tag, a branch or a commit of this name"],
      hints: hints)
  }
}

/// Nothing was released that the candidate descends from.
package struct NoBaseline: ExplainedError {
  package let candidate: String
  package let known: [String]

  package var explanation: Explanation {
    var why = ["no tag of a version is an ancestor of \(candidate)"]
    if !known.isEmpty {
      why.append(
        "released are \(known.prefix(8).joined(separator: ", "))" + (known.count > 8 ? ", …" : ""))
    }
    return Explanation(
      "there is no release to compare \(candidate) with", why: why,
      hints: [
        "name one: `--baseline v1.0.0`; tags are read by the pattern `tag` under [foundation]",
        "a first release needs no comparison: `lockstep plan --initial`",
      ])
  }
}
