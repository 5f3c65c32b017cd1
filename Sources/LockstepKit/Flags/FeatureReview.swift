package import LockstepCore
package import LockstepFleet

/// What the review has found out about one feature of the foundation.
package struct FeatureReview: Hashable, Sendable {
  /// The package that declares it, and its name.
  package var package: String
  package var name: String
  /// Where it stands in the candidate's manifest; `nil` for the feature that an optional dependency is.
  package var place: SourcePlace?
  /// What dependents may expect of it, and what says so.
  package var feature: FeatureClass
  package var source: FeatureClassSource
  /// The release that introduced it; `nil` where no release has it yet.
  package var introduced: Version?
  /// How many minor or major releases have had it, that one included.
  package var minors: Int
  /// The release from which it is legacy; `nil` for any other class, and where no release had it so.
  package var legacySince: Version?
  /// The release with which its deprecation cycle was over, and how many have passed of it.
  package var cycleEnd: Version?
  package var cyclePassed: Int
  /// Whether it is on by default.
  package var isDefault: Bool
  /// Whether it exists only because a dependency is optional.
  package var isImplicit: Bool
  /// Other features that it switches on, sorted, directly or not.
  package var implies: [String]
  /// Optional dependencies that it switches on, sorted.
  package var dependencies: [String]
  /// Other features that switch it on, sorted.
  package var impliedBy: [String]
  /// Who enables it, and who could.
  package var enablers: [FeatureEnabler]
  /// What the matrix does with it.
  package var testing: FeatureTesting
  package var advice: FeatureAdvice

  /// The repositories that enable it now, each once, sorted.
  package var users: [RepositoryName] {
    Set(enablers.lazy.filter(\.isActive).map(\.repository)).sorted()
  }
}

/// One place in the fleet that switches a feature on.
package struct FeatureEnabler: Hashable, Sendable {
  /// How it does that.
  package enum Way: Hashable, Sendable {
    /// The dependency's list names the feature.
    case named
    /// The dependency takes the default features.
    case defaults
    /// The dependency's list names another feature, which switches this one on.
    case implied(by: String)
  }

  package var repository: RepositoryName
  /// The manifest and line that say it.
  package var place: SourcePlace
  package var way: Way
  /// The dependents that are between it and the foundation, the nearest to the foundation last; empty
  /// where it takes the foundation itself.
  package var via: [RepositoryName]
  /// The feature of its own that leads there; `nil` where it is so in every build.
  package var own: String?
  /// What it asks of the first of ``via``.
  package var asks: String?
  /// Whether some build of the fleet has it so; otherwise somebody only could.
  package var isActive: Bool
  /// Whether only its tests have it.
  package var isDevelopment: Bool
}

/// A dependent that takes the foundation only where a feature of its own is on.
package struct ConditionalUse: Hashable, Sendable {
  package var repository: RepositoryName
  /// The foundation's package.
  package var package: String
  /// The manifest and line of the dependency.
  package var place: SourcePlace
  /// The feature of its own.
  package var own: String
  /// Whether some build of the fleet has that feature on.
  package var isActive: Bool
}

/// What the feature matrix, `features` under `[gates]`, does with a feature.
package struct FeatureTesting: Hashable, Sendable {
  /// Whether a set switches it on without any other that does not come with it.
  package var alone: Bool
  /// The sets that switch it on, as the configuration writes them.
  package var sets: [String]

  package var isTested: Bool { !sets.isEmpty }
}

/// What becomes of a feature, if somebody follows the advice.
package struct FeatureAdvice: Hashable, Sendable {
  package enum Action: String, Hashable, Sendable, CaseIterable {
    case promote
    case keep
    case deprecate
    case remove
  }

  package var action: Action
  /// Why, the weightiest first; whole sentences without a full stop.
  package var reasons: [String]
}

/// The whole review.
package struct FlagsReview: Hashable, Sendable {
  /// What was reviewed: a commit or a folder, as a reader says it.
  package var candidate: String
  package var commit: String?
  /// The last release.
  package var baseline: Version?
  /// How long legacy features stay, and what says so.
  package var cycle: DeprecationCycle
  package var cycleSource: FeatureClassSource
  /// The default features of each package.
  package var defaults: [String: [String]]
  /// The features, by package and name.
  package var features: [FeatureReview]
  /// What the sources call deprecated, by file and line.
  package var deprecations: [Deprecation]
  /// The dependents that take the foundation only with a feature of their own, by name.
  package var conditional: [ConditionalUse]
  /// What a person should know beside that.
  package var remarks: [String]
}
