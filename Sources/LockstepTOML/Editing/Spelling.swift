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

  /// Spells a key in the style of one that begins with `first`, where that style can carry it.
  static func key(_ text: String, like first: UInt8) -> [UInt8] {
    let bytes = Array(text.utf8)
    if first == Byte.quote { return basic(bytes) }
    if first == Byte.apostrophe && isLiteral(bytes) {
      return [Byte.apostrophe] + bytes + [Byte.apostrophe]
    }
    return key(text)
  }

  /// Spells a string in the style of another one, where that style can carry it.
  static func string(_ text: [UInt8], like old: QuotedRange, lineBreak: [UInt8]) -> [UInt8] {
    guard old.isMultiLine else {
      guard !old.isBasic && isLiteral(text) else { return basic(text) }
      return [Byte.apostrophe] + text + [Byte.apostrophe]
    }
    // A line break right behind the quotes is no part of the text, so one that is needs another.
    let leading = old.hasLeadingBreak || text.first == Byte.lineFeed ? lineBreak : []
    if !old.isBasic && isMultiLineLiteral(text) {
      let quotes = Array(repeating: Byte.apostrophe, count: 3)
      return quotes + leading + withLineBreaks(text, lineBreak) + quotes
    }
    let quotes = Array(repeating: Byte.quote, count: 3)
    return quotes + leading + withLineBreaks(escapedLines(text), lineBreak) + quotes
  }

  /// Whether a literal string on one line can hold the text.
  private static func isLiteral(_ text: [UInt8]) -> Bool {
    text.allSatisfy { $0 != Byte.apostrophe && ($0 >= 0x20 || $0 == Byte.tab) && $0 != 0x7F }
  }

  private static func isMultiLineLiteral(_ text: [UInt8]) -> Bool {
    var run = 0
    for byte in text {
      run = byte == Byte.apostrophe ? run + 1 : 0
      if run == 3 { return false }
      guard byte >= 0x20 || byte == Byte.tab || byte == Byte.lineFeed, byte != 0x7F else {
        return false
      }
    }
    return run == 0
  }

  /// Escapes what cannot stand in a multi-line basic string: of quotes only the third in a row
  /// and the last one of the text.
  private static func escapedLines(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var run = 0
    for (position, byte) in text.enumerated() {
      if byte == Byte.lineFeed {
        result.append(byte)
        run = 0
      } else if byte == Byte.quote && run < 2 && position + 1 < text.count {
        result.append(byte)
        run += 1
      } else {
        result += escaped([byte])
        run = 0
      }
    }
    return result
  }

  private static func withLineBreaks(_ text: [UInt8], _ lineBreak: [UInt8]) -> [UInt8] {
    guard lineBreak.count > 1 else { return text }
    return text.flatMap { $0 == Byte.lineFeed ? lineBreak : [$0] }
  }
}
