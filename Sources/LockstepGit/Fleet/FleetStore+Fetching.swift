package import LockstepCore
import LockstepSystem
import Synchronization

extension FleetStore {
  /// Fetches one branch of every source, at most `width` at a time.
  ///
  /// Each repository has `timeout` for itself; what becomes of one does not touch the others.
  /// `report` is called for each as soon as it is known. A repository on this machine whose branch is
  /// where it was needs no process; see ``LocalReference``.
  package func fetch(
    _ sources: [FleetSource], width: Int, timeout: Duration,
    report: @escaping @Sendable (RepositoryName, FetchOutcome) -> Void = { _, _ in }
  ) async -> [RepositoryName: FetchOutcome] {
    let known: [RepositoryName: FleetTip]
    do {
      try create()
      known = try await tips()
    } catch {
      let explanation = Self.explain(error)
      return Dictionary(
        sources.map { ($0.name, .failed(explanation)) }, uniquingKeysWith: { first, _ in first })
    }
    let unmoved = await unmoved(sources, since: known)
    let finished = Mutex(0)
    for (name, tip) in unmoved { report(name, .fetched(tip)) }
    let others = sources.filter { unmoved[$0.name] == nil }
    let outcomes = await forEach(others, width: width) { source in
      let outcome: FetchOutcome
      do {
        outcome = .fetched(try await fetch(source, known: known[source.name], timeout: timeout))
      } catch {
        outcome = .failed(Self.explain(error))
      }
      report(source.name, outcome)
      let count = finished.withLock { count in
        count += 1
        return count
      }
      // A long list of first fetches makes a pack each; without an index every next one is slower.
      if count.isMultiple(of: 50) { _ = try? await indexPacks() }
      return (source.name, outcome)
    }
    var result = Dictionary(outcomes, uniquingKeysWith: { first, _ in first })
    for (name, tip) in unmoved { result[name] = .fetched(tip) }
    do {
      try await record(
        result.compactMapValues { outcome in
          guard case .fetched(let tip) = outcome else { return nil }
          return tip
        })
      await prepare()
    } catch {
      let explanation = Self.explain(error)
      for (name, outcome) in result {
        if case .fetched = outcome { result[name] = .failed(explanation) }
      }
    }
    return result
  }

  /// The repositories on this machine whose branches are where they were, with the tips as of now.
  private func unmoved(
    _ sources: [FleetSource], since known: [RepositoryName: FleetTip]
  ) async -> [RepositoryName: FleetTip] {
    let near = sources.filter { $0.address.localPath != nil && known[$0.name] != nil }
    guard !near.isEmpty else { return [:] }
    let routes = await objects.directRoutes()
    let now = host.clock.now()
    var unmoved: [RepositoryName: FleetTip] = [:]
    for source in near {
      guard var tip = known[source.name], tip.address == source.address,
        source.branch.map({ $0 == tip.branch }) ?? true,
        let folder = routes.folder(of: source.address),
        let ref = try? RefName.branch(tip.branch),
        LocalReference.value(of: ref, in: folder) == tip.commit
      else { continue }
      tip.fetchedAt = now
      unmoved[source.name] = tip
    }
    return unmoved
  }

  private func fetch(
    _ source: FleetSource, known: FleetTip?, timeout: Duration
  ) async throws -> FleetTip {
    let repository = try createReferences(of: source.name)
    let usual = source.branch ?? (known?.address == source.address ? known?.branch : nil)
    if let usual {
      do {
        return try await fetch(source, branch: usual, into: repository, known, timeout: timeout)
      } catch let error as RepositoryError where error.kind == .missing && source.branch == nil {
        // The default branch was renamed: ask again.
      }
    }
    let snapshot = try await repository.remoteSnapshot(
      of: source.address, patterns: ["HEAD"], timeout: timeout)
    guard let head = snapshot.head, head.isBranch else {
      throw RepositoryError(
        kind: .missing, action: "find the default branch", place: source.address.redacted,
        reasons: ["the repository is empty, or its HEAD names no branch"],
        hints: ["name the branch in lockstep.toml"])
    }
    return try await fetch(source, branch: head.short, into: repository, known, timeout: timeout)
  }

  private func fetch(
    _ source: FleetSource, branch: String, into repository: GitRepository, _ known: FleetTip?,
    timeout: Duration
  ) async throws -> FleetTip {
    let ref = try RefName.branch(branch)
    // A fetch outlives a run that is killed, and git lets only one at a time move a reference.
    let lock = EffectLock(path: "\(repository.gitDirectory)/lockstep-fetch.lock")
    try await lock.waitUntilFree(timeout: timeout)
    try await repository.fetch(
      ["+\(ref):\(ref)"], from: source.address, prune: true, lock: lock, timeout: timeout)
    var found = LocalReference.value(of: ref, in: repository.gitDirectory)
    if found == nil { found = try await repository.value(of: ref) }
    guard let commit = found else {
      throw RepositoryError(
        kind: .damaged, action: "read \(ref)", place: repository.gitDirectory,
        reasons: ["it was fetched, but is not there"])
    }
    if let known, known.branch != branch, let old = try? RefName.branch(known.branch) {
      // Only the branch that counts is kept: every other one would be offered at each fetch.
      try await repository.update(
        [RefUpdate(ref: old, old: known.commit, new: nil)], because: "another branch counts now")
    }
    return FleetTip(
      branch: branch, commit: commit, address: source.address, fetchedAt: host.clock.now())
  }

  /// An error as what a result can carry.
  static func explain(_ error: any Error) -> Explanation {
    if let error = error as? any ExplainedError { return error.explanation }
    if error is CancellationError { return Explanation("it was cancelled") }
    return Explanation("it failed", why: ["\(error)"])
  }
}
