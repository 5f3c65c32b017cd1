import LockstepCore
package import LockstepGit
package import LockstepSystem

/// A server that speaks git and nothing else: references are read and moved, and that is all.
///
/// It is no ``Forge``, so nobody can ask it for a pull request, a check or a release by mistake; see
/// ``RepositoryHost``.
package struct PlainGit: Sendable {
  /// The repository here whose objects are pushed, and through which the other one is asked.
  package let objects: GitRepository
  /// Where the other repository is.
  package let address: RemoteAddress

  /// Describes a server.
  package init(objects: GitRepository, address: RemoteAddress) {
    self.objects = objects
    self.address = address
  }

  /// Returns the name of the branch that a clone checks out; `nil` in an empty repository, or where the
  /// server does not say.
  package func defaultBranch() async throws -> String? {
    try await objects.remoteSnapshot(of: address, patterns: ["HEAD"]).head?.short
  }

  /// Returns where a branch is; `nil` where there is none. Whether it is protected only a push tells.
  package func branch(_ name: String) async throws -> ObjectID? {
    let ref = try RefName.branch(name)
    return try await objects.remoteReferences(of: address, patterns: ["\(ref)"])[ref]
  }

  /// Sees to it that a branch points to `commit`, from `old` (`nil`: that it is made), and returns
  /// whether anything was sent.
  ///
  /// The commit must be in ``objects`` and descend from `old`. What became of a push whose answer did not
  /// come is looked up, so it can be asked for twice. Throws ``ForgeError``: `stale` where the branch is
  /// elsewhere, `protected` where the server refuses although it is where it is expected, `uncertain`
  /// where the server cannot be asked.
  @discardableResult
  package func ensureBranch(
    _ name: String, at commit: ObjectID, from old: ObjectID?, lock: EffectLock? = nil
  ) async throws -> Bool {
    try await push(RefUpdate(ref: try .branch(name), old: old, new: commit), lock: lock)
  }

  /// Sees to it that a branch that points to `old` is gone; throws as
  /// ``ensureBranch(_:at:from:lock:)``.
  @discardableResult
  package func ensureNoBranch(
    _ name: String, at old: ObjectID, lock: EffectLock? = nil
  ) async throws -> Bool {
    try await push(RefUpdate(ref: try .branch(name), old: old, new: nil), lock: lock)
  }

  private func push(_ update: RefUpdate, lock: EffectLock?) async throws -> Bool {
    let outcome = try await objects.push([update], to: address, atomic: false, lock: lock)[
      update.ref]
    switch outcome {
    case .done: return true
    case .already: return false
    case .rejected(let reason):
      // git counts among the refusals also a connection that ended before the server said anything; its
      // words are those of the locale that it is run in, which is a fixed one.
      let isLost = reason.contains("hung up unexpectedly") || reason.contains("RPC failed")
      return try await settle(update, after: reason, isReached: !isLost)
    case .unreachable(let reason): return try await settle(update, after: reason, isReached: false)
    case nil: return try await settle(update, after: "", isReached: false)
    }
  }

  /// Looks where the reference is after a push that did not say, or that was refused.
  private func settle(
    _ update: RefUpdate, after reason: String, isReached: Bool
  ) async throws -> Bool {
    let actual: ObjectID?
    do {
      actual = try await objects.remoteReferences(of: address, patterns: ["\(update.ref)"])[
        update.ref]
    } catch let error as any ExplainedError {
      throw self.error(update, .uncertain, error.explanation.what)
    }
    if actual == update.new { return true }
    guard actual == update.old else { throw error(update, .stale(actual: actual), reason) }
    throw error(update, isReached ? .protected : .unavailable, reason)
  }

  private func error(
    _ update: RefUpdate, _ kind: ForgeError.Kind, _ detail: String
  ) -> ForgeError {
    ForgeError(
      forge: "git", task: "move \(update.ref)", place: address.redacted, kind: kind,
      detail: detail)
  }
}
