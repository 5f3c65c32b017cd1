/// Spells keys and strings as TOML.
enum Spelling {
  /// The bytes of a key without its quotes.
  static func content(ofKey range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    let first = bytes[range.lowerBound]
    guard first == Byte.quote || first == Byte.apostrophe else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  /// Spells a key: bare where that is possible, otherwise quoted.
  static func key(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    if !bytes.isEmpty && bytes.allSatisfy({ Byte.isBareKey($0) }) { return bytes }
    return basic(bytes)
  }

  /// Spells a string between quotes on one line.
  static func basic(_ text: [UInt8]) -> [UInt8] {
    [Byte.quote] + escaped(text) + [Byte.quote]
  }

  /// Escapes what cannot stand in a basic string; tabs can.
  static func escaped(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for byte in text {
      switch byte {
      case Byte.quote, Byte.backslash: result += [Byte.backslash, byte]
      case 0x08: result += Array(#"\b"#.utf8)
      case Byte.lineFeed: result += Array(#"\n"#.utf8)
      case 0x0C: result += Array(#"\f"#.utf8)
      case Byte.carriageReturn: result += Array(#"\r"#.utf8)
      case 0x00..<0x20 where byte != Byte.tab, 0x7F: result += Array("\\u00\(hex(byte))".utf8)
      default: result.append(byte)
      }
    }
    return result
  }
}
