package import LockstepCore
internal import LockstepFleet
package import LockstepGit

/// A line of development as its remote has it: the branch, its tip, and the versions released so far.
package struct Line: Sendable {
  package let branch: RefName
  package let tip: ObjectID
  /// Every released version of the remote, highest first.
  package let releases: [TaggedVersion]
  /// Those whose commit the tip descends from, highest first.
  package let merged: [TaggedVersion]

  /// The last release of the line.
  package var baseline: TaggedVersion? { merged.first }
}

/// A version and the tag that stands for it.
package struct TaggedVersion: Hashable, Sendable {
  package var version: Version
  package var tag: RefName
  /// The commit that the tag leads to.
  package var commit: ObjectID
  package var isHotfix: Bool

  package var release: ReleasedVersion {
    ReleasedVersion(version: version, tag: tag.short, commit: commit)
  }
}

extension Workspace {
  /// Asks the remote for its branches and tags and reads the configuration that counts.
  ///
  /// - Parameter branch: The line's branch; the first configured one where it is `nil`.
  package mutating func refreshLine(_ branch: String? = nil) async throws -> Line {
    let names = configuration.foundation.branches
    let name = branch ?? names.first ?? "main"
    guard names.contains(name) else {
      throw ExplainedFailure(
        "`\(name)` is not a line that is released",
        why: ["lockstep.toml names \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        hints: ["add it to `branches` under [foundation]"])
    }
    try await fetchRemote(branch: name)
    let line = try await line(name)
    try await takeConfiguration(of: line.tip)
    return line
  }

  /// Mirrors one branch and all tags of the remote under `refs/lockstep/remote/`.
  func fetchRemote(branch: String) async throws {
    let head = try RefName.branch(branch)
    let known = try await repository.remoteReferences(
      of: remote, patterns: [head.description], timeout: Self.remoteTimeout)
    guard known[head] != nil else {
      throw ExplainedFailure(
        "the remote `\(remoteName)` has no branch `\(branch)`",
        why: ["asked \(remote)"],
        hints: ["push it first, or correct `branches` under [foundation]"])
    }
    try await repository.fetch(
      ["+\(head):\(Self.remoteHeads)\(branch)", "+refs/tags/*:\(Self.remoteTags)*"],
      from: remote, prune: true, timeout: Self.remoteTimeout)
  }

  /// Reads a line as it was last fetched.
  func line(_ branch: String) async throws -> Line {
    let mirror = try RefName(parsing: Self.remoteHeads + branch)
    guard let tip = try await repository.value(of: mirror) else {
      throw ExplainedFailure(
        "the branch `\(branch)` was never fetched",
        hints: ["run `lockstep plan`, which asks the remote"])
    }
    let versions = try await taggedVersions()
    try refuseDoubles(versions)
    let merged = Set(
      try await repository.tagsMerged(into: tip, under: Self.remoteTags)
        .compactMap(tagged).map(\.tag))
    return Line(
      branch: try RefName.branch(branch), tip: tip, releases: versions,
      merged: versions.filter { merged.contains($0.tag) })
  }

  /// Every released version as it was last fetched, highest first.
  func taggedVersions() async throws -> [TaggedVersion] {
    try await repository.references(under: [Self.remoteTags]).compactMap(tagged)
      .sorted { $0.version > $1.version }
  }

  /// Reads a mirrored tag; `nil` where its name is no version's.
  private func tagged(_ reference: Reference) throws -> TaggedVersion? {
    let name = String(reference.name.description.dropFirst(Self.remoteTags.count))
    guard let found = configuration.foundation.version(ofTag: name) else { return nil }
    return TaggedVersion(
      version: found.version, tag: try RefName.tag(name), commit: reference.peeled,
      isHotfix: found.isHotfix)
  }

  /// Refuses two tags for one version that lead to different commits: nobody knows which was released.
  private func refuseDoubles(_ versions: [TaggedVersion]) throws {
    for (one, other) in zip(versions, versions.dropFirst())
    where one.version == other.version && one.commit != other.commit {
      throw ExplainedFailure(
        "two tags stand for \(one.version)",
        why: [
          "\(one.tag.short) is at \(one.commit.short)",
          "\(other.tag.short) is at \(other.commit.short)",
        ],
        hints: ["find out which one was published, and delete the other"])
    }
  }

  /// Takes the `lockstep.toml` of `commit` as the one that counts, where it has one.
  mutating func takeConfiguration(of commit: ObjectID) async throws {
    let path = pathInRepository(Self.configurationName)
    guard let file = try await repository.read([.file(commit: commit, path: path)]).first ?? nil
    else {
      standing = .workingCopy
      return
    }
    let committed = try Configuration(parsing: file.bytes, path: Self.configurationName)
    standing =
      committed.bytes == configuration.bytes ? .committed(file.id) : .committedDiffers(file.id)
    configuration = committed
  }
}
