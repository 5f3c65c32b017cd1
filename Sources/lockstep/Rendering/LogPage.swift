internal import LockstepCore
internal import LockstepGit
internal import LockstepLedger

/// The ledger, a line an event.
struct LogPage {
  let entries: [Entry]

  var text: String {
    guard !entries.isEmpty else { return "the ledger is empty\n" }
    return entries.map { entry in
      "\(entry.event.at)  \(entry.commit.short)  \(entry.event.by.name)  \(entry.event.summary)"
    }.joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    [
      "schema": "lockstep.log/1",
      "events": .array(
        entries.map { entry in
          ["commit": .string(entry.commit.description), "event": entry.event.json]
        }),
    ]
  }
}
