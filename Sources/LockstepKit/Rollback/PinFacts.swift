package import LockstepCore
package import LockstepGit

/// A part of the fleet that goes back to the last good version while the release stays, as the ledger
/// keeps it.
package struct PinFacts: Codable, Hashable, Sendable {
  package var package: String
  package var bad: ReleasedVersion
  package var good: ReleasedVersion
  package var branch: RefName
  /// Those that are pinned.
  package var exposed: [RollbackFacts.ExposedDependent]
  /// Those that were named and do not need it.
  package var safe: [RepositoryName]
  package var because: String?
  /// The feature that they do without, or ask for again, while they stay on the bad version; `nil` where
  /// they are pinned.
  package var flag: String?
  /// Whether the feature is asked for again.
  package var restoresFlag: Bool?
  /// Further ones of those that are meant: the bad version is only proposed to them, by a pull request that
  /// is open.
  package var proposed: [RollbackFacts.ExposedDependent]?
  /// The features behind which the trouble may be; `nil` where there are none.
  package var flags: [FlagSuspect]?

  /// How many dependents it is about.
  var count: Int { exposed.count + (proposed?.count ?? 0) }
}

/// A withdrawn version that is offered again, as the ledger keeps it.
package struct UnyankFacts: Codable, Hashable, Sendable {
  package var package: String
  package var version: Version
  package var because: String?
}
