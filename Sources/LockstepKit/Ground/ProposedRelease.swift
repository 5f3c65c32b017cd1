internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// The candidate of a comparison as a release: a commit with a version that is its own.
///
/// A commit between two releases still has the last one's version. No build could prove that it was the
/// candidate that was compiled, so a commit with the next version is made on top of it, in the object
/// store alone and without any reference.
struct ProposedRelease: Sendable {
  let workspace: Workspace
  let baseline: FoundationSide
  let candidate: FoundationSide
  /// The version that was decided on already, for a candidate that has none of its own.
  var decided: Version?
  /// The class of the change; asked for only where a version has to be chosen.
  let required: @Sendable () async throws -> Bump?

  func release() async throws -> ReleasedVersion {
    let side = candidate
    guard let commit = side.commit else {
      throw ExplainedFailure(
        "a folder cannot be the candidate that dependents are built against",
        why: ["what dependents get is a commit; \(side.name) is none"],
        hints: [
          "commit it and name the commit", "`lockstep impact --fast` estimates for a folder too",
        ],
        exitStatus: .usage)
    }
    let tagged = try await workspace.taggedVersions()
    if let known = tagged.first(where: { $0.commit == commit }) { return known.release }
    let source = try await workspace.source(at: commit)
    let written = try source.version(of: workspace.configuration.foundation.package)
    let tag = workspace.configuration.foundation.tag
    if !tagged.contains(where: { $0.version == written }),
      written != baseline.version
    {
      return ReleasedVersion(version: written, tag: tag.name(for: written), commit: commit)
    }
    let base = max(written, baseline.version ?? written)
    let version =
      if let decided { decided } else { try await next(after: base, tagged) }
    let edits = try Cargo().settingVersion(
      version, of: workspace.configuration.foundation.allPackages, in: source.files)
    // The same commit on every machine and each time: outcomes are kept by it.
    let signature = Signature(
      name: "Lockstep", email: "lockstep@localhost", at: Timestamp(secondsSince1970: 0))
    let drafts = try await workspace.repository.write([
      CommitDraft(
        parents: [commit], tree: .commit(commit),
        changes: edits.map {
          FileChange(path: $0.path, content: .bytes($0.bytes, executable: false))
        },
        message: "Candidate \(version)\n", author: signature, committer: signature)
    ])
    guard let made = drafts.first else {
      throw ExplainedFailure("git did not write the candidate's commit", hints: ["try again"])
    }
    return ReleasedVersion(version: version, tag: tag.name(for: version), commit: made)
  }

  /// The version that the changes require; where they could not be decided, they may be breaking.
  private func next(after base: Version, _ tagged: [TaggedVersion]) async throws -> Version {
    var version = try base.next(try await required() ?? .major)
    // A version that is spent belongs to somebody else.
    while tagged.contains(where: { $0.version == version }) { version = try version.next(.patch) }
    return version
  }
}

extension FoundationSide {
  /// The side as the release that dependents have; `nil` for a folder, or without a version.
  func release(in workspace: Workspace) async throws -> ReleasedVersion? {
    guard let commit, let version else { return nil }
    if let known = try await workspace.taggedVersions().first(where: { $0.commit == commit }) {
      return known.release
    }
    let tag = workspace.configuration.foundation.tag.name(for: version)
    return ReleasedVersion(version: version, tag: tag, commit: commit)
  }
}
