package import LockstepCore

extension FleetStore {
  /// Keeps commits that nothing else refers to: each gets the reference
  /// `refs/lockstep/<purpose>/<repository>` in the store, all in one transaction.
  ///
  /// What the same purpose kept for a repository before is let go.
  package func keep(_ commits: [RepositoryName: ObjectID], as purpose: String) async throws {
    guard !commits.isEmpty else { return }
    let names = try commits.keys.map { name in
      (name, try RefName(parsing: "refs/lockstep/\(purpose)/\(Self.component(of: name))"))
    }
    for attempt in 1... {
      let found = try await objects.references(under: ["refs/lockstep/\(purpose)/"])
      let present = Dictionary(
        found.map { ($0.name, $0.object) }, uniquingKeysWith: { first, _ in first })
      let updates = names.compactMap { name, ref -> RefUpdate? in
        guard let new = commits[name], present[ref] != new else { return nil }
        return RefUpdate(ref: ref, old: present[ref], new: new)
      }
      do {
        return try await objects.update(
          updates.sorted { $0.ref < $1.ref }, because: "lockstep: kept for \(purpose)")
      } catch let conflict as RefConflict {
        // Another process keeps its own at this moment.
        guard attempt < 3 else { throw conflict }
      }
    }
  }

  /// A repository's name as a part of a reference's name: two dots in a row are none.
  private static func component(of name: RepositoryName) -> String {
    EncodedName.path(of: name).replacing("..", with: ".%2e")
  }
}
