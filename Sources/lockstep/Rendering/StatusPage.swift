internal import LockstepCore
internal import LockstepKit

/// How things stand, on one screen.
struct StatusPage {
  let status: Status
  /// The ways back that were prepared for the release that is out; `nil` where there is none.
  var waysBack: StandingWaysBack?

  var text: String {
    guard let latest = status.operations.last else {
      return "nothing has happened yet: the ledger is empty\n" + age
    }
    var lines: [String] = []
    if let lease = status.lease {
      lines.append("running: \(lease)")
    }
    for operation in status.operations.suffix(4).reversed() {
      lines.append("\(operation.title): \(operation.state)")
      lines.append("  \(operation.id), begun \(operation.startedAt) by \(operation.startedBy)")
      if let window = operation.window { lines.append("  \(window)") }
      if let fleetRun = operation.fleetRun { lines.append("  fleet run: \(fleetRun)") }
      if let incident = operation.incident {
        lines.append("  incident: \(incident.heading)")
      }
      if let cause = operation.cause { lines.append("  cause: \(printable(cause))") }
      if let clock = operation.clock {
        var table = Table()
        for stage in clock.stages {
          table.add(stage.phase, stage.text(at: status.now), stage.aim)
        }
        lines.append(table.text)
      }
      if operation.id == latest.id || operation.isOpen {
        var table = Table()
        for step in operation.steps { table.add(step.mark, step.title, step.detail) }
        lines.append(table.text)
      }
      let dependents = DependentsPage.text(of: operation)
      if !dependents.isEmpty { lines += ["  dependents:", dependents] }
      lines.append("")
    }
    if let support = status.support { lines.append(text(of: support)) }
    if let waysBack { lines.append(waysBack.told + "\n") }
    return lines.joined(separator: "\n") + age
  }

  /// Who has taken the last release, who has not, and who is stuck on what.
  private func text(of support: SupportWindow) -> String {
    let end =
      support.isOverdue(at: status.now)
      ? "overdue since \(support.ends)" : "until \(support.ends)"
    var lines = [
      "support of \(support.facts.package) \(support.facts.version): \(support.counts); \(end)"
    ]
    let rest = support.members.filter { $0.standing != .migrated }
    var table = Table()
    for member in rest.prefix(Self.shown) {
      table.add(
        member.standing == .stuck ? "✗" : "·", member.name.description,
        printable("\(member.standing.rawValue): \(member.detail)"))
    }
    if !rest.isEmpty { lines.append(table.text) }
    if rest.count > Self.shown { lines.append("  and \(rest.count - Self.shown) more") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many dependents are named one by one.
  private static let shown = 20

  private var age: String {
    status.fetchedAt.map { "the ledger's remote was asked at \($0)\n" }
      ?? "the ledger's remote was not asked yet\n"
  }

  var json: JSONValue { status.json(with: waysBack) }
}
