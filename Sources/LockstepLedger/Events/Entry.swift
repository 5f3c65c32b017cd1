import LockstepCore
package import LockstepGit

/// An event together with the commit that holds it.
package struct Entry: Hashable, Sendable {
  package var commit: ObjectID
  package var event: Event

  /// What stood in `event.json`, where it could not be read as an event; else `nil`.
  package var raw: [UInt8]?

  package init(commit: ObjectID, event: Event, raw: [UInt8]? = nil) {
    self.commit = commit
    self.event = event
    self.raw = raw
  }

  /// Whether the commit's `event.json` could not be read.
  package var isUnreadable: Bool { raw != nil }

  /// Reads what a commit of the ledger holds; whatever it is, it becomes an entry.
  ///
  /// - Parameters:
  ///   - bytes: the content of `event.json`; `nil` where the commit has none.
  ///   - subject: the commit's first line, shown where the event cannot be read.
  init(commit: ObjectID, bytes: [UInt8]?, subject: String, author: Author, at: Timestamp) {
    let raw = bytes ?? []
    if raw.count <= Entry.sizeLimit, let json = try? JSONValue(parsing: raw),
      let event = Event(json: json)
    {
      self.init(commit: commit, event: event)
      return
    }
    self.init(
      commit: commit,
      event: Event(
        schema: "unknown", id: commit.description, kind: Event.unreadableKind, at: at, by: author,
        command: [], operation: nil, summary: subject, body: .null),
      raw: raw)
  }

  /// Bytes above which an `event.json` is not parsed: none that this program writes comes near.
  private static let sizeLimit = 64 << 20
}
