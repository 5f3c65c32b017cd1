internal import Crypto

/// Identifiers that follow from a message's key, so that a repeat has the same.
package enum MessageIdentity {
  /// The key's SHA-256 in lower-case hexadecimal.
  package static func digest(of key: String) -> String {
    hexadecimal(SHA256.hash(data: Array(key.utf8)))
  }

  /// A UUID in the form of version 4 that follows from `key`.
  ///
  /// Its bits are those of a hash and not random; services that ask for version 4 look at the form.
  package static func uuid(of key: String) -> String {
    var bytes = Array(SHA256.hash(data: Array("uuid:\(key)".utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = hexadecimal(bytes)
    var groups: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      groups.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return groups.joined(separator: "-")
  }

  /// A number below `bound` that follows from `text`; for a jitter that is the same everywhere.
  static func number(of text: String, below bound: UInt64) -> UInt64 {
    let bytes = SHA256.hash(data: Array("number:\(text)".utf8)).prefix(8)
    return bytes.reduce(0) { $0 << 8 | UInt64($1) } % max(1, bound)
  }

  /// Two lower-case digits for each byte.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
    return text
  }
}
