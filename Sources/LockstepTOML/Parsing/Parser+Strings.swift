extension Parser {
  /// Skips a basic string on one line; returns whether it is free of escapes.
  mutating func skipBasicString() throws(Refusal) -> Bool {
    var isPlain = true
    at += 1
    while at < bytes.count {
      switch bytes[at] {
      case Byte.quote:
        at += 1
        return isPlain
      case Byte.backslash:
        isPlain = false
        try skipEscape()
      case Byte.lineFeed, Byte.carriageReturn:
        throw Refusal(at, "`\"` before the line ends")
      default: at += 1
      }
    }
    throw Refusal(at, "`\"`")
  }

  /// Skips a literal string on one line.
  mutating func skipLiteralString() throws(Refusal) {
    at += 1
    while at < bytes.count {
      switch bytes[at] {
      case Byte.apostrophe:
        at += 1
        return
      case Byte.lineFeed, Byte.carriageReturn:
        throw Refusal(at, "`'` before the line ends")
      default: at += 1
      }
    }
    throw Refusal(at, "`'`")
  }

  /// Skips a multi-line basic string; returns whether its value is what stands between the quotes.
  mutating func skipMultiLineBasicString() throws(Refusal) -> Bool {
    var isPlain = true
    at += 3
    while at < bytes.count {
      switch bytes[at] {
      case Byte.quote:
        if skipClosingRun(of: Byte.quote) { return isPlain }
      case Byte.backslash:
        isPlain = false
        if !skipLineEndingBackslash() { try skipEscape() }
      case Byte.carriageReturn:
        isPlain = false
        at += 1
      default: at += 1
      }
    }
    throw Refusal(at, "`\"\"\"`")
  }

  /// Skips a multi-line literal string; returns whether its value is what stands between the
  /// quotes.
  mutating func skipMultiLineLiteralString() throws(Refusal) -> Bool {
    var isPlain = true
    at += 3
    while at < bytes.count {
      switch bytes[at] {
      case Byte.apostrophe:
        if skipClosingRun(of: Byte.apostrophe) { return isPlain }
      case Byte.carriageReturn:
        isPlain = false
        at += 1
      default: at += 1
      }
    }
    throw Refusal(at, "`'''`")
  }

  /// Skips quotes inside a multi-line string; returns whether they close it.
  ///
  /// Three quotes close it, and up to two more before them still belong to the text; a sixth one
  /// stands behind the string.
  private mutating func skipClosingRun(of quote: UInt8) -> Bool {
    var count = 0
    while count < 5 && peek(count) == quote { count += 1 }
    at += count
    return count >= 3
  }

  /// Skips a backslash at the end of a line with all blanks and line breaks that follow it;
  /// returns false, without moving, where it is none.
  private mutating func skipLineEndingBackslash() -> Bool {
    var end = at + 1
    while end < bytes.count && Byte.isBlank(bytes[end]) { end += 1 }
    guard end < bytes.count,
      bytes[end] == Byte.lineFeed || bytes[end] == Byte.carriageReturn
    else { return false }
    while end < bytes.count && Byte.isBlankOrBreak(bytes[end]) { end += 1 }
    at = end
    return true
  }

  private mutating func skipEscape() throws(Refusal) {
    let start = at
    switch peek(1) {
    case UInt8(ascii: "b"), Byte.t, UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "r"),
      Byte.quote, Byte.backslash:
      at += 2
    case UInt8(ascii: "u"): try skipScalar(digits: 4)
    case UInt8(ascii: "U"): try skipScalar(digits: 8)
    default:
      throw Refusal(
        start + 1, #"one of b, t, n, f, r, ", \, uXXXX, UXXXXXXXX after the backslash"#)
    }
  }

  private mutating func skipScalar(digits: Int) throws(Refusal) {
    let start = at
    at += 2
    var number: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = Byte.hexValue(peek()) else {
        throw Refusal(at, "\(digits) hexadecimal digits")
      }
      number = number << 4 | UInt32(digit)
      at += 1
    }
    guard Unicode.Scalar(number) != nil else {
      throw Refusal(
        start, "a Unicode scalar value (U+0000 to U+D7FF, U+E000 to U+10FFFF)",
        found: "U+\(String(number, radix: 16, uppercase: true))")
    }
  }
}
