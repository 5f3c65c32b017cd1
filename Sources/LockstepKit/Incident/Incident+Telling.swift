package import LockstepCore

extension Incident {
  /// One line: what it is, since when, and who has it.
  package var heading: String {
    let state =
      closedAt.map { "closed \($0)" }
      ?? acknowledgedAt.map { "taken \($0) by \(acknowledgedBy ?? "")" } ?? "nobody has taken it"
    return printable("\(id) (\(severity.rawValue)): \(title); opened \(openedAt), \(state)")
  }

  /// The line and the course, for a terminal.
  package var page: String {
    ([heading] + people + course.map { printable("  \($0.at)  \($0.what) by \($0.by): \($0.text)") })
      .joined(separator: "\n")
  }

  private var people: [String] {
    roles.isEmpty ? [] : [printable("  \(rolesInWords.joined(separator: "; "))")]
  }

  /// The incident as `lockstep incident list --format json` prints it.
  package var json: JSONValue {
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

extension [Incident] {
  /// The incidents as `lockstep incident list --format json` prints them.
  package var json: JSONValue {
    ["schema": "lockstep.incident/1", "incidents": .array(map(\.json))]
  }
}
