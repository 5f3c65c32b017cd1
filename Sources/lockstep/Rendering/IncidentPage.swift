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
      lines += told.remarks.map { printable("  note: \($0)") }
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
            "remarks": .array(told.remarks.map { .string($0) }),
            "held": .array(
              told.held.map {
                ["channel": .string($0.channel), "until": .string($0.until.description)]
              }),
          ]
        }),
    ]
  }
}
