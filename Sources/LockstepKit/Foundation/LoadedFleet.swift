package import LockstepCore
package import LockstepFleet
package import LockstepGit

/// The fleet as a command sees it, with everything that could not be seen.
package struct LoadedFleet: Sendable {
  package let fleet: Fleet
  package let discovery: Discovery
  /// Repositories that could not be fetched just now; what is shown of them is older.
  package let failures: [RepositoryName: Explanation]
  /// When the least recently fetched repository was fetched; `nil` for an empty fleet.
  package let fetchedAt: Timestamp?

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

extension Workspace {
  /// How many remotes are asked at once.
  private static let fetchWidth = 8

  /// Finds the fleet's repositories and reads what they require.
  ///
  /// - Parameters:
  ///   - fetching: Asks every remote first; else only those that were never asked.
  ///   - fixed: Commits that count in the place of tips. A repository that is at its commit already is
  ///     not asked.
  package func loadFleet(
    fetching: Bool, at fixed: [RepositoryName: ObjectID] = [:]
  ) async throws -> LoadedFleet {
    let foundation = try await foundationFacts()
    let hosted = await HostedRepositories.find(for: self, asking: fetching && !isRehearsal)
    var discovery = await Discovery.run(
      configuration, in: directory, foundation: foundation, host: host, found: hosted.found)
    discovery.notes += hosted.notes
    discovery.problems.merge(hosted.problems) { first, _ in first }
    let known = try await store.tips()
    let sources = discovery.sources.filter { source in
      guard let tip = known[source.name], tip.address == source.address else { return true }
      return fetching && tip.commit != fixed[source.name]
    }
    var failures: [RepositoryName: Explanation] = [:]
    if !sources.isEmpty {
      let outcomes = await store.fetch(
        sources, width: Self.fetchWidth, timeout: Self.remoteTimeout)
      for (name, outcome) in outcomes {
        if case .failed(let explanation) = outcome { failures[name] = explanation }
      }
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
      fleet: fleet, discovery: discovery, failures: failures, fetchedAt: times.min())
  }

  /// What has to be known of the foundation to find who depends on it.
  private func foundationFacts() async throws -> FoundationFacts {
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
