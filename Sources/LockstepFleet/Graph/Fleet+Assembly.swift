package import LockstepCore
import LockstepEcosystems
import LockstepGit

extension Fleet {
  /// Puts the fleet together from what was read of its members.
  ///
  /// Nothing is looked up anywhere: equal members give an equal fleet, in any order. A dependent that
  /// is taken by tag, revision or registry is judged by its tip, because what it required at that
  /// release is not read; only a lock knows better. Throws only where a configured wave would update a
  /// dependent before what it needs.
  package static func assemble(
    foundation: FoundationFacts, members: [ReadMember],
    problems: [RepositoryName: [Explanation]] = [:]
  ) throws(WaveConflictError) -> Fleet {
    let members = members.sorted { $0.member.name < $1.member.name }
    let assembly = FleetAssembly(foundation: foundation, members: members)
    let uses = assembly.uses()
    let order = try WaveOrder(uses: uses, members: members)
    var fleet = Fleet(foundation: foundation, problems: problems)
    for (position, read) in members.enumerated() {
      let name = read.member.name
      if !read.facts.problems.isEmpty {
        fleet.problems[name, default: []] += read.facts.problems
      }
      guard let found = uses[position] else {
        fleet.noteUnrelated(read)
        continue
      }
      fleet.dependents.append(
        Dependent(
          name: name, address: read.member.address, checkout: read.member.checkout,
          branch: read.branch, commit: read.commit, uses: found, facts: read.facts,
          wave: order.wave[position] ?? 1,
          configuredWave: read.member.settings?.wave,
          delivery: read.member.settings?.delivery ?? .push,
          maintainers: read.member.settings?.maintainers ?? []))
    }
    fleet.dependents.sort { ($0.wave, $0.name) < ($1.wave, $1.name) }
    fleet.waves = Self.grouped(fleet.dependents)
    fleet.cycles = order.cycles.map { $0.map { members[$0].member.name } }
    fleet.versionSplits = SplitSearch(assembly: assembly, users: Set(uses.keys)).splits()
    return fleet
  }

  private static func grouped(_ dependents: [Dependent]) -> [[RepositoryName]] {
    var waves: [[RepositoryName]] = []
    var last = 0
    for dependent in dependents {
      if dependent.wave != last || waves.isEmpty { waves.append([]) }
      last = dependent.wave
      waves[waves.count - 1].append(dependent.name)
    }
    return waves
  }

  /// A member without a use: unrelated, or a bystander where its lock holds the foundation.
  private mutating func noteUnrelated(_ read: ReadMember) {
    let packages = Set(foundation.packages)
    let addresses = Set(foundation.addresses.map { AddressIdentity($0.text) })
    let locked = read.facts.locks.flatMap { lock in
      lock.packages.filter { entry in
        guard packages.contains(entry.name), entry.source != nil else { return false }
        guard let git = entry.git else { return true }
        return addresses.contains(AddressIdentity(git.url))
      }.map { LockMatch.use(of: $0, in: lock) }
    }
    if locked.isEmpty {
      unrelated.append(read.member.name)
    } else {
      bystanders.append(Bystander(name: read.member.name, locked: locked))
    }
  }
}
