/// The name by which a fleet knows one of its repositories.
///
/// Any text of 1 to 255 bytes without control characters and with something to see in it: a name is
/// shown and looked up, so whoever makes a path or a ref of it encodes it first.
public struct RepositoryName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The most bytes that a name may have in UTF-8.
  public static let longest = 255

  /// The name as it was given.
  public let description: String

  /// Checks and wraps `raw`.
  public init(_ raw: String) throws(NameError) {
    guard raw.contains(where: { !$0.isWhitespace }) else { throw NameError(raw, .empty) }
    guard raw.utf8.count <= Self.longest else { throw NameError(raw, .tooLong) }
    guard !raw.unicodeScalars.contains(where: \.isUnprintable) else {
      throw NameError(raw, .controlCharacter)
    }
    description = raw
  }

  /// Orders names alike on every machine, whatever its language.
  public static func < (a: RepositoryName, b: RepositoryName) -> Bool {
    a.description < b.description
  }
}

/// A text that cannot be the name of a repository.
public struct NameError: ExplainedError, Hashable {
  /// What a name must not be.
  public enum Problem: Hashable, Sendable {
    /// Nothing but white space, or nothing at all.
    case empty
    /// More than 255 bytes.
    case tooLong
    /// A control character, a line separator or a mark that reorders text.
    case controlCharacter
  }

  /// The text that was refused.
  public let name: String
  /// What is wrong with it.
  public let problem: Problem

  init(_ name: String, _ problem: Problem) {
    self.name = name
    self.problem = problem
  }

  /// The error in words.
  public var explanation: Explanation {
    let why =
      switch problem {
      case .empty: "the name is empty"
      case .tooLong: "the name has \(name.utf8.count) bytes, the limit is \(RepositoryName.longest)"
      case .controlCharacter: "the name contains a control character"
      }
    return Explanation("`\(name.prefix(64))` cannot be the name of a repository", why: [why])
  }
}

/// Coded as its text.
extension RepositoryName: Codable {
  /// Decodes and checks a name.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText(RepositoryName.init(_:))
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encodeText(description)
  }
}
