package import LockstepCore
package import LockstepGit

/// What a rollout speaks of, as the ledger keeps it.
package struct RolloutFacts: Codable, Hashable, Sendable {
  package var package: String
  package var release: ReleasedVersion
  package var baseline: ReleasedVersion?
  package var branch: RefName
  /// What the plan expects of each dependent, in the order of the waves.
  package var forecast: [Forecast]
  /// Dependents that somebody left out; `nil` where nobody did.
  package var leftOut: [RepositoryName]?
  /// The branch whose `lockstep.toml` counts; `nil` where it is the line's own.
  package var configuredBy: RefName?

  /// What will become of one dependent, as far as its manifests tell before anything is built.
  package struct Forecast: Codable, Hashable, Sendable {
    package var name: RepositoryName
    package var wave: Int
    package var action: ForecastAction
    package var detail: String
  }
}

/// The ways in which a release reaches a dependent.
package enum ForecastAction: String, Codable, Hashable, Sendable {
  /// Its requirement has to change.
  case raises
  /// Its requirement admits the release; only the lock moves.
  case locks
  /// It has no lock: it has the release at publication, and no wave protects it.
  case floats
  /// It takes the foundation by path or branch.
  case follows
  /// It is on a newer version, or on another line, already.
  case ahead
  /// Another dependent has to release first.
  case waits
  /// It is on the release already.
  case upToDate = "up-to-date"
}
