internal import LockstepCore
internal import LockstepKit

/// Shows what people are told without anybody asking, and how that went.
struct DuePage {
  let due: [DueMessage]
  var outcome: PeopleOutcome?

  var text: String {
    var lines = due.isEmpty ? ["nothing is due"] : []
    for due in due {
      lines.append("\(due.title)")
      lines.append("  to \(due.channels.joined(separator: ", "))")
    }
    guard let outcome else { return lines.map { printable($0) }.joined(separator: "\n") + "\n" }
    lines.append(outcome.summary)
    for (channel, title, until) in outcome.held {
      lines.append("  \(channel) has its quiet hours until \(until): \(title)")
    }
    for (channel, title, reason) in outcome.undelivered {
      lines.append("  not delivered to \(channel): \(title) (\(reason))")
    }
    return lines.map { printable($0) }.joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "schema": "lockstep.announce/1",
      "due": .array(
        due.map { due in
          [
            "kind": .string(due.kind), "key": .string(due.key), "title": .string(due.title),
            "text": .string(due.plainBody), "channels": .array(due.channels.map { .string($0) }),
          ]
        }),
    ]
    if let outcome {
      members["told"] = .integer(Int64(outcome.told))
      members["undelivered"] = .array(
        outcome.undelivered.map {
          ["channel": .string($0.channel), "reason": .string($0.reason)]
        })
      members["held"] = .array(
        outcome.held.map {
          ["channel": .string($0.channel), "until": .string($0.until.description)]
        })
    }
    return .object(members)
  }
}
