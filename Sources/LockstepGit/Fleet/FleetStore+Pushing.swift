package import LockstepCore
package import LockstepSystem

extension FleetStore {
  /// Pushes to many repositories, at most `width` at a time.
  ///
  /// A repository is pushed to its address in `addresses`, else to where it was fetched from. Every
  /// reference of every set gets an outcome; `report` is called for each repository as soon as its
  /// outcomes are known. The fault points are `push:<label><name>:…`.
  package func push(
    _ sets: [RepositoryName: [RefUpdate]],
    addresses: [RepositoryName: RemoteAddress] = [:],
    width: Int,
    atomic: Bool = true,
    lock: EffectLock? = nil,
    timeout: Duration = .seconds(120),
    allowRewrites: Bool = false,
    label: String = "",
    report: @escaping @Sendable (RepositoryName, [RefName: PushOutcome]) -> Void = { _, _ in }
  ) async -> [RepositoryName: [RefName: PushOutcome]] {
    let rewrites: Set<RefUpdate>
    var addresses = addresses
    do {
      addresses = try await tips().mapValues(\.address).merging(addresses) { _, own in own }
      // One process for the whole fleet instead of one for each repository.
      rewrites =
        allowRewrites ? [] : try await objects.rewrites(among: sets.values.flatMap { $0 })
    } catch {
      return sets.mapValues { Self.outcomes(of: $0, failing: error) }
    }
    let known = addresses
    let order = sets.keys.sorted()
    let outcomes = await forEach(order, width: width) { name in
      let updates = sets[name] ?? []
      let outcome: [RefName: PushOutcome]
      do {
        outcome = try await push(
          updates, of: name, to: known[name], refusing: rewrites.intersection(updates),
          atomic: atomic, lock: lock, timeout: timeout, label: label)
      } catch {
        outcome = Self.outcomes(of: updates, failing: error)
      }
      report(name, outcome)
      return (name, outcome)
    }
    return Dictionary(outcomes, uniquingKeysWith: { first, _ in first })
  }

  private func push(
    _ updates: [RefUpdate], of name: RepositoryName, to address: RemoteAddress?,
    refusing rewrites: Set<RefUpdate>, atomic: Bool, lock: EffectLock?, timeout: Duration,
    label: String
  ) async throws -> [RefName: PushOutcome] {
    guard let address else {
      throw RepositoryError(
        kind: .missing, action: "push \(name)", place: directory,
        reasons: ["it was never fetched, so that its address is not known"])
    }
    let repository = try createReferences(of: name)
    return try await repository.push(
      updates, refusing: rewrites, to: address, atomic: atomic, lock: lock, timeout: timeout,
      label: "\(label)\(name)")
  }

  /// One reason for all references of a repository that was not pushed at all.
  private static func outcomes(
    of updates: [RefUpdate], failing error: any Error
  ) -> [RefName: PushOutcome] {
    let explanation = explain(error)
    let reason = ([explanation.what] + explanation.why).joined(separator: ": ")
    return Dictionary(
      updates.map { ($0.ref, .unreachable(reason: reason)) },
      uniquingKeysWith: { first, _ in first })
  }
}
