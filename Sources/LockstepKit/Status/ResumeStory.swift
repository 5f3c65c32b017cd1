internal import LockstepCore
package import LockstepGit
package import LockstepWorkflow

/// The story of an operation that goes on, or is taken back, after it was interrupted.
package struct ResumeStory: Sendable {
  package let workspace: Workspace
  /// The operation; `nil` where none is open.
  package let record: OperationRecord?

  /// Finds the operation called `operation`, or the one that is open.
  package static func open(_ workspace: Workspace, operation: String?) async throws -> ResumeStory {
    let log = try await workspace.operations()
    if let operation, log[operation] == nil {
      throw OperationUnknown(operation: operation, open: log.open.map(\.id))
    }
    let record = operation.flatMap { log[$0] } ?? log.open.last
    var workspace = workspace
    if let branch = record?.branch, record?.isOpen == true {
      // The configuration that counts is the one of the line that the operation works on.
      try await workspace.takeConfiguration(ofLine: record?.configuredBy ?? branch)
    }
    return ResumeStory(workspace: workspace, record: record)
  }

  /// Goes on where it stopped.
  package func resume(
    takeOver: Bool, confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    guard let record else { return .finished([:]) }
    let result = try await workspace.engine(confirm: confirm, report: report)
      .resume(record.id, takeOver: takeOver)
    return try await workspace.following(
      result, of: record.id, confirm: confirm, report: report)
  }

  /// Takes back what can be taken back.
  package func abort(
    because: String, takeOver: Bool, report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    guard let record else { return .aborted(remaining: []) }
    return try await workspace.engine(report: report)
      .abort(record.id, because: because, takeOver: takeOver)
  }
}

extension OperationRecord {
  /// The line's branch that the operation works on.
  package var branch: RefName? {
    facts["branch"]?.string.flatMap { try? RefName(parsing: $0) }
  }

  /// The branch whose `lockstep.toml` counts, where it is not the line's own.
  fileprivate var configuredBy: RefName? {
    facts["configuredBy"]?.string.flatMap { try? RefName(parsing: $0) }
  }
}
