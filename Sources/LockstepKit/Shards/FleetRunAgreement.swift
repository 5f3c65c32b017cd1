package import LockstepCore
package import LockstepGit

/// What the machines of one fleet run agreed on beforehand, so that all of them test the same.
package struct FleetRunAgreement: Hashable, Sendable {
  package var baseline: FoundationSide
  package var candidate: FoundationSide
  /// What dependents are built with: the candidate, or a commit that only gives it its version.
  package var release: ReleasedVersion
  /// The commit whose `lockstep.toml` counts; `nil` where the remote's branch has none and each
  /// machine takes its own.
  package var configurationCommit: ObjectID?
  /// The digest of that `lockstep.toml`.
  package var configurationDigest: String
  /// The commit at which each dependent is tested, wherever its branch has got to since.
  package var commits: [RepositoryName: ObjectID]

  package init(
    baseline: FoundationSide, candidate: FoundationSide, release: ReleasedVersion,
    configurationCommit: ObjectID?, configurationDigest: String,
    commits: [RepositoryName: ObjectID]
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.release = release
    self.configurationCommit = configurationCommit
    self.configurationDigest = configurationDigest
    self.commits = commits
  }
}
