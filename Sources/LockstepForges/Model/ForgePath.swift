package import LockstepCore

/// Where a repository is on its forge: `owner/name`; on GitLab the owner may be a group in a group.
///
/// Every part has 1 to 255 bytes of letters, digits, `.`, `_` and `-` and is not made of dots alone,
/// so a path can be part of an address without leading out of it.
package struct ForgePath: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The organisation, group or user; groups in groups are separated by slashes.
  package let owner: String
  /// The repository's own name.
  package let name: String

  /// Reads `owner/name`.
  package init(parsing text: some StringProtocol) throws(ForgePathSyntaxError) {
    let parts = String(text).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts.count <= 20, parts.allSatisfy({ Self.isPart($0) }) else {
      throw ForgePathSyntaxError(text: String(text.prefix(128)))
    }
    owner = parts.dropLast().joined(separator: "/")
    name = String(parts[parts.count - 1])
  }

  /// Reads the path of a repository out of the address that it is cloned from, `https`, `ssh` or
  /// the short form of `ssh`; `nil` where the address has none.
  package init?(cloneAddress: String) {
    var rest = Substring(cloneAddress)
    if let scheme = rest.firstRange(of: "://") {
      guard let slash = rest[scheme.upperBound...].firstIndex(of: "/") else { return nil }
      rest = rest[rest.index(after: slash)...]
    } else {
      guard let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") else { return nil }
      rest = rest[rest.index(after: colon)...]
    }
    while rest.first == "/" { rest = rest.dropFirst() }
    while rest.last == "/" { rest = rest.dropLast() }
    if rest.hasSuffix(".git") { rest = rest.dropLast(4) }
    guard let path = try? ForgePath(parsing: rest) else { return nil }
    self = path
  }

  /// `owner/name`.
  package var description: String { "\(owner)/\(name)" }

  /// Orders by owner, then by name.
  package static func < (a: ForgePath, b: ForgePath) -> Bool {
    (a.owner, a.name) < (b.owner, b.name)
  }

  private static func isPart(_ part: Substring) -> Bool {
    let utf8 = part.utf8
    return (1...255).contains(utf8.count) && utf8.first != UInt8(ascii: "-")
      && utf8.contains { $0 != UInt8(ascii: ".") }
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

/// A text that is not the path of a repository on a forge.
package struct ForgePathSyntaxError: ExplainedError, Hashable {
  /// The beginning of the text.
  package let text: String

  /// The error in words.
  package var explanation: Explanation {
    Explanation(
      "`\(text)` is not the path of a repository on a forge",
      hints: ["write it as `owner/name`"])
  }
}
