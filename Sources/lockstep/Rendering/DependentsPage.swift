internal import LockstepCore
internal import LockstepKit
internal import LockstepLedger
internal import LockstepSystem

/// What became of each dependent in one operation.
enum DependentsPage {
  static func table(of operation: String, in workspace: Workspace) async throws -> String {
    let status = Status(of: try await workspace.ledger.history(), at: workspace.host.clock.now())
    guard let found = status.operations.first(where: { $0.id == operation }) else { return "" }
    return text(of: found)
  }

  /// What somebody has to do by hand after a rollback; empty where nothing is left.
  static func leftOver(of operation: String, in workspace: Workspace, bad: Version) async throws
    -> String
  {
    let status = Status(of: try await workspace.ledger.history(), at: workspace.host.clock.now())
    guard let found = status.operations.first(where: { $0.id == operation }) else { return "" }
    let lost = found.dependents.filter {
      $0.outcome == PreparedDependent.Outcome.cannotPin.rawValue
    }
    guard !lost.isEmpty else { return "" }
    let names = lost.map(\.name.description).joined(separator: ", ")
    return """
      \(lost.count) cannot be pinned and still have \(bad): \(names)
        their code has moved on to it; tell their maintainers now
        where the trouble is behind a feature: `lockstep rollback --flag NAME` takes it out
      """
  }

  static func text(of operation: Status.Operation) -> String {
    guard !operation.dependents.isEmpty else { return "" }
    var table = Table()
    for dependent in operation.dependents {
      table.add(dependent.name.description, dependent.outcome, dependent.detail)
    }
    return table.text
  }
}
