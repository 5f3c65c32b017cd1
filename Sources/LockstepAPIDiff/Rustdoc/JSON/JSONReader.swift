/// Reads JSON from bytes in one pass, value by value, and skips what nobody asks for.
///
/// There is no tree: the caller says what it expects next. Every access is bounded by the bytes.
struct JSONReader {
  /// How deep the caller may nest; skipping does not nest.
  static let depthLimit = 256

  let bytes: [UInt8]
  /// The offset of the next byte.
  var position: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  /// The first byte of the next value, which is not consumed.
  mutating func peek() throws(RustdocError) -> UInt8 {
    skipSpace()
    guard let byte = current else { throw failure("a value") }
    return byte
  }

  func failure(_ expected: String) -> RustdocError {
    .notJSON(offset: position, expected: expected)
  }

  func unexpected(_ what: String) -> RustdocError { .unexpected(offset: position, what: what) }

  private mutating func consume(_ byte: UInt8, _ name: String) throws(RustdocError) {
    skipSpace()
    guard current == byte else { throw failure(name) }
    position += 1
  }

  /// Enters an object.
  mutating func beginObject() throws(RustdocError) {
    try consume(UInt8(ascii: "{"), "an object")
  }

  /// The next key of the object, whose value is then next; `nil` at its end, which is consumed.
  mutating func nextKey() throws(RustdocError) -> String? {
    skipSpace()
    if current == UInt8(ascii: ",") {
      position += 1
      skipSpace()
    }
    if current == UInt8(ascii: "}") {
      position += 1
      return nil
    }
    let key = try string()
    try consume(UInt8(ascii: ":"), "a colon")
    return key
  }

  /// Enters an array.
  mutating func beginArray() throws(RustdocError) { try consume(UInt8(ascii: "["), "an array") }

  /// Whether another element follows; at the array's end, which is consumed, none does.
  mutating func nextElement() throws(RustdocError) -> Bool {
    skipSpace()
    if current == UInt8(ascii: ",") { position += 1 }
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return false
    }
    guard current != nil else { throw failure("the end of an array") }
    return true
  }

  /// Consumes `null` where it is next.
  mutating func null() throws(RustdocError) -> Bool {
    guard try peek() == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  /// Reads `true` or `false`.
  mutating func boolean() throws(RustdocError) -> Bool {
    if try peek() == UInt8(ascii: "t") {
      try literal("true")
      return true
    }
    try literal("false")
    return false
  }

  private mutating func literal(_ text: StaticString) throws(RustdocError) {
    let end = position + text.utf8CodeUnitCount
    guard end <= bytes.count else { throw failure("\(text)") }
    for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] {
      throw failure("\(text)")
    }
    position = end
  }

  /// Reads an integer without a sign.
  mutating func integer() throws(RustdocError) -> Int {
    skipSpace()
    var value = 0
    let start = position
    while let byte = current, byte &- 0x30 < 10 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow, product <= Int.max - 9 else { throw failure("a smaller number") }
      value = product + Int(byte - 0x30)
      position += 1
    }
    guard position > start else { throw failure("a number") }
    return value
  }

  /// Reads an id, which older formats write as a string.
  mutating func id() throws(RustdocError) -> UInt32 {
    if try peek() == UInt8(ascii: "\"") {
      guard let number = UInt32(try string()) else { throw unexpected("an id is not a number") }
      return number
    }
    guard let number = UInt32(exactly: try integer()) else {
      throw unexpected("an id is too large")
    }
    return number
  }

  /// Reads an id or `null`.
  mutating func optionalID() throws(RustdocError) -> UInt32? { try null() ? nil : try id() }

  /// Reads a list of ids.
  mutating func ids() throws(RustdocError) -> [UInt32] {
    var list: [UInt32] = []
    try beginArray()
    while try nextElement() { list.append(try id()) }
    return list
  }

  /// Reads a list of strings.
  mutating func strings() throws(RustdocError) -> [String] {
    var list: [String] = []
    try beginArray()
    while try nextElement() { list.append(try string()) }
    return list
  }

  /// Reads a string or `null`.
  mutating func optionalString() throws(RustdocError) -> String? {
    try null() ? nil : try string()
  }

  /// Reads a string.
  mutating func string() throws(RustdocError) -> String {
    skipSpace()
    guard current == UInt8(ascii: "\"") else { throw failure("a string") }
    let start = position + 1
    let (end, isPlain) = try endOfString()
    position = end + 1
    guard isPlain else { return try unescaped(start..<end) }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func unescaped(_ range: Range<Int>) throws(RustdocError) -> String {
    var escapes = JSONEscapes(bytes[range])
    guard let text = escapes.text() else {
      throw .notJSON(offset: range.lowerBound, expected: "a well-formed string")
    }
    return text
  }

  /// Where the string that begins at the current quote ends (the offset of its closing quote), and
  /// whether it holds no escape.
  private func endOfString() throws(RustdocError) -> (end: Int, isPlain: Bool) {
    var at = position + 1
    var isPlain = true
    let found = bytes.withUnsafeBufferPointer { buffer -> Bool in
      while at < buffer.count {
        let byte = buffer[at]
        if byte == UInt8(ascii: "\"") { return true }
        if byte == UInt8(ascii: "\\") {
          isPlain = false
          at += 1
        }
        at += 1
      }
      return false
    }
    guard found else { throw failure("the end of a string") }
    return (at, isPlain)
  }

  /// Skips the next value, whatever it is.
  mutating func skip() throws(RustdocError) {
    let first = try peek()
    if first == UInt8(ascii: "\"") {
      position = try endOfString().end + 1
    } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      guard let end = JSONSkipper.endOfContainer(in: bytes, from: position) else {
        throw failure("the end of an object or array")
      }
      position = end
    } else {
      let start = position
      while let byte = current, byte != 0x2C, byte != 0x7D, byte != 0x5D, byte > 0x20 {
        position += 1
      }
      guard position > start else { throw failure("a value") }
    }
  }
}
