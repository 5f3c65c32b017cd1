package import LockstepCore

/// Something that was decided or done, as the ledger remembers it.
///
/// Meaning lives in `kind` and `body`; `summary` is for people and is never parsed.
package struct Event: Hashable, Codable, Sendable {
  /// The schema that this program writes.
  package static let currentSchema = "lockstep.event/1"

  /// The kind of an entry whose `event.json` could not be read.
  package static let unreadableKind = "unreadable"

  /// Which form of event this is; a newer one is kept and shown as far as it can be read.
  package var schema: String

  /// Unique over the ledger, and the same however often the append had to be repeated.
  package var id: String

  /// What happened: a noun and a past participle, `step.finished`.
  package var kind: String

  /// When it was appended; never before the event that precedes it.
  package var at: Timestamp

  package var by: Author

  /// The command line that led to it, without secrets.
  package var command: [String]

  /// The operation that it belongs to, if any.
  package var operation: String?

  /// One readable line; the subject of the event's commit.
  package var summary: String

  /// What the kind says in typed fields.
  package var body: JSONValue

  package init(
    schema: String = Event.currentSchema, id: String, kind: String, at: Timestamp, by: Author,
    command: [String], operation: String?, summary: String, body: JSONValue
  ) {
    self.schema = schema
    self.id = id
    self.kind = kind
    self.at = at
    self.by = by
    self.command = command
    self.operation = operation
    self.summary = summary
    self.body = body
  }

  /// Whether it was written by a program that knows more than this one.
  package var isOfNewerSchema: Bool { schema != Event.currentSchema }
}
