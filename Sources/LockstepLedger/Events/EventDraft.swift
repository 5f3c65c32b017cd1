package import LockstepCore

/// An event that is yet to be appended: the ledger adds id, time, author and command.
package struct EventDraft: Hashable, Sendable {
  package var kind: String
  package var operation: String?

  /// One readable line; control characters become spaces when it is written.
  package var summary: String

  package var body: JSONValue

  /// Small pieces of evidence by file name; they stand under `evidence/` in the event's tree.
  package var attachments: [String: [UInt8]]

  package init(
    kind: String, operation: String?, summary: String, body: JSONValue,
    attachments: [String: [UInt8]] = [:]
  ) {
    self.kind = kind
    self.operation = operation
    self.summary = summary
    self.body = body
    self.attachments = attachments
  }
}
