package import LockstepCore

extension Event {
  /// The event as `event.json` holds it.
  package var json: JSONValue {
    var fields: [String: JSONValue] = [
      "schema": .string(schema),
      "id": .string(id),
      "kind": .string(kind),
      "at": .string(at.description),
      "by": by.json,
      "command": .array(command.map(JSONValue.string)),
      "summary": .string(summary),
      "body": body,
    ]
    if let operation { fields["operation"] = .string(operation) }
    return .object(fields)
  }

  /// Reads an event from `event.json`; `nil` where the fields that every event has are not there.
  ///
  /// Unknown fields are passed over, so that an event of a newer schema is still shown. A missing
  /// body reads as null, a missing command or author as empty.
  package init?(json: JSONValue) {
    guard
      let id = json["id"]?.string,
      let kind = json["kind"]?.string,
      let written = json["at"]?.string,
      let at = try? Timestamp(parsing: written)
    else { return nil }
    let author = json["by"]
    var command: [String] = []
    if case .array(let words)? = json["command"] { command = words.compactMap(\.string) }
    self.init(
      schema: json["schema"]?.string ?? "unknown",
      id: id,
      kind: kind,
      at: at,
      by: Author(
        name: author?["name"]?.string ?? "",
        email: author?["email"]?.string ?? "",
        host: author?["host"]?.string ?? ""),
      command: command,
      operation: json["operation"]?.string,
      summary: json["summary"]?.string ?? kind,
      body: json["body"] ?? .null)
  }
}
