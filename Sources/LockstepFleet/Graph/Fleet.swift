package import LockstepCore

/// The foundation and its dependents, as a graph of repositories.
///
/// It is a pure value, put together from facts: equal facts give an equal fleet. What could not be
/// read of one repository is one of its ``problems`` and hides nothing of the others.
package struct Fleet: Hashable, Sendable {
  /// The library that everything depends on.
  package var foundation: FoundationFacts
  /// The dependents, direct and transitive, by wave and then by name.
  package var dependents: [Dependent]
  /// The names of the dependents that are updated together, in order; no wave is empty.
  package var waves: [[RepositoryName]]
  /// Dependents that need one another in a circle, each list beginning with its least name.
  package var cycles: [[RepositoryName]]
  /// The builds in which two versions or sources of the foundation meet.
  package var versionSplits: [VersionSplit]
  /// Repositories whose lock holds the foundation although no manifest of theirs requires it.
  package var bystanders: [Bystander]
  /// Members that do not depend on the foundation.
  package var unrelated: [RepositoryName]
  /// What could not be read, by repository.
  package var problems: [RepositoryName: [Explanation]]

  /// Creates a fleet from its parts; ``assemble(foundation:members:)`` finds them out.
  package init(
    foundation: FoundationFacts, dependents: [Dependent] = [], waves: [[RepositoryName]] = [],
    cycles: [[RepositoryName]] = [], versionSplits: [VersionSplit] = [],
    bystanders: [Bystander] = [], unrelated: [RepositoryName] = [],
    problems: [RepositoryName: [Explanation]] = [:]
  ) {
    self.foundation = foundation
    self.dependents = dependents
    self.waves = waves
    self.cycles = cycles
    self.versionSplits = versionSplits
    self.bystanders = bystanders
    self.unrelated = unrelated
    self.problems = problems
  }

  /// The dependent called `name`.
  package func dependent(_ name: RepositoryName) -> Dependent? {
    dependents.first { $0.name == name }
  }
}

/// A repository that does not ask for the foundation but has it in a lock file, through a package
/// from outside the fleet.
package struct Bystander: Hashable, Sendable {
  /// The repository.
  package var name: RepositoryName
  /// What its locks hold of the foundation.
  package var locked: [LockedUse]

  /// Creates a bystander.
  package init(name: RepositoryName, locked: [LockedUse]) {
    self.name = name
    self.locked = locked
  }
}
