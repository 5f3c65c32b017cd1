package import LockstepCore

/// What a step leaves behind: proof for readers, and values that later steps use.
package struct Evidence: Hashable, Codable, Sendable {
  /// One readable line.
  package var summary: String

  /// The values.
  package var body: JSONValue

  package init(summary: String, body: JSONValue = .null) {
    self.summary = summary
    self.body = body
  }

  package var json: JSONValue {
    .object(["summary": .string(summary), "body": body])
  }

  package init?(json: JSONValue) {
    guard let summary = json["summary"]?.string else { return nil }
    self.init(summary: summary, body: json["body"] ?? .null)
  }
}
