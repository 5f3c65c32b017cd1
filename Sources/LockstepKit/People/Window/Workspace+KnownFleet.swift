internal import LockstepCore
package import LockstepFleet
internal import LockstepGit

extension Workspace {
  /// The fleet as it was fetched last: no remote and no forge is asked, and nothing is looked for.
  ///
  /// Whoever was never fetched is not in it.
  package func knownFleet() async throws -> Fleet {
    let settings = Dictionary(
      configuration.fleet.dependents.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let members = try await store.tips().sorted { $0.key < $1.key }.map { name, tip in
      FleetMember(
        name: name, address: tip.address, branch: tip.branch, settings: settings[name])
    }
    return try await Fleet.read(
      members: members, foundation: try await foundationFacts(), store: store)
  }
}
