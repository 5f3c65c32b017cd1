internal import LockstepCore
internal import LockstepKit

/// Tells whom an incident's news reached.
struct IncidentPage {
  let told: [IncidentStory.Told]

  /// 1 where somebody was not reached; the event stands all the same.
  var exitStatus: ExitStatus { told.allSatisfy(\.unreached.isEmpty) ? .done : .failed }

  var text: String {
    guard !told.isEmpty else { return "nobody's turn has come" }
    return told.map { told in
      var lines = [told.incident.heading]
      if !told.reached.isEmpty {
        lines.append("  told: \(printable(told.reached.joined(separator: ", ")))")
      }
      lines += told.unreached.map { printable("  not reached over \($0.channel): \($0.reason)") }
      lines += told.held.map { printable("  \($0.channel) has its quiet hours until \($0.until)") }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  var json: JSONValue {
    [
      "schema": "lockstep.incident/1",
      "told": .array(
        told.map { told in
          [
            "incident": told.incident.json,
            "reached": .array(told.reached.map { .string($0) }),
            "unreached": .array(
              told.unreached.map {
                ["channel": .string($0.channel), "reason": .string($0.reason)]
              }),
            "held": .array(
              told.held.map {
                ["channel": .string($0.channel), "until": .string($0.until.description)]
              }),
          ]
        }),
    ]
  }
}

extension Incident {
  /// One line.
  var heading: String {
    let state =
      closedAt.map { "closed \($0)" }
      ?? acknowledgedAt.map { "taken \($0) by \(acknowledgedBy ?? "")" } ?? "nobody has taken it"
    return printable("\(id) (\(severity.rawValue)): \(title); opened \(openedAt), \(state)")
  }

  /// The line and the course.
  var page: String {
    ([heading] + people + course.map { printable("  \($0.at)  \($0.what) by \($0.by): \($0.text)") })
      .joined(separator: "\n")
  }

  private var people: [String] {
    let roles = IncidentRole.allCases.compactMap { role in
      self.roles[role].map { "\(role.rawValue): \($0)" }
    }
    return roles.isEmpty ? [] : [printable("  \(roles.joined(separator: "; "))")]
  }

  /// As JSON has it.
  var json: JSONValue {
    [
      "id": .string(id), "title": .string(title), "severity": .string(severity.rawValue),
      "opened_at": .string(openedAt.description), "open": .boolean(isOpen),
      "acknowledged_at": acknowledgedAt.map { .string($0.description) } ?? .null,
      "acknowledged_by": acknowledgedBy.map { .string($0) } ?? .null,
      "closed_at": closedAt.map { .string($0.description) } ?? .null,
      "roles": .object(
        Dictionary(
          roles.map { ($0.key.rawValue, JSONValue.string($0.value)) },
          uniquingKeysWith: { first, _ in first })),
      "course": .array(
        course.map {
          [
            "at": .string($0.at.description), "by": .string($0.by), "what": .string($0.what),
            "text": .string($0.text),
          ]
        }),
    ]
  }
}
