package import LockstepCore
package import LockstepSystem

extension FleetStore {
  /// Pushes to many repositories, at most `width` at a time.
  ///
  /// A repository is pushed to its address in `addresses`, else to where it was fetched from. Every
  /// reference of every set gets an outcome; `report` is called for each repository as soon as its
  /// outcomes are known. The fault points are `push:<label><name>:…`. Repositories on this machine are
  /// pushed to without `git push`, where nothing asks for it; see ``DirectRoutes``.
  ///
  /// - Parameter names: Who is pushed to first; whoever it does not name comes after them, by name.
  package func push(
    _ sets: [RepositoryName: [RefUpdate]],
    inOrder names: [RepositoryName] = [],
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
    let tips: [RepositoryName: FleetTip]
    do {
      tips = try await self.tips()
      // One process for the whole fleet instead of one for each repository.
      rewrites =
        allowRewrites ? [] : try await objects.rewrites(among: sets.values.flatMap { $0 })
    } catch {
      return sets.mapValues { Self.outcomes(of: $0, failing: error) }
    }
    let addresses = tips.mapValues(\.address).merging(addresses) { _, own in own }
    let named = names.filter { sets[$0] != nil }
    let order = named + Set(sets.keys).subtracting(named).sorted()
    let terms = GitRepository.PushTerms(atomic: atomic, lock: lock, timeout: timeout)
    let direct = await directFolders(for: sets, at: addresses, refusing: rewrites)
    let packs = PackSupply(
      objects: objects,
      pushes: order.filter { direct[$0] != nil }.map { name in
        (name, Self.contents(of: sets[name] ?? [], tip: tips[name]))
      })
    let outcomes = await forEach(order, width: width) { name in
      let updates = sets[name] ?? []
      let outcome: [RefName: PushOutcome]
      do {
        var terms = terms
        terms.label = "\(label)\(name)"
        if let folder = direct[name], let address = addresses[name],
          let pack = await packs.pack(for: name),
          let direct = try await objects.pushDirectly(
            updates, pack: pack, into: folder, at: address, terms: terms)
        {
          outcome = direct
        } else {
          outcome = try await push(
            updates, of: name, to: addresses[name], refusing: rewrites.intersection(updates),
            terms: terms)
        }
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
    refusing rewrites: Set<RefUpdate>, terms: GitRepository.PushTerms
  ) async throws -> [RefName: PushOutcome] {
    guard let address else {
      throw RepositoryError(
        kind: .missing, action: "push \(name)", place: directory,
        reasons: ["it was never fetched, so that its address is not known"])
    }
    let repository = try createReferences(of: name)
    return try await repository.push(
      updates, refusing: rewrites, to: address, atomic: terms.atomic, lock: terms.lock,
      timeout: terms.timeout, label: terms.label)
  }

  /// The folders of those repositories on this machine that are pushed to without `git push`.
  private func directFolders(
    for sets: [RepositoryName: [RefUpdate]], at addresses: [RepositoryName: RemoteAddress],
    refusing rewrites: Set<RefUpdate>
  ) async -> [RepositoryName: String] {
    guard addresses.contains(where: { sets[$0.key] != nil && $0.value.localPath != nil }) else {
      return [:]
    }
    let routes = await objects.directRoutes()
    var folders: [RepositoryName: String] = [:]
    for (name, updates) in sets where !updates.isEmpty && rewrites.isDisjoint(with: updates) {
      guard let folder = addresses[name].flatMap(routes.folder),
        DirectRoutes.mayMove(updates, in: folder)
      else { continue }
      folders[name] = folder
    }
    return folders
  }

  /// What `updates` bring to a repository that had `tip` when it was last fetched.
  private static func contents(of updates: [RefUpdate], tip: FleetTip?) -> PushContents {
    PushContents(
      new: updates.compactMap(\.new),
      known: Set(
        updates.compactMap { $0.old?.isAbsent == true ? nil : $0.old }
          + [tip?.commit].compactMap { $0 }))
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
