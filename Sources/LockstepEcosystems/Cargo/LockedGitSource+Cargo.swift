extension LockedGitSource {
  /// Reads a source as `Cargo.lock` writes it: `git+https://…/core.git?tag=v2.0.5#0123…`.
  package init?(parsing source: String) {
    guard source.hasPrefix("git+"), let hash = source.lastIndex(of: "#") else { return nil }
    commit = String(source[source.index(after: hash)...])
    let address = source[source.index(source.startIndex, offsetBy: 4)..<hash]
    guard let mark = address.lastIndex(of: "?") else {
      (url, reference) = (String(address), .defaultBranch)
      return
    }
    url = String(address[..<mark])
    let query = address[address.index(after: mark)...]
    guard let equals = query.firstIndex(of: "="),
      let value = Self.decoded(query[query.index(after: equals)...])
    else { return nil }
    switch query[..<equals] {
    case "branch": reference = .branch(value)
    case "tag": reference = .tag(value)
    case "rev", "ref": reference = .rev(value)
    default: return nil
    }
  }

  /// The source as format `format` of `Cargo.lock` writes it.
  ///
  /// Format 4 encodes the reference as a query; the older ones write it as it is, and the older
  /// two do not tell `branch = "master"` from no branch.
  package func written(format: Int) -> String {
    guard let (key, value) = reference.keyAndValue else { return "git+\(url)#\(commit)" }
    if format <= 2, reference == .branch("master") { return "git+\(url)#\(commit)" }
    return "git+\(url)?\(key)=\(format >= 4 ? Self.encoded(value) : value)#\(commit)"
  }

  /// Whether two addresses are the same, save a slash or `.git` at the end and the host's case.
  static func areAlike(_ a: String, _ b: String) -> Bool { canonical(a) == canonical(b) }

  /// The address as cargo tells repositories apart.
  private static func canonical(_ url: String) -> String {
    var url = url.lowercased()
    while url.hasSuffix("/") { url.removeLast() }
    if url.hasSuffix(".git") { url.removeLast(4) }
    return url
  }

  /// The address where it is certain that cargo spells it just so; nil otherwise.
  static func plain(_ url: String) -> String? {
    let schemes = ["https://", "http://", "ssh://", "file:///"]
    guard let scheme = schemes.first(where: url.hasPrefix) else { return nil }
    let rest = url.dropFirst(scheme.count)
    let host = scheme == "file:///" ? "" : rest.prefix { $0 != "/" }
    let path = rest.dropFirst(host.count)
    let isPlain = { (character: Character) in
      character.isASCII
        && (character.isLetter || character.isNumber || "-._/+@".contains(character))
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard path.contains(where: { $0 != "/" }), path.allSatisfy(isPlain), !parts.contains("."),
      !parts.contains(".."), host.allSatisfy({ isPlain($0) && !$0.isUppercase })
    else { return nil }
    return url
  }

  private static func encoded(_ value: String) -> String {
    var text = ""
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: " "): text += "+"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return text
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2)
        guard digits.count == 2,
          let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
