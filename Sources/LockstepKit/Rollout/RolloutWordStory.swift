internal import LockstepCore
internal import LockstepLedger
package import LockstepWorkflow

/// The story of a word to a rollout that is under way.
package enum RolloutWordStory {
  /// Records the word on the rollout that is open.
  ///
  /// - Returns: The rollout.
  /// - Throws: Explained errors: with status 64 where no rollout is open, or where one goes on past a
  ///   halt and nobody says why.
  package static func say(
    _ word: RolloutWord, because: String?, in workspace: Workspace
  ) async throws -> OperationRecord {
    let log = try await workspace.operations()
    guard let record = log.open.last(where: { $0.kind == OperationKind.rollout }) else {
      throw ExplainedFailure(
        "no rollout is under way",
        hints: ["`lockstep rollout -x` begins one; `lockstep status` shows the last"],
        exitStatus: .usage)
    }
    if word == .goOn, record.isHalted, because == nil {
      throw ExplainedFailure(
        "\(record.id) was halted, and going on wants a reason",
        why: record.steps.compactMap { $0.state == .stopped ? $0.explanation?.what : nil },
        hints: ["say it: `lockstep rollout --continue --because \"…\"`; it is recorded"],
        exitStatus: .usage)
    }
    var body: [String: JSONValue] = [:]
    if let because { body["because"] = .string(because) }
    let draft = EventDraft(
      kind: word.rawValue, operation: record.id,
      summary: "\(record.title): \(word == .pause ? "paused" : "continued")",
      body: .object(body))
    _ = try await workspace.ledger.append([draft])
    return record
  }
}

extension OperationRecord {
  /// Whether regressions stopped it: a judgement that counts some says how many.
  fileprivate var isHalted: Bool {
    steps.contains { $0.state == .stopped && ($0.evidence?.body["regressed"]?.integer ?? 0) > 0 }
  }
}
