extension JSONParser {
  /// Parses a number; the grammar is checked before anything is converted.
  mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let start = offset
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    let first = next
    let integerStart = offset
    try digits()
    if first == UInt8(ascii: "0"), offset > integerStart + 1 {
      throw problem("a number has a leading zero", at: integerStart)
    }
    var isInteger = true
    if next == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isInteger = false
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    let isNegativeZero = isNegative && first == UInt8(ascii: "0")
    if isInteger, !isNegativeZero, let value = integer(start..<offset) { return .integer(value) }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw problem("the number is too large", at: start)
    }
    return .number(value)
  }

  /// Skips digits, one at least.
  private mutating func digits() throws(JSONSyntaxError) {
    let start = offset
    while let byte = next, byte.isDigit { offset += 1 }
    guard offset > start else { throw expected("a digit") }
  }

  /// Converts checked digits with an optional sign; `nil` where they exceed 64 bits.
  private func integer(_ range: Range<Int>) -> Int64? {
    var value: Int64 = 0
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    for byte in bytes[range].dropFirst(isNegative ? 1 : 0) {
      let digit = Int64(byte - UInt8(ascii: "0"))
      let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) =
        isNegative
        ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
      guard !over, !overflow else { return nil }
      value = sum
    }
    return value
  }

  /// Parses a string from its opening quotation mark.
  mutating func string() throws(JSONSyntaxError) -> String {
    let start = offset + 1
    offset = start
    skipPlain()
    // Most strings hold no escape and are one piece of the input.
    if next == UInt8(ascii: "\"") {
      offset += 1
      return try text(bytes[start..<(offset - 1)], at: start)
    }
    var buffer = Array(bytes[start..<offset])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\") else {
        throw problem("a control character in a string must be escaped")
      }
      buffer.append(contentsOf: try escape())
      let piece = offset
      skipPlain()
      buffer.append(contentsOf: bytes[piece..<offset])
    }
    guard next != nil else { throw expected("`\"`") }
    offset += 1
    return try text(buffer[...], at: start)
  }

  /// Skips what stands for itself in a string.
  private mutating func skipPlain() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20: return
      default: offset += 1
      }
    }
  }

  private func text(_ piece: ArraySlice<UInt8>, at start: Int) throws(JSONSyntaxError) -> String {
    let text = piece.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
    guard let text else {
      throw problem("a string is not valid UTF-8", at: start)
    }
    return text
  }

  private mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
    offset += 1
    let byte = next
    offset += 1
    switch byte {
    case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
    case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
    case UInt8(ascii: "/"): return [UInt8(ascii: "/")]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
    default: throw problem("there is no such escape", at: offset - 2)
    }
  }

  /// Parses the four digits after `\u`, and the second half where they begin a surrogate pair.
  private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = offset - 2
    let high = try fourHexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    let loneSurrogate = problem("a surrogate escape stands alone", at: start)
    guard high < 0xDC00, next == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    else { throw loneSurrogate }
    offset += 2
    let low = try fourHexDigits()
    guard 0xDC00...0xDFFF ~= low,
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw loneSurrogate }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw expected("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
