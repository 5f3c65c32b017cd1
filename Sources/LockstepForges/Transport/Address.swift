/// Parts of addresses, made harmless.
package enum Address {
  /// Escapes everything but letters, digits and `-._~`, and leaves what `keeping` holds.
  package static func escape(_ text: String, keeping: String = "") -> String {
    let kept = Set("-._~".utf8).union(keeping.utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        result.append(byte)
      case _ where kept.contains(byte): result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The part of an address behind its path: `?a=1&b=2`, in the order given; empty without members.
  package static func query(_ members: KeyValuePairs<String, String>) -> String {
    members.isEmpty
      ? "" : "?" + members.map { "\(escape($0.key))=\(escape($0.value))" }.joined(separator: "&")
  }

  /// Without the slashes at the end.
  package static func base(_ address: String) -> String {
    var base = address[...]
    while base.last == "/" { base = base.dropLast() }
    return String(base)
  }
}
