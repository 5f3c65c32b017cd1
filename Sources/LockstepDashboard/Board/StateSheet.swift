internal import LockstepCore
internal import LockstepKit

/// How things stand: open incidents, what runs, the last operations, each dependent.
struct StateSheet {
  private let board: Board

  init(_ board: Board) { self.board = board }

  private var status: Status { board.status }

  /// How many operations and dependents are shown.
  private static let operations = 4
  private static let dependents = 500

  var page: Page {
    Page("\(board.package): \(words)", use: .served(refresh: 30)) {
      tag("header") {
        tag("h1", board.package)
        tag("p", ["class": "verdict \(shade)"], words)
        if let lease = status.lease { tag("p", "running: \(lease)") }
      }
      for incident in board.open { card(of: incident) }
      if status.operations.isEmpty, board.incidents.isEmpty {
        tag("p", "Nothing has happened yet: the ledger is empty.")
      }
      for operation in status.operations.suffix(Self.operations).reversed() {
        section(of: operation)
      }
      support
      closed
      tag("footer") {
        tag("p", ["class": "faint"], age)
        if let trouble = board.trouble { tag("p", ["class": "warn"], trouble.what) }
        tag("p", ["class": "faint"], "This page is read anew every half minute; times are UTC.")
      }
    }
  }

  // MARK: - Incidents

  private var words: String {
    let free = board.open.count { $0.acknowledgedAt == nil }
    if free > 0 { return "\(counted(free, "incident")) nobody has taken" }
    if !board.open.isEmpty {
      return "\(counted(board.open.count, "open incident")), taken"
    }
    if let busy = status.operations.last(where: \.isOpen) { return "\(busy.title): \(busy.state)" }
    return "no open incident"
  }

  private var shade: String {
    if board.open.contains(where: { $0.acknowledgedAt == nil }) { return "bad" }
    if !board.open.isEmpty || status.operations.contains(where: \.isOpen) { return "warn" }
    return "good"
  }

  private func card(of incident: Incident) -> Markup {
    tag("article", ["class": incident.shade]) {
      tag("h3") {
        tag("a", ["href": "incidents/\(incident.id)"], "\(incident.id): \(incident.title)")
      }
      tag("p", ["class": incident.shade], incident.standing(at: status.now))
      tag(
        "p", ["class": "faint"],
        "\(incident.severity.rawValue), opened \(incident.openedAt) by \(incident.openedBy)")
    }
  }

  @MarkupBuilder private var closed: [Markup] {
    let closed = board.incidents.filter { !$0.isOpen }
    if !closed.isEmpty {
      tag("h2", "Closed incidents")
      tag("ul") {
        for incident in closed.suffix(20).reversed() {
          tag("li") {
            tag("a", ["href": "incidents/\(incident.id)"], "\(incident.id): \(incident.title)")
            tag("span", ["class": "faint"], " \(incident.standing(at: status.now))")
          }
        }
      }
    }
  }

  // MARK: - Operations

  private func section(of operation: Status.Operation) -> Markup {
    tag("section") {
      tag("h2", operation.title)
      tag("p", ["class": operation.isOpen ? "warn" : nil], operation.state)
      tag(
        "p", ["class": "faint"],
        "\(operation.id), begun \(operation.startedAt) by \(operation.startedBy)")
      for line in [operation.window, operation.fleetRun.map { "fleet run: \($0)" }] {
        if let line { tag("p", line) }
      }
      if let incident = operation.incident {
        tag("p") {
          "incident: "
          tag("a", ["href": "incidents/\(incident.id)"], "\(incident.id): \(incident.title)")
        }
      }
      if let cause = operation.cause { tag("p", "cause: \(cause)") }
      if let clock = operation.clock {
        DutySheet.phases(of: "The clock of the emergency", clock, at: status.now)
      }
      details(
        "\(counted(operation.steps.count, "step"))",
        isOpen: operation.isOpen || operation.id == status.operations.last?.id
      ) {
        table(["", "step", "what"]) {
          for step in operation.steps {
            tag("tr") {
              tag("td", ["class": "word \(Self.shade(of: step))"], step.mark)
              tag("td", step.title)
              tag("td", step.detail)
            }
          }
        }
      }
      if !operation.dependents.isEmpty {
        details(counted(operation.dependents.count, "dependent"), isOpen: operation.isOpen) {
          table(["dependent", "outcome", "what"]) {
            for dependent in operation.dependents.prefix(Self.dependents) {
              tag("tr") {
                tag("td", dependent.name.description)
                tag("td", ["class": "word"], dependent.outcome)
                tag("td", dependent.detail)
              }
            }
          }
          rest(of: operation.dependents.count)
        }
      }
    }
  }

  private static func shade(of step: Status.StepStatus) -> String {
    switch step.mark {
    case "✓": "good"
    case "✗": "bad"
    default: "calm"
    }
  }

  private func details(
    _ title: String, isOpen: Bool, @MarkupBuilder _ contents: () -> [Markup]
  ) -> Markup {
    tag("details", ["open": isOpen ? "" : nil]) {
      tag("summary", title)
      contents()
    }
  }

  private func rest(of count: Int) -> [Markup] {
    count > Self.dependents
      ? [tag("p", ["class": "faint"], "and \(count - Self.dependents) more")] : []
  }

  // MARK: - Dependents

  @MarkupBuilder private var support: [Markup] {
    if let support = status.support {
      let isOverdue = support.isOverdue(at: status.now)
      tag("h2", "Who has \(support.facts.package) \(support.facts.version)")
      tag(
        "p", ["class": isOverdue ? "bad" : nil],
        "\(support.counts); " + (isOverdue ? "overdue since" : "until") + " \(support.ends)")
      table(["dependent", "stands", "what"]) {
        for member in support.members.prefix(Self.dependents) {
          tag("tr") {
            tag("td", member.name.description)
            tag("td", ["class": "word \(Self.shade(of: member))"], member.standing.rawValue)
            tag("td", member.detail)
          }
        }
      }
      rest(of: support.members.count)
    }
    if let waysBack = board.waysBack { tag("p", waysBack.told) }
  }

  private static func shade(of member: SupportWindow.Member) -> String {
    switch member.standing {
    case .migrated: "good"
    case .pending: "calm"
    case .stuck: "bad"
    }
  }

  private var age: String {
    status.fetchedAt.map { "As of \(status.now); the ledger's remote was asked at \($0)." }
      ?? "As of \(status.now); the ledger's remote was not asked yet."
  }
}
