internal import LockstepCore
internal import LockstepKit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// What became of each dependent in one operation.
enum DependentsPage {
  static func table(of operation: String, in workspace: Workspace) async throws -> String {
    let status = Status(of: try await workspace.ledger.history(), at: workspace.host.clock.now())
    guard let found = status.operations.first(where: { $0.id == operation }) else { return "" }
    return text(of: found)
  }

  /// What somebody has to do by hand after a rollback; empty where nothing is left.
  static func leftOver(of operation: String, in workspace: Workspace) async throws -> String {
    guard let record = OperationLog(try await workspace.ledger.history())[operation],
      let left = RollbackLeftovers(of: record)
    else { return "" }
    var lines: [String] = []
    if !left.lost.isEmpty {
      lines += [
        "\(left.lost.count) cannot be pinned and still \(left.lost.count == 1 ? "has" : "have") "
          + "\(left.bad): \(RollbackPage.list(left.lost))",
        "  the code has moved on to it; tell the maintainers now",
      ]
      lines += RollbackPage.commands(for: left.lost, left.suspects, of: left.bad)
    }
    for (flag, names) in left.without.sorted(by: { $0.key < $1.key }) {
      lines += [
        "\(names.count) cannot be pinned and \(names.count == 1 ? "does" : "do") without the "
          + "feature \(flag) of \(left.bad): \(RollbackPage.list(names))",
        "  `lockstep rollback \(left.bad) --flag \(flag) --restore` gives it back",
      ]
    }
    return lines.joined(separator: "\n")
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
