package import LockstepCore
package import LockstepEcosystems

/// A requirement, or what a lock holds, as it would be after a plan.
package struct FleetChange: Hashable, Sendable {
  /// The dependent.
  package var repository: RepositoryName
  /// The requirement that changes.
  package var statement: Dependency.Statement
  /// Where the package would be taken from.
  package var source: SourceKind
  /// The versions that would be admitted.
  package var requirement: Requirement?
  /// The version and source (as a lock writes it) that committed locks would hold instead; nil
  /// where the lock keeps what it has.
  package var locked: (version: Version, source: String?)?

  /// Creates a change.
  package init(
    repository: RepositoryName, statement: Dependency.Statement, source: SourceKind,
    requirement: Requirement?, locked: (version: Version, source: String?)? = nil
  ) {
    self.repository = repository
    self.statement = statement
    self.source = source
    self.requirement = requirement
    self.locked = locked
  }

  package static func == (one: Self, other: Self) -> Bool {
    one.repository == other.repository && one.statement == other.statement
      && one.source == other.source && one.requirement == other.requirement
      && one.locked?.version == other.locked?.version
      && one.locked?.source == other.locked?.source
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(repository)
    hasher.combine(statement)
  }
}

extension Fleet {
  /// The fleet as it would be after `changes`, with `versions` released as well.
  ///
  /// Waves stay as they are unless a requirement moves into or out of the fleet. What a lock would
  /// hold of packages that no change speaks of is not known and stays.
  package func applying(
    _ changes: [FleetChange], releasing versions: [Version] = []
  ) throws(WaveConflictError) -> Fleet {
    var foundation = foundation
    foundation.versions = Set(foundation.versions + versions).sorted()
    let byRepository = Dictionary(grouping: changes, by: \.repository)
    let members = dependents.compactMap { dependent -> ReadMember? in
      guard let address = dependent.address else { return nil }
      var facts = dependent.facts
      for change in byRepository[dependent.name] ?? [] { facts.apply(change) }
      return ReadMember(
        member: FleetMember(
          name: dependent.name, address: address, checkout: dependent.checkout,
          branch: dependent.branch,
          settings: Configuration.DependentSettings(
            name: dependent.name, maintainers: dependent.maintainers,
            wave: dependent.configuredWave,
            delivery: dependent.delivery)),
        branch: dependent.branch, commit: dependent.commit, facts: facts)
    }
    return try Self.assemble(foundation: foundation, members: members, problems: problems)
  }
}

extension RepositoryFacts {
  fileprivate mutating func apply(_ change: FleetChange) {
    for index in dependencies.indices where dependencies[index].statement == change.statement {
      let before = dependencies[index]
      dependencies[index].source = change.source
      dependencies[index].requirement = change.requirement
      dependencies[index].requirementText = change.requirement?.description
      guard let locked = change.locked, let path = lock(for: before.member)?.path,
        let position = locks.firstIndex(where: { $0.path == path })
      else { continue }
      let old = LockMatch.entries(for: before, in: locks[position])
      for entry in locks[position].packages.indices
      where old.contains(where: {
        LockMatch.use(of: locks[position].packages[entry], in: locks[position]) == $0
      }) {
        locks[position].packages[entry].version = locked.version
        locks[position].packages[entry].source = locked.source
      }
      locks[position].removeTwins()
    }
  }
}

extension RepositoryFacts.Lock {
  /// Two entries that became the same are one.
  fileprivate mutating func removeTwins() {
    var seen: Set<[String]> = []
    packages = packages.filter {
      seen.insert([$0.name, $0.version.description, $0.source ?? ""]).inserted
    }
  }
}
