package import LockstepCore
package import LockstepEcosystems
package import LockstepGit

/// A repository that requires the foundation, directly or through another dependent.
package struct Dependent: Hashable, Sendable {
  /// How it is called.
  package var name: RepositoryName
  /// Where it is fetched from and pushed to.
  package var address: RemoteAddress?
  /// A local checkout's folder, absolute, where there is one. Only paths are resolved against it;
  /// nothing is read there.
  package var checkout: String?
  /// The branch that counts.
  package var branch: String
  /// The branch's tip, as last fetched.
  package var commit: ObjectID
  /// The uses that make it a dependent, in the order of manifests.
  package var uses: [Use]
  /// Everything that its commit says.
  package var facts: RepositoryFacts
  /// The wave that it is updated in, from 1.
  package var wave: Int
  /// The earliest wave that the configuration allows it, where it says one.
  package var configuredWave: Int?
  /// How an update reaches it.
  package var delivery: Configuration.Delivery
  /// Who looks after it.
  package var maintainers: [String]

  /// Creates a dependent.
  package init(
    name: RepositoryName, address: RemoteAddress?, checkout: String? = nil, branch: String,
    commit: ObjectID, uses: [Use], facts: RepositoryFacts, wave: Int = 1,
    configuredWave: Int? = nil,
    delivery: Configuration.Delivery = .push, maintainers: [String] = []
  ) {
    self.name = name
    self.address = address
    self.checkout = checkout
    self.branch = branch
    self.commit = commit
    self.uses = uses
    self.facts = facts
    self.wave = wave
    self.configuredWave = configuredWave
    self.delivery = delivery
    self.maintainers = maintainers
  }

  /// Whether one of its manifests requires the foundation itself.
  package var direct: Bool { uses.contains { $0.via == nil } }

  /// The uses of the foundation itself.
  package var directUses: [Use] { uses.filter { $0.via == nil } }

  /// The dependents that it reaches the foundation through, sorted.
  package var via: [RepositoryName] { Set(uses.compactMap(\.via)).sorted() }

  /// The manifests with a requirement of the foundation or of another dependent, sorted.
  package var manifests: [String] { Set(uses.map(\.dependency.manifest)).sorted() }

  /// Whether one of its packages reaches others only by a release of its own: somebody takes it by
  /// registry, tag or revision.
  package func waitsForItsRelease(in fleet: Fleet) -> Bool {
    fleet.dependents.contains { other in
      other.uses.contains { $0.via == name && $0.reach == .release }
    }
  }
}

/// One place in a dependent's manifests that requires the foundation or another dependent.
package struct Use: Hashable, Sendable {
  /// How a change of what is used arrives.
  package enum Reach: String, Hashable, Sendable {
    /// With the next build or lock update: a branch, or a folder.
    case immediate
    /// Only by a release or a new requirement: a registry, a tag, a revision.
    case release
  }

  /// The requirement, and where it stands.
  package var dependency: Dependency
  /// The dependent that provides the package; nil where it is the foundation.
  package var via: RepositoryName?
  /// What the committed lock holds for it; empty where there is no lock, or the lock lacks it.
  package var locked: [LockedUse]
  /// Whether a committed lock file decides about it.
  package var hasLock: Bool
  /// The features of the using package that turn the dependency on, where it is optional.
  package var enabledBy: [String]

  /// Creates a use.
  package init(
    dependency: Dependency, via: RepositoryName? = nil, locked: [LockedUse] = [],
    hasLock: Bool = false, enabledBy: [String] = []
  ) {
    self.dependency = dependency
    self.via = via
    self.locked = locked
    self.hasLock = hasLock
    self.enabledBy = enabledBy
  }

  /// How a change of what is used arrives.
  package var reach: Reach {
    switch dependency.source {
    case .path: .immediate
    case .git(_, let reference): reference.floats ? .immediate : .release
    case .registry: .release
    }
  }

  /// Whether some release or push may reach it by itself: nothing is locked, and the requirement
  /// leaves a choice.
  package var floats: Bool {
    guard !hasLock else { return false }
    guard case .registry = dependency.source else { return reach == .immediate }
    let comparators = dependency.requirement?.comparators ?? []
    return !comparators.contains { $0.operation == .exact && $0.patch != nil }
  }

  /// Whether it gets `version` at the moment of its publication: nothing is locked, and the
  /// requirement admits it.
  ///
  /// A branch or folder has whatever stands there; without a lock that is never protected.
  package func floats(to version: Version) -> Bool {
    guard !hasLock else { return false }
    switch dependency.source {
    case .registry: return dependency.requirement?.admits(version) ?? true
    case .git(_, let reference): return reference.floats
    case .path: return true
    }
  }
}

/// An entry of a lock file that a use is fixed to.
package struct LockedUse: Hashable, Sendable {
  /// The lock file and the line of the entry.
  package var place: SourcePlace
  /// The package's name.
  package var name: String
  /// The version.
  package var version: Version
  /// The source as written; nil for a folder.
  package var source: String?

  /// Creates an entry.
  package init(place: SourcePlace, name: String, version: Version, source: String?) {
    self.place = place
    self.name = name
    self.version = version
    self.source = source
  }

  /// The commit that it is fixed to, in hexadecimal, where it comes from git.
  package var commit: String? {
    source.flatMap { LockedGitSource(parsing: $0) }?.commit
  }

  /// Whether it comes from a registry.
  package var isFromRegistry: Bool {
    guard let source else { return false }
    return source.hasPrefix("registry+") || source.hasPrefix("sparse+")
  }
}
