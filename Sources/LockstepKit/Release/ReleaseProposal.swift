package import LockstepCore
package import LockstepGit
package import LockstepWorkflow

/// A planned release: everything that would happen, and what it was derived from.
package struct ReleaseProposal: Sendable {
  package let facts: ReleaseFacts
  package var plan: Plan<Action>
  /// Subjects of the commits that the release brings, newest first.
  package let commits: [CommitInfo]
  package let standing: ConfigurationStanding
  /// How the dependents came out with the candidate; `nil` where that was not run.
  package var fleetRun: String?
  /// What a person should know beside the plan, a line each.
  package var remarks: [String] = []
}

/// What every part of a release speaks of, as the ledger keeps it.
package struct ReleaseFacts: Codable, Hashable, Sendable {
  package var package: String
  package var version: Version
  package var bump: Bump
  package var baseline: ReleasedVersion?
  package var candidate: ObjectID
  package var base: ObjectID
  package var branch: RefName
  package var tag: RefName
  /// The blob of the `lockstep.toml` that counts; `nil` where it is not committed.
  package var configuration: ObjectID?
  /// When the plan was made.
  package var plannedAt: Timestamp
  package var notice: Span
  package var window: Span
  package var packages: PackageSet?
  /// What the comparison with the baseline says; `nil` for a first release.
  package var compatibility: Compatibility?

  /// What notices belong to: the last released version, or `initial`.
  package var series: String { baseline?.version.description ?? "initial" }
}
