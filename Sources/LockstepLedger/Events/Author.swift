package import LockstepCore

/// Who wrote an event, and on which machine.
package struct Author: Hashable, Codable, Sendable {
  /// The person's name, as their git is configured.
  package var name: String

  /// The person's address, as their git is configured.
  package var email: String

  /// The machine's name, for readers; never used to decide anything.
  package var host: String

  package init(name: String, email: String, host: String) {
    self.name = name
    self.email = email
    self.host = host
  }

  /// The form in which an event holds it.
  package var json: JSONValue {
    .object(["name": .string(name), "email": .string(email), "host": .string(host)])
  }
}
