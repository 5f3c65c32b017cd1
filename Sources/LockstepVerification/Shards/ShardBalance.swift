package import LockstepCore

/// Divides a fleet run among machines, so that all of them are done at about the same time.
///
/// The dearest dependents are placed first, each where it adds least (longest processing time first).
/// A dependent that reaches the foundation through others needs their prepared commits, which its
/// shard works out for itself; so what a place costs is the dependent and whatever of its needs the
/// shard does not work on yet. Work that is done twice counts for the share that one machine has of
/// it: a copy is worth its while only where it brings the end nearer. The same input gives the same
/// shards on every machine.
package enum ShardBalance {
  /// One dependent that is to be run.
  package struct Load: Hashable, Sendable {
    package var name: RepositoryName
    /// How long it took the last time; `nil` where that is not known.
    package var seconds: Double?
    /// Everything that it reaches the foundation through, near and far.
    package var needs: Set<RepositoryName>

    package init(_ name: RepositoryName, seconds: Double? = nil, needs: Set<RepositoryName> = []) {
      self.name = name
      self.seconds = seconds
      self.needs = needs
    }
  }

  /// What one machine does.
  package struct Part: Hashable, Sendable {
    /// The dependents that it answers for, by name.
    package var names: [RepositoryName] = []
    /// Those that it works on only because one of ``names`` needs them, by name.
    package var alsoRun: [RepositoryName] = []
    /// How long it is expected to take.
    package var seconds: Double = 0
  }

  /// How long a dependent takes of which nothing is known: the mean of the others, or a minute where
  /// nobody is known; then only the number of dependents matters.
  package static func usual(_ loads: [Load]) -> Double {
    let known = loads.compactMap(\.seconds).filter { $0 > 0 && $0.isFinite }
    return known.isEmpty ? 60 : known.reduce(0, +) / Double(known.count)
  }

  /// Divides `loads` into `count` parts, some of them empty where there are fewer loads than parts.
  package static func divide(_ loads: [Load], into count: Int) -> [Part] {
    let usual = usual(loads)
    var costs: [RepositoryName: Double] = [:]
    for load in loads {
      let known = load.seconds.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      costs[load.name] = known ?? usual
    }
    let cost = { (names: Set<RepositoryName>) in
      names.sorted().reduce(0) { $0 + (costs[$1] ?? 0) }
    }
    // With all that it needs, so that those that are needed come after those that need them.
    let order = loads.map { load in
      (load: load, all: load.needs.union([load.name]), total: cost(load.needs.union([load.name])))
    }.sorted { a, b in
      if a.total != b.total { return a.total > b.total }
      if a.all.count != b.all.count { return a.all.count > b.all.count }
      return a.load.name < b.load.name
    }
    var machines = [Machine](repeating: Machine(), count: max(1, count))
    var covered: Set<RepositoryName> = []
    for (load, all, _) in order {
      let twice = cost(all.intersection(covered))
      let scored = machines.map { machine in
        let added = cost(all.subtracting(machine.works))
        // What is covered elsewhere and not here would be done once more.
        let copied = twice - cost(all.intersection(covered).intersection(machine.works))
        return machine.seconds + added + copied / Double(machines.count)
      }
      // Where all of it is worked on anyway it costs nothing.
      let free = machines.indices.filter { all.isSubset(of: machines[$0].works) }
      let best =
        free.min { machines[$0].seconds < machines[$1].seconds }
        ?? scored.indices.min { scored[$0] < scored[$1] }
      guard let best else { continue }
      machines[best].names.append(load.name)
      machines[best].seconds += cost(all.subtracting(machines[best].works))
      machines[best].works.formUnion(all)
      covered.formUnion(all)
    }
    return machines.map(\.part)
  }

  private struct Machine {
    var names: [RepositoryName] = []
    var works: Set<RepositoryName> = []
    var seconds: Double = 0

    var part: Part {
      Part(
        names: names.sorted(), alsoRun: works.subtracting(names).sorted(), seconds: seconds)
    }
  }
}
