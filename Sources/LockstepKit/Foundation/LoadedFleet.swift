package import LockstepCore
package import LockstepFleet
package import LockstepGit
internal import LockstepSystem
internal import Synchronization

/// The fleet as a command sees it, with everything that could not be seen.
package struct LoadedFleet: Sendable {
  package let fleet: Fleet
  package let discovery: Discovery
  /// Repositories that could not be fetched just now; what is shown of them is older.
  package let failures: [RepositoryName: Explanation]
  /// When the least recently fetched repository was fetched; `nil` for an empty fleet.
  package let fetchedAt: Timestamp?
  /// Organisations on forges of whose repositories nothing is known, and why.
  package var unlisted: [String: Explanation] = [:]
  /// Repositories that were to be asked and whose turn has not come, in their order.
  package var waiting: [RepositoryName] = []

  /// What a person should know beside the fleet itself, a line each.
  package var remarks: [String] {
    var lines = discovery.notes.map(\.oneLine)
    lines += discovery.problems.sorted { $0.key < $1.key }.map { $0.value.oneLine }
    lines += failures.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.oneLine)" }
    // What could not be fetched is told once.
    for (name, problems) in fleet.problems.sorted(by: { $0.key < $1.key })
    where failures[name] == nil {
      lines += problems.map { "\(name): \($0.oneLine)" }
    }
    lines += fleet.cycles.map { cycle in
      "these need one another in a circle: \(Self.circle(cycle))"
    }
    lines += fleet.versionSplits.map { split in
      "\(split.repository) (\(split.build)) has two versions of \(split.package) in one build: "
        + split.sides.map(\.description).joined(separator: " and ")
    }
    lines += fleet.bystanders.map { "\($0.name) has the foundation locked through somebody else" }
    return lines
  }

  /// The dependents that `configuration` names and of which nothing could be read.
  func unread(of configuration: Configuration) -> [RepositoryName] {
    configuration.fleet.dependents.map(\.name).filter { name in
      fleet.dependent(name) == nil && (failures[name] != nil || fleet.problems[name] != nil)
    }.sorted()
  }

  /// `a → b → a`
  static func circle(_ cycle: [RepositoryName]) -> String {
    (cycle + cycle.prefix(1)).map(\.description).joined(separator: " → ")
  }
}

/// When this process has fetched which repositories, so that an emergency asks none of them twice.
final class FetchMemory: Sendable {
  private let times = Mutex<[RepositoryName: Duration]>([:])

  func note(_ names: [RepositoryName], at time: Duration) {
    times.withLock { times in for name in names { times[name] = time } }
  }

  /// The repositories that were fetched after `time`.
  func names(since time: Duration) -> Set<RepositoryName> {
    times.withLock { times in Set(times.filter { $0.value > time }.keys) }
  }
}

extension [RemoteAddress] {
  /// How many of them may be spoken to at once: as many as the most careful kind of address over a
  /// network allows.
  var width: Int {
    filter { $0.localPath == nil }.map(\.width).min() ?? RemoteAddress.widthOnThisMachine
  }
}

extension Workspace {
  /// Finds the fleet's repositories and reads what they require.
  ///
  /// - Parameters:
  ///   - fetching: Asks every remote first; else only those that were never asked.
  ///   - patience: What this process has fetched so short a time ago is not asked again.
  ///   - turn: Which are asked where they are too many to be asked at once; the others wait.
  ///   - fixed: Commits that count in the place of tips. A repository that is at its commit already is
  ///     not asked.
  package func loadFleet(
    fetching: Bool, unlessWithin patience: Duration = .zero, turn: FleetTurn? = nil,
    at fixed: [RepositoryName: ObjectID] = [:]
  ) async throws -> LoadedFleet {
    let foundation = try await foundationFacts()
    let hosted = await HostedRepositories.find(for: self, asking: fetching && !isRehearsal)
    var discovery = await Discovery.run(
      configuration, in: directory, foundation: foundation, host: host, found: hosted.found)
    discovery.notes += hosted.notes
    discovery.problems.merge(hosted.problems) { first, _ in first }
    let known = try await store.tips()
    let fresh = fetched.names(since: host.clock.elapsed() - patience)
    let sources = discovery.sources.filter { source in
      guard let tip = known[source.name], tip.address == source.address else { return true }
      return fetching && tip.commit != fixed[source.name] && !fresh.contains(source.name)
    }
    var failures: [RepositoryName: Explanation] = [:]
    var waiting: [RepositoryName] = []
    if !sources.isEmpty {
      let begun = host.clock.elapsed()
      let outcomes = await fetch(sources, by: turn, known)
      waiting = sources.map(\.name).filter { outcomes[$0] == nil }
      for (name, outcome) in outcomes {
        if case .failed(let explanation) = outcome { failures[name] = explanation }
      }
      fetched.note(outcomes.keys.filter { failures[$0] == nil }, at: begun)
    }
    let fleet = try await Fleet.read(
      members: discovery.members, foundation: foundation, store: store, at: fixed)
    // What is here at the commit that counts was not missed.
    for dependent in fleet.dependents where fixed[dependent.name] == dependent.commit {
      failures[dependent.name] = nil
    }
    let tips = try await store.tips()
    let times = discovery.members.compactMap { tips[$0.name]?.fetchedAt }
    return LoadedFleet(
      fleet: fleet, discovery: discovery, failures: failures, fetchedAt: times.min(),
      unlisted: hosted.problems, waiting: waiting)
  }

  /// Fetches what may be asked; those of whom nothing is returned were not asked.
  private func fetch(
    _ sources: [FleetSource], by turn: FleetTurn?, _ known: [RepositoryName: FleetTip]
  ) async -> [RepositoryName: FetchOutcome] {
    guard let turn else {
      return await store.fetch(
        sources, width: sources.map(\.address).width, timeout: Self.remoteTimeout)
    }
    let end = host.clock.elapsed() + turn.budget
    let all = Dictionary(sources.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    var left = turn.next(all.keys, fetched: known.mapValues(\.fetchedAt))
      .compactMap { all[$0] }[...]
    var outcomes: [RepositoryName: FetchOutcome] = [:]
    while let time = left.isEmpty ? nil : end - host.clock.elapsed(), time > .zero {
      let batch = Array(left.prefix(FleetTurn.batch))
      left = left.dropFirst(batch.count)
      outcomes.merge(
        await store.fetch(
          batch, width: batch.map(\.address).width, timeout: min(Self.remoteTimeout, time))
      ) { one, _ in one }
    }
    return outcomes
  }

  /// What has to be known of the foundation to find who depends on it.
  func foundationFacts() async throws -> FoundationFacts {
    let registry: String? =
      if case .registry(let name) = configuration.foundation.publish, name != "crates-io" {
        name
      } else {
        nil
      }
    let top = folder.isEmpty ? directory : String(directory.dropLast(folder.count + 1))
    let name = top.split(separator: "/").last.map(String.init) ?? configuration.foundation.package
    return FoundationFacts(
      name: try RepositoryName(name), packages: configuration.foundation.allPackages,
      addresses: [remote], checkout: top, registry: registry,
      versions: try await taggedVersions().map(\.version))
  }
}
