internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepWorkflow

extension Workspace {
  /// Asks the remote for its branches and tags and reads the configuration that counts.
  ///
  /// - Parameter branch: The line's branch; the main one where it is `nil`.
  package mutating func refreshLine(_ branch: String? = nil) async throws -> Line {
    let name = branch ?? mainBranch
    guard isLine(name) else {
      let names = configuration.foundation.branches
      throw ExplainedFailure(
        "`\(name)` is not a line that is released",
        why: ["lockstep.toml names \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        hints: ["add it to `branches` under [foundation]"])
    }
    let snapshot = try await fetchRemote(branch: name)
    var line = try await line(name)
    try await takeConfiguration(of: line.tip)
    note(snapshot, on: &line)
    return line
  }

  /// A line as it was last fetched, with the configuration that stands there; `nil` where it never was.
  ///
  /// - Parameter branch: The line's branch; the main one where it is `nil`.
  mutating func knownLine(_ branch: String? = nil) async throws -> Line? {
    let mirror = try RefName(parsing: Self.remoteHeads + (branch ?? mainBranch))
    guard let tip = try await repository.value(of: mirror) else { return nil }
    try await takeConfiguration(of: tip)
    return try await line(at: tip, on: try RefName.branch(branch ?? mainBranch))
  }

  /// Asks the remote for a branch and takes the configuration that stands there.
  mutating func takeConfiguration(ofLine branch: RefName) async throws {
    try await fetchRemote(branch: branch.short)
    try await takeConfiguration(of: try await line(branch.short).tip)
  }

  /// Whether releases are made from a branch: by the configuration that counts, or by the working copy's,
  /// for an old line's own file knows nothing of the lines that came later.
  func isLine(_ name: String) -> Bool {
    configuration.foundation.isLine(name) || ownFoundation?.isLine(name) == true
  }

  /// The branch that is meant where none is named.
  var mainBranch: String { (ownFoundation ?? configuration.foundation).mainBranch }

  /// Takes in which branches there are beside a line's own.
  func note(_ snapshot: RemoteSnapshot, on line: inout Line) {
    let own = line.branch
    let present = snapshot.references.keys.map(\.short).filter(isLine)
    let named = (configuration.foundation.branches + (ownFoundation?.branches ?? []))
      .filter { !$0.contains("*") }
    line.siblings = Set(present + named).subtracting([own.short]).sorted()
    // Where what everybody gets is no line, it is what the main line is made from.
    line.isDefault =
      snapshot.head.map { head in
        head == own || (!isLine(head.short) && own.short == mainBranch)
      } ?? (own.short == mainBranch)
  }

  /// Mirrors one branch and all tags of the remote under `refs/lockstep/remote/`; says which branch is its
  /// default one, and which of those exist that a pattern of the configuration describes.
  @discardableResult
  func fetchRemote(branch: String) async throws -> RemoteSnapshot {
    let head = try RefName.branch(branch)
    let patterns = configuration.foundation.branches.filter { $0.contains("*") }
      .map { "refs/heads/\($0)" }
    let known = try await repository.remoteSnapshot(
      of: remote, patterns: [head.description] + patterns, timeout: Self.remoteTimeout)
    guard known.references[head] != nil else { throw BranchMissing(branch: branch, in: self) }
    try await repository.fetch(
      ["+\(head):\(Self.remoteHeads)\(branch)", "+refs/tags/*:\(Self.remoteTags)*"],
      from: remote, prune: true, timeout: Self.remoteTimeout)
    return known
  }

  /// Reads a line as it was last fetched.
  func line(_ branch: String) async throws -> Line {
    let mirror = try RefName(parsing: Self.remoteHeads + branch)
    guard let tip = try await repository.value(of: mirror) else {
      throw ExplainedFailure(
        "the branch `\(branch)` was never fetched",
        hints: ["run `lockstep plan`, which asks the remote"])
    }
    return try await line(at: tip, on: try RefName.branch(branch))
  }

  /// Reads what is released on a branch that stands at `tip`.
  func line(at tip: ObjectID, on branch: RefName) async throws -> Line {
    let versions = try await taggedVersions()
    try refuseDoubles(versions)
    return Line(
      branch: branch, tip: tip, releases: versions,
      merged: try await self.versions(among: versions, in: tip),
      withdrawn: Set(OperationLog(try await ledger.history()).takenBack.keys))
  }

  /// Those of `versions` that the history of `commit` holds, in their order.
  func versions(among versions: [TaggedVersion], in commit: ObjectID) async throws
    -> [TaggedVersion]
  {
    let merged = Set(
      try await repository.tagsMerged(into: commit, under: Self.remoteTags)
        .compactMap(tagged).map(\.tag))
    return versions.filter { merged.contains($0.tag) }
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
