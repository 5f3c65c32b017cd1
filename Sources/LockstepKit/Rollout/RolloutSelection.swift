package import LockstepCore
internal import LockstepFleet

/// Who is meant by a rollout.
package struct RolloutSelection: Hashable, Sendable {
  /// These and nobody else; everybody where it is empty.
  package var only: Set<RepositoryName>
  /// Everybody but these.
  package var skipped: Set<RepositoryName>

  package init(only: Set<RepositoryName> = [], skipped: Set<RepositoryName> = []) {
    self.only = only
    self.skipped = skipped
  }

  /// Whether `name` gets the release.
  package func includes(_ name: RepositoryName) -> Bool {
    (only.isEmpty || only.contains(name)) && !skipped.contains(name)
  }

  /// The dependents that somebody left out; `nil` where nobody did.
  func leftOut(of fleet: Fleet) -> [RepositoryName]? {
    let names = fleet.dependents.map(\.name).filter { !includes($0) }
    return names.isEmpty ? nil : names
  }

  /// What a person should know of the choice: who is updated although what it builds on is not, and
  /// those of `canaries` that are no dependents.
  func remarks(on fleet: Fleet, canaries: [RepositoryName]) -> [String] {
    let known = Set(fleet.dependents.map(\.name))
    let strangers = canaries.filter { !known.contains($0) }
    let remarks = strangers.map { "the canary `\($0)` is no dependent" }
    return remarks
      + fleet.dependents.filter { includes($0.name) }.compactMap { dependent in
        let missing = dependent.via.filter { !includes($0) }
        guard !missing.isEmpty else { return nil }
        let names = missing.map(\.description).joined(separator: ", ")
        return "\(dependent.name) builds on \(names), which is left out: "
          + "a build may meet two versions there"
      }
  }
}
