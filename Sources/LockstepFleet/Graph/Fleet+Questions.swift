package import LockstepCore
import LockstepEcosystems

extension Fleet {
  /// The dependents that take a package of `name`, sorted.
  package func users(of name: RepositoryName) -> [RepositoryName] {
    dependents.filter { dependent in dependent.uses.contains { $0.via == name } }.map(\.name)
      .sorted()
  }

  /// The dependents that others take by registry, tag or revision, so that those wait for its
  /// release, each with the ones that wait.
  package var waitingForRelease: [RepositoryName: [RepositoryName]] {
    var waiting: [RepositoryName: Set<RepositoryName>] = [:]
    for dependent in dependents {
      for use in dependent.uses where use.reach == .release {
        if let via = use.via { waiting[via, default: []].insert(dependent.name) }
      }
    }
    return waiting.mapValues { $0.sorted() }
  }

  /// The dependents that get `version` at the moment of its publication, whatever wave they are in.
  package func floating(to version: Version) -> [RepositoryName] {
    dependents.filter { dependent in
      dependent.directUses.contains { use in
        use.dependency.source.word == "registry" && use.floats(to: version)
      }
    }.map(\.name)
  }
}
