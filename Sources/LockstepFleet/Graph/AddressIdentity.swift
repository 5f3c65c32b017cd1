/// Which repository an address speaks of, however it is spelt.
///
/// Two spellings of one repository have the same identity: with or without `.git` and a closing
/// slash, by `https`, `ssh` or the scp form, with or without a user, the host in any case, a folder
/// as `file://` or as a plain path. git's own `insteadOf` is not followed.
package struct AddressIdentity: Hashable, Sendable {
  /// The comparable form: `host/path`, or an absolute folder.
  package let text: String

  /// Finds the identity of an address; relative folders are resolved against `folder`.
  package init(_ address: String, relativeTo folder: String = "/") {
    text = Self.trimmed(Self.normalised(address, folder))
  }

  private static func normalised(_ address: String, _ folder: String) -> String {
    var address = address[...]
    if address.hasPrefix("git+") { address = address.dropFirst(4) }
    if let scheme = address.firstRange(of: "://") {
      let rest = address[scheme.upperBound...]
      if address[..<scheme.lowerBound].lowercased() == "file" {
        // file://host/path names this machine in practice; git ignores the host as well.
        let path = rest.firstIndex(of: "/").map { rest[$0...] } ?? rest
        return LexicalPath.resolve(percentDecoded(path), from: folder)
      }
      return network(rest, scheme: address[..<scheme.lowerBound].lowercased())
    }
    if let colon = address.firstIndex(of: ":"), !address[..<colon].contains("/"),
      colon > address.startIndex
    {
      let host = address[..<colon].split(separator: "@").last ?? address[..<colon]
      let path = address[address.index(after: colon)...].drop { $0 == "/" }
      return hosted(host.lowercased(), path)
    }
    return LexicalPath.resolve(String(address), from: folder)
  }

  private static func network(_ rest: Substring, scheme: String) -> String {
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count).drop { $0 == "/" }
    var host = (authority.split(separator: "@").last ?? authority).lowercased()
    let defaults = ["https": ":443", "http": ":80", "ssh": ":22", "git": ":9418"]
    if let port = defaults[scheme], host.hasSuffix(port) { host.removeLast(port.count) }
    return hosted(host, path)
  }

  private static func hosted(_ host: String, _ path: Substring) -> String {
    // GitHub takes owners and names in any case, and Cargo knows that too.
    "\(host)/" + (host == "github.com" ? path.lowercased() : String(path))
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.count > 1, text.hasSuffix("/") { text = text.dropLast() }
    if text.hasSuffix(".git"), !text.hasSuffix("/.git") { text = text.dropLast(4) }
    return String(text)
  }

  private static func percentDecoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      rest = rest.dropFirst()
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Folders by their names alone: nothing is looked up, symbolic links are not followed.
enum LexicalPath {
  /// The absolute path that `path` names, seen from `folder`.
  static func resolve(_ path: String, from folder: String) -> String {
    var parts: [Substring] = path.hasPrefix("/") ? [] : folder.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path of `path` below `folder`: empty for the folder itself, nil where it lies elsewhere.
  static func below(_ folder: String, _ path: String) -> String? {
    if path == folder { return "" }
    guard path.hasPrefix(folder + "/") else { return nil }
    return String(path.dropFirst(folder.count + 1))
  }

  /// The folder that holds `path`.
  static func parent(of path: String) -> String { resolve("..", from: path) }

  /// The last part of `path`.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
