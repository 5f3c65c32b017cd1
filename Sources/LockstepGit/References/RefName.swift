package import LockstepCore

/// The full name of a git reference, `refs/heads/main` for instance, by git's own rules
/// (`git check-ref-format`).
package struct RefName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The full name.
  package let description: String

  /// Checks and wraps a full name.
  package init(parsing name: some StringProtocol) throws(RefNameError) {
    if let problem = Self.problem(in: Array(name.utf8)) {
      throw RefNameError(name: String(name.prefix(200)), problem: problem)
    }
    description = String(name)
  }

  /// The reference of the branch called `name`.
  package static func branch(_ name: some StringProtocol) throws(RefNameError) -> RefName {
    try RefName(parsing: "refs/heads/\(name)")
  }

  /// The reference of the tag called `name`.
  package static func tag(_ name: some StringProtocol) throws(RefNameError) -> RefName {
    try RefName(parsing: "refs/tags/\(name)")
  }

  /// The name as people say it: without `refs/heads/`, `refs/tags/` or `refs/`.
  package var short: String {
    for prefix in ["refs/heads/", "refs/tags/", "refs/"] where description.hasPrefix(prefix) {
      return String(description.dropFirst(prefix.count))
    }
    return description
  }

  /// Whether it is a branch.
  package var isBranch: Bool { description.hasPrefix("refs/heads/") }

  /// What git would refuse in a full name, or `nil`.
  private static func problem(in bytes: [UInt8]) -> String? {
    guard bytes.starts(with: "refs/".utf8) else { return "it does not begin with `refs/`" }
    guard bytes.count <= 1_024 else { return "it is longer than 1,024 bytes" }
    for byte in bytes {
      if byte < 0x20 || byte == 0x7f { return "it contains a control character" }
      if " ~^:?*[\\".utf8.contains(byte) {
        return "it contains `\(Character(UnicodeScalar(byte)))`"
      }
    }
    for component in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if component.isEmpty { return "it has a slash too many" }
      if component.first == UInt8(ascii: ".") { return "a part of it begins with a dot" }
      if component.count >= 5, component.suffix(5).elementsEqual(".lock".utf8) {
        return "a part of it ends with `.lock`"
      }
    }
    if bytes.last == UInt8(ascii: ".") { return "it ends with a dot" }
    for (first, second) in zip(bytes, bytes.dropFirst()) {
      if first == UInt8(ascii: "."), second == UInt8(ascii: ".") { return "it contains `..`" }
      if first == UInt8(ascii: "@"), second == UInt8(ascii: "{") { return "it contains `@{`" }
    }
    return nil
  }

  /// Compares bytes, as git does: two spellings of one accented letter are two names.
  package static func == (a: RefName, b: RefName) -> Bool {
    a.description.utf8.elementsEqual(b.description.utf8)
  }

  /// Feeds the bytes.
  package func hash(into hasher: inout Hasher) {
    for byte in description.utf8 { hasher.combine(byte) }
  }

  /// Orders by the bytes.
  package static func < (a: RefName, b: RefName) -> Bool {
    a.description.utf8.lexicographicallyPrecedes(b.description.utf8)
  }
}

extension RefName: Codable {
  /// Reads a full name.
  package init(from decoder: any Decoder) throws {
    try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the full name.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A text that cannot be the name of a git reference.
package struct RefNameError: ExplainedError, Hashable {
  /// The text.
  package var name: String
  /// What git does not allow in it.
  package var problem: String

  /// Describes the text and what is wrong with it.
  package init(name: String, problem: String) {
    self.name = name
    self.problem = problem
  }

  package var explanation: Explanation {
    Explanation("`\(name)` cannot be the name of a git reference", why: [problem])
  }
}
