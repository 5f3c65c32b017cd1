import LockstepCore
import LockstepSystem

extension GitRepository {
  /// How a push goes: to whom, and how long it may take.
  struct PushTerms: Sendable {
    var atomic: Bool
    var lock: EffectLock?
    var timeout: Duration
    /// Gives the child the fault points `push:<label>:…`.
    var label: String?
  }

  /// Pushes to the repository in `folder`, which is at `address`, with a pack that was made before.
  ///
  /// Only `git receive-pack` is started, which checks and stores the objects, runs the other side's hooks
  /// and moves each reference if it has its old value; that saves a push more than half of its
  /// processes. `nil` where it gave no proper report, or lacks an object: `git push` is to try, which
  /// finds done what was done.
  ///
  /// The other side's housekeeping (`receive.autogc`) is put off to its next push by anybody else: it
  /// would start two more processes for a handful of new objects, when thousands make it do anything.
  func pushDirectly(
    _ updates: [RefUpdate], pack: [UInt8], into folder: String, at address: RemoteAddress,
    terms: PushTerms
  ) async throws -> [RefName: PushOutcome]? {
    let input = ReceivePackConversation.input(updates, atomic: terms.atomic, pack: pack)
    let result = try await host.processes.run(
      Invocation(
        program: "git", arguments: ["-c", "receive.autogc=false", "receive-pack", folder],
        environment: GitEnvironment.ofReceiver(from: host.environment), directory: "/",
        input: terms.lock.map { .lockedBytes(input, $0) } ?? .bytes(input),
        timeout: terms.timeout, effect: terms.label.map { "push:\($0)" }))
    guard !result.timedOut else {
      let silent = silence(result, timeout: terms.timeout)
      return Dictionary(
        updates.map { ($0.ref, silent) }, uniquingKeysWith: { first, _ in first })
    }
    guard let report = ReceivePackConversation.report(in: result.output, on: updates),
      !report.refused.values.contains("missing necessary objects")
    else { return nil }
    let words = ForeignText.lines(result.errors)
    var outcomes: [RefName: PushOutcome] = [:]
    for update in updates {
      outcomes[update.ref] =
        report.refused[update.ref].map { reason in
          .rejected(reason: ([reason] + words).joined(separator: ": "))
        } ?? .done
    }
    let refused = updates.filter { report.refused[$0.ref] != nil }
    if !refused.isEmpty {
      await explain(refused, at: address, timeout: terms.timeout, in: &outcomes)
    }
    return outcomes
  }
}

extension GitEnvironment {
  /// The environment of git on the other side of a push: what `git push` would leave in it.
  static func ofReceiver(from host: [String: String]) -> [String: String] {
    var environment = make(from: host, adding: [:])
    for name in ["GIT_NO_REPLACE_OBJECTS", "GIT_LITERAL_PATHSPECS", "GIT_CONFIG_COUNT"] {
      environment[name] = nil
    }
    return environment
  }
}
