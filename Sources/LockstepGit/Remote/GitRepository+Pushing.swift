import LockstepCore
package import LockstepSystem

extension GitRepository {
  /// Moves references of another repository, each only from its old value to its new one.
  ///
  /// Every reference gets an outcome, and only trouble in *this* repository throws. A branch is
  /// moved forwards only, unless `allowRewrites`. With `atomic` all are moved or none. `lock` makes
  /// the child hold the lock of world-changing children, and `label` gives it the fault points
  /// `push:<label>:…`; `whileRunning` names it where the caller has points of its own before and after
  /// it. The new objects must exist here.
  package func push(
    _ updates: [RefUpdate], to address: RemoteAddress, atomic: Bool, lock: EffectLock?,
    timeout: Duration = .seconds(120), allowRewrites: Bool = false, label: String? = nil,
    whileRunning: String? = nil
  ) async throws -> [RefName: PushOutcome] {
    let rewrites = allowRewrites ? [] : try await rewrites(among: updates)
    return try await push(
      updates, refusing: rewrites, to: address, atomic: atomic, lock: lock, timeout: timeout,
      label: label, whileRunning: whileRunning)
  }

  /// Which of `updates` would make a branch lose commits.
  func rewrites(among updates: [RefUpdate]) async throws -> Set<RefUpdate> {
    let moves = updates.filter { $0.ref.isBranch && $0.old != $0.new && $0.old?.isAbsent != true }
      .compactMap { update in
        update.old.flatMap { old in update.new.map { (update: update, old: old, new: $0) } }
      }
    guard !moves.isEmpty else { return [] }
    // Nearly always the old value is a parent of the new one, and one process shows all of them.
    let contents = try await read(moves.map { .object($0.new) })
    var rewrites: Set<RefUpdate> = []
    for (move, content) in zip(moves, contents) {
      if let content, content.parents.contains(move.old) { continue }
      let known = try await existing([move.old, move.new])
      guard known.count == 2 else {
        rewrites.insert(move.update)
        continue
      }
      if try await !isAncestor(move.old, of: move.new) { rewrites.insert(move.update) }
    }
    return rewrites
  }

  /// Pushes what is not in `rewrites`, which the caller has found out.
  func push(
    _ updates: [RefUpdate], refusing rewrites: Set<RefUpdate>, to address: RemoteAddress,
    atomic: Bool, lock: EffectLock?, timeout: Duration, label: String?,
    whileRunning: String? = nil
  ) async throws -> [RefName: PushOutcome] {
    var outcomes: [RefName: PushOutcome] = [:]
    for update in rewrites {
      outcomes[update.ref] = .rejected(reason: "the new commit does not descend from the old one")
    }
    if atomic, !rewrites.isEmpty {
      for update in updates where outcomes[update.ref] == nil {
        outcomes[update.ref] = .rejected(reason: "another reference of the same push was refused")
      }
      return outcomes
    }
    let sent = updates.filter { !rewrites.contains($0) }
    guard !sent.isEmpty else { return outcomes }
    var command = pushCommand(
      sent, to: address, atomic: atomic, lock: lock, timeout: timeout, label: label)
    command.whileRunning = whileRunning
    let result = try await run(command)
    let report = PushReport(parsing: result.output, errors: result.errors)
    let silent = silence(result, timeout: timeout)
    for update in sent { outcomes[update.ref] = report.outcomes[update.ref] ?? silent }
    let doubtful = sent.filter { update in
      if report.stale.contains(update.ref) { return true }
      // git refuses the whole push where something that is to be deleted is not there.
      guard case .rejected? = outcomes[update.ref] else { return false }
      return report.outcomes[update.ref] == nil
    }
    if !doubtful.isEmpty {
      await explain(doubtful, at: address, timeout: timeout, in: &outcomes)
    }
    return outcomes
  }

  private func pushCommand(
    _ updates: [RefUpdate], to address: RemoteAddress, atomic: Bool, lock: EffectLock?,
    timeout: Duration, label: String?
  ) -> Command {
    var arguments = [
      "push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
      "--no-progress",
    ]
    if atomic { arguments.append("--atomic") }
    for update in updates {
      arguments.append("--force-with-lease=\(update.ref):\(update.old?.description ?? "")")
    }
    arguments += ["--end-of-options", address.text]
    for update in updates { arguments.append("\(update.new?.description ?? ""):\(update.ref)") }
    var command = Command(arguments, to: "push")
    if let lock { command.input = .lock(lock) }
    command.timeout = timeout
    command.effect = label.map { "push:\($0)" }
    return command
  }

  /// The outcome of a reference that git's report does not speak of.
  func silence(_ result: ProcessResult, timeout: Duration) -> PushOutcome {
    let reason = ForeignText.lines(result.errors).joined(separator: " ")
    if result.timedOut {
      return .unreachable(reason: "it did not answer within \(timeout.components.seconds) seconds")
    }
    if result.exitCode == 1 {
      return .rejected(reason: reason.isEmpty ? "git gave no reason" : reason)
    }
    return .unreachable(reason: reason.isEmpty ? "the connection ended" : reason)
  }

  /// Says of references that stood elsewhere where they stand; those that have the new value
  /// already need nothing.
  func explain(
    _ updates: [RefUpdate], at address: RemoteAddress, timeout: Duration,
    in outcomes: inout [RefName: PushOutcome]
  ) async {
    let patterns = updates.map(\.ref.description)
    // Where the other side does not answer now, git's own words have to do.
    guard
      let found = try? await remoteReferences(of: address, patterns: patterns, timeout: timeout)
    else { return }
    for update in updates {
      let value = found[update.ref]
      if value == update.new {
        outcomes[update.ref] = .already
      } else if value != update.old {
        let expected = update.old.map { "at \($0.short)" } ?? "not to exist"
        let actual = value.map { "is at \($0.short)" } ?? "does not exist"
        outcomes[update.ref] = .rejected(
          reason: "it has moved meanwhile: expected \(expected), it \(actual)")
      }
    }
  }
}

extension ObjectContent {
  /// The parents that a raw commit names, none for anything else.
  var parents: [ObjectID] {
    guard kind == .commit else { return [] }
    var parents: [ObjectID] = []
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      // The headers end at the first empty line; only the message comes after it.
      if line.isEmpty { break }
      guard line.starts(with: "parent ".utf8) else { continue }
      if let id = ObjectID(hexadecimal: line.dropFirst(7)) { parents.append(id) }
    }
    return parents
  }
}
