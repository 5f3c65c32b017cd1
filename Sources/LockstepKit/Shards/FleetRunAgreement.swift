package import LockstepCore
package import LockstepGit

/// What the machines of one fleet run agreed on beforehand, so that all of them test the same.
package struct FleetRunAgreement: Hashable, Sendable {
  package var baseline: FoundationSide
  package var candidate: FoundationSide
  /// The version that the candidate has, or is given where it has the last release's.
  package var version: Version
  /// The commit whose `lockstep.toml` counts; `nil` where the remote's branch has none and each
  /// machine takes its own.
  package var configurationCommit: ObjectID?
  /// The digest of that `lockstep.toml`.
  package var configurationDigest: String
  /// The commit at which each dependent is tested, wherever its branch has got to since.
  package var commits: [RepositoryName: ObjectID]

  package init(
    baseline: FoundationSide, candidate: FoundationSide, version: Version,
    configurationCommit: ObjectID?, configurationDigest: String,
    commits: [RepositoryName: ObjectID]
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.version = version
    self.configurationCommit = configurationCommit
    self.configurationDigest = configurationDigest
    self.commits = commits
  }
}
