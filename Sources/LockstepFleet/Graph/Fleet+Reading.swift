package import LockstepCore
package import LockstepGit

extension Fleet {
  /// The cache's file beside the store: one for each foundation, so that two that share a store do
  /// not displace one another's facts.
  static func factsName(_ foundation: FoundationFacts) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in foundation.packages.joined(separator: " ").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01b3
    }
    return "facts-\(String(hash, radix: 16))"
  }

  /// Reads the fleet as the store last fetched it; nothing is fetched here.
  ///
  /// All manifests and locks of all tips that are not known yet are read in one pass; what was read
  /// is kept beside the store. A member that was never fetched, or whose commit is gone, is one of
  /// the fleet's problems. Throws where git or the cache folder fails, and `WaveConflictError`.
  ///
  /// - Parameter fixed: Commits that count in the place of tips, wherever the branches have got to.
  package static func read(
    members: [FleetMember], foundation: FoundationFacts, store: FleetStore,
    at fixed: [RepositoryName: ObjectID] = [:]
  ) async throws -> Fleet {
    let tips = try await store.tips()
    var problems: [RepositoryName: [Explanation]] = [:]
    var known: [(member: FleetMember, tip: FleetTip)] = []
    for member in members {
      if var tip = tips[member.name] {
        guard AddressIdentity(tip.address.text) == AddressIdentity(member.address.text) else {
          problems[member.name] = [
            Explanation(
              "`\(member.name)` was not fetched from where it is now",
              why: ["the cache has \(tip.address); it is configured as \(member.address)"],
              hints: ["run the command again with network access to it"])
          ]
          continue
        }
        tip.commit = fixed[member.name] ?? tip.commit
        known.append((member, tip))
      } else {
        problems[member.name] = [
          Explanation(
            "`\(member.name)` was never fetched",
            why: ["nothing of \(member.address) is in the cache"],
            hints: ["run the command again with network access to it"])
        ]
      }
    }
    let source = FactsSource(
      objects: store.objects, cachePath: "\(store.directory)/\(factsName(foundation))",
      host: store.host)
    let facts = try await source.facts(of: Set(known.map(\.tip.commit))) { kept in
      Set(foundation.packages).union(
        kept.values.flatMap { $0.facts.packages.map(\.name) })
    }
    let read = known.compactMap { member, tip -> ReadMember? in
      guard let facts = facts[tip.commit] else {
        problems[member.name] = [
          Explanation(
            "`\(member.name)` is not in the store any more",
            why: ["the commit \(tip.commit.short) of its branch `\(tip.branch)` is missing"],
            hints: ["fetch it anew: remove `\(store.directory)`, which can be made again"])
        ]
        return nil
      }
      return ReadMember(member: member, branch: tip.branch, commit: tip.commit, facts: facts)
    }
    return try assemble(foundation: foundation, members: read, problems: problems)
  }
}
