/// Why the parser stops, before its place is turned into a line and a column.
struct Refusal: Error {
  let offset: Int
  let expected: String
  /// What was found, where that is not just the text that stands there.
  let found: String?

  init(_ offset: Int, _ expected: String, found: String? = nil) {
    self.offset = offset
    self.expected = expected
    self.found = found
  }

  func error(in bytes: [UInt8], lineStarts: [UInt32]) -> TOMLSyntaxError {
    let place = Lines.place(ofByte: offset, in: bytes, lineStarts: lineStarts)
    return TOMLSyntaxError(
      line: place.line, column: place.column, offset: offset, expected: expected,
      found: found ?? Self.describe(bytes, at: offset))
  }

  private static func describe(_ bytes: [UInt8], at offset: Int) -> String {
    guard offset < bytes.count else { return "the end of the document" }
    let byte = bytes[offset]
    if byte == Byte.lineFeed || byte == Byte.carriageReturn { return "the end of the line" }
    if byte == Byte.space { return "a space" }
    if byte == Byte.tab { return "a tab" }
    // A word is more telling than its first letter; anything else stands for itself.
    var end = offset + 1
    if Byte.isBareKey(byte) {
      while end < bytes.count && end - offset < 24 && Byte.isBareKey(bytes[end]) { end += 1 }
    } else {
      while end < bytes.count && bytes[end] & 0xC0 == 0x80 { end += 1 }
    }
    return "`\(String(decoding: bytes[offset..<end], as: UTF8.self))`"
  }
}
