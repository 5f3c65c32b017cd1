package import LockstepCore
internal import LockstepLedger
package import LockstepWorkflow

extension Workspace {
  /// The engine that runs this foundation's plans.
  package func engine(
    confirm: @escaping @Sendable (Step<Action>) async -> Bool = { _ in true },
    report: @escaping @Sendable (EngineReport) -> Void
  ) -> Engine<StoryPerformer> {
    Engine(
      performer: StoryPerformer(workspace: self, confirm: confirm), ledger: ledger,
      effectLock: lock, host: host, report: report)
  }

  /// Carries a plan out that begins only where no other operation is open, and waits for what it proposes.
  func carryOut(
    _ plan: Plan<Action>, confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    let result = try await engine(confirm: confirm, report: report).start(plan) { history in
      try OperationLog(history).refuseOthers()
    }
    return try await following(result, of: plan.operation, confirm: confirm, report: report)
  }

  /// The operations of the ledger, after asking its remote.
  package func operations() async throws -> OperationLog {
    OperationLog(try await ledger.fetch())
  }
}

extension OperationLog {
  /// A name that no operation has yet: `base`, or `base-2` and so on.
  package func unused(_ base: String) -> String {
    guard self[base] != nil else { return base }
    var number = 2
    while self["\(base)-\(number)"] != nil { number += 1 }
    return "\(base)-\(number)"
  }

  /// Versions that a rollback has taken back or meant to, each with the last one's record.
  package var takenBack: [Version: OperationRecord] {
    var found: [Version: OperationRecord] = [:]
    for operation in operations where operation.kind == OperationKind.rollback {
      guard operation.state != .aborted,
        let facts = try? operation.facts.decode(RollbackFacts.self)
      else { continue }
      found[facts.bad.version] = operation
    }
    return found
  }

  /// Versions that are spent, as far as the ledger knows, with the reason.
  package var spentVersions: [Version: String] {
    var spent: [Version: String] = [:]
    for operation in operations {
      switch operation.kind {
      case OperationKind.release:
        // What an open release has spent so far is for the remote to tell: it may go on.
        guard !operation.isOpen, operation.hasPublicTag,
          let facts = try? operation.facts.decode(ReleaseFacts.self)
        else { continue }
        spent[facts.version] = operation.state == .finished ? "released" : "withdrawn"
      case OperationKind.rollback:
        guard let facts = try? operation.facts.decode(RollbackFacts.self) else { continue }
        spent[facts.bad.version] = "taken back"
      default: continue
      }
    }
    return spent
  }
}

extension OperationRecord {
  /// Whether the tag of its version may be public, by its own doing.
  package var hasPublicTag: Bool {
    guard let tag = self["tag"] else { return false }
    return tag.mayHaveTakenEffect || tag.state == .kept
  }
}
