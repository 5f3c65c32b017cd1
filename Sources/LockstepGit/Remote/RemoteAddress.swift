package import LockstepCore

/// Where a repository is: an address with a scheme, `user@host:path`, or a path.
///
/// An address that git would take for an option, or for a program to run (`ext::`), is refused.
package struct RemoteAddress: Hashable, Sendable, CustomStringConvertible {
  /// How the address is written.
  private enum Form {
    case url(scheme: String)
    case scp(host: String, path: String)
    case path
  }

  /// The address as git gets it; it may hold a password, so it is never shown.
  package let text: String

  /// Checks and wraps an address.
  package init(parsing text: some StringProtocol) throws(RemoteAddressError) {
    let text = String(text)
    if let problem = Self.problem(in: text) {
      throw RemoteAddressError(address: Self.redacted(text), problem: problem)
    }
    self.text = text
  }

  /// The address without the user's name and password (`git@` of an ssh address stays).
  package var redacted: String { Self.redacted(text) }

  /// The same as ``redacted``.
  package var description: String { redacted }

  /// The address in the form that Cargo takes: `user@host:path` becomes `ssh://user@host/path`, an
  /// absolute path a `file://` address.
  package var asCargoURL: String {
    switch Self.form(of: text) {
    case .url: return text
    case .path: return text.hasPrefix("/") ? "file://\(text)" : text
    case .scp(let host, let path):
      return "ssh://\(host)/\(path.hasPrefix("/") ? String(path.dropFirst()) : path)"
    }
  }

  /// The path, where the address is one on this machine.
  package var localPath: String? {
    switch Self.form(of: text) {
    case .path: text
    case .url(scheme: "file"): String(text.dropFirst("file://".count))
    default: nil
    }
  }

  /// How many conversations with repositories on this machine go on at once.
  package static let widthOnThisMachine = 8

  /// How many conversations with such addresses may go on at once.
  ///
  /// On this machine more of them only disturb one another. Over a network nearly all of their time is
  /// waiting; but an ssh server refuses some of more than ten connections that have not signed in yet
  /// (`MaxStartups` of sshd_config(5)), which of sixteen about half have.
  package var width: Int {
    switch Self.form(of: text) {
    case .path, .url(scheme: "file"): Self.widthOnThisMachine
    case .scp, .url(scheme: "ssh"), .url(scheme: "git+ssh"), .url(scheme: "ssh+git"): 16
    case .url: 32
    }
  }

  /// The same address with a relative path made absolute from `directory`.
  package func absolute(from directory: String) -> RemoteAddress {
    guard case .path = Self.form(of: text), !text.hasPrefix("/") else { return self }
    return RemoteAddress(
      checked: directory.hasSuffix("/") ? directory + text : "\(directory)/\(text)")
  }

  private init(checked text: String) {
    self.text = text
  }

  private static let schemes: Set<String> = [
    "https", "http", "ssh", "git", "file", "git+ssh", "ssh+git",
  ]

  private static func form(of text: String) -> Form {
    if let separator = text.firstRange(of: "://") {
      let scheme = text[..<separator.lowerBound]
      if !scheme.isEmpty, !scheme.contains("/") { return .url(scheme: scheme.lowercased()) }
    }
    // git's rule: a colon before the first slash makes it a host.
    if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      return .scp(host: String(text[..<colon]), path: String(text[text.index(after: colon)...]))
    }
    return .path
  }

  private static func problem(in text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.count > 4_096 { return "it is longer than 4,096 bytes" }
    if text.hasPrefix("-") { return "git would take it for an option" }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      return "it contains a control character"
    }
    if let helper = text.firstRange(of: "::"),
      text[..<helper.lowerBound].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    {
      return "`\(text[..<helper.lowerBound])::` would run a program"
    }
    switch form(of: text) {
    case .path: return nil
    case .url(let scheme):
      guard schemes.contains(scheme) else { return "`\(scheme)` is not a scheme that is used here" }
      let rest = text.dropFirst(scheme.count + 3)
      let authority = rest.prefix { $0 != "/" }
      let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
      if host.hasPrefix("-") { return "its host begins with a dash" }
      if host.isEmpty, scheme != "file" { return "it names no host" }
      return nil
    case .scp(let host, let path):
      let name = host.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
      if name.isEmpty || path.isEmpty { return "it names no host, or no path on it" }
      if name.hasPrefix("-") || path.hasPrefix("-") { return "a part of it begins with a dash" }
      return nil
    }
  }

  private static func redacted(_ text: String) -> String {
    guard case .url(let scheme) = form(of: text) else { return text }
    let rest = text.dropFirst(scheme.count + 3)
    let authority = rest.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return text }
    var user = ""
    if scheme.contains("ssh") { user = "\(authority[..<at].prefix { $0 != ":" })@" }
    return "\(scheme)://\(user)\(rest[rest.index(after: at)...])"
  }
}

extension RemoteAddress: Codable {
  /// Reads an address.
  package init(from decoder: any Decoder) throws {
    try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the ``redacted`` address: what is encoded ends up in records that others read.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(redacted)
  }
}

/// A text that is not the address of a repository.
package struct RemoteAddressError: ExplainedError, Hashable {
  /// The text, without passwords.
  package var address: String
  /// What is wrong with it.
  package var problem: String

  /// Describes the text and what is wrong with it.
  package init(address: String, problem: String) {
    self.address = address
    self.problem = problem
  }

  package var explanation: Explanation {
    Explanation(
      "`\(address.prefix(200))` is not the address of a git repository", why: [problem],
      hints: ["write it as https://host/path, git@host:path, or a path"])
  }
}
