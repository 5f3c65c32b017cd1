extension Parser {
  /// Reads a value of any type into a table or an array.
  mutating func parseValue(in parent: Int32, key: KeyToken?, expression: Int) throws(Refusal) {
    let start = at
    let kind: Node.Kind
    var isPlain = true
    switch peek() {
    case Byte.quote:
      kind = .string
      isPlain =
        peek(1) == Byte.quote && peek(2) == Byte.quote
        ? try skipMultiLineBasicString() : try skipBasicString()
    case Byte.apostrophe:
      kind = .string
      if peek(1) == Byte.apostrophe && peek(2) == Byte.apostrophe {
        isPlain = try skipMultiLineLiteralString()
      } else {
        try skipLiteralString()
      }
    case Byte.openBracket:
      return try parseArray(in: parent, key: key, expression: expression)
    case Byte.openBrace:
      return try parseInlineTable(in: parent, key: key, expression: expression)
    case Byte.t:
      kind = .boolean
      try skipWord("true")
    case UInt8(ascii: "f"):
      kind = .boolean
      try skipWord("false")
    case Byte.plus, Byte.minus, UInt8(ascii: "i"), UInt8(ascii: "n"):
      kind = try skipNumber()
    case Byte.zero...UInt8(ascii: "9"):
      kind = try skipNumberOrDate()
    default: throw Refusal(at, "a value")
    }
    let node = try add(kind, to: parent, key: key, expression: expression, range: start..<at)
    if !isPlain { nodes[Int(node)].isPlain = false }
  }

  private mutating func parseArray(
    in parent: Int32, key: KeyToken?, expression: Int
  ) throws(Refusal) {
    let node = try add(.array, to: parent, key: key, expression: expression, range: at..<at + 1)
    at += 1
    while true {
      skipBlanksBreaksAndComments()
      if peek() == Byte.closeBracket { break }
      guard at < bytes.count else { throw Refusal(at, "a value or `]`") }
      try parseValue(in: node, key: nil, expression: at)
      skipBlanksBreaksAndComments()
      if peek() == Byte.closeBracket { break }
      guard peek() == Byte.comma else { throw Refusal(at, "`,` or `]`") }
      at += 1
    }
    at += 1
    nodes[Int(node)].end = UInt32(at)
  }

  private mutating func parseInlineTable(
    in parent: Int32, key: KeyToken?, expression: Int
  ) throws(Refusal) {
    let node = try add(
      .inlineTable, to: parent, key: key, expression: expression, range: at..<at + 1)
    at += 1
    skipBlanks()
    if peek() != Byte.closeBrace {
      while true {
        try parseKeyValue(in: node)
        skipBlanks()
        if peek() == Byte.closeBrace { break }
        guard peek() == Byte.comma else { throw Refusal(at, "`,` or `}` on the same line") }
        at += 1
        skipBlanks()
      }
    }
    at += 1
    nodes[Int(node)].end = UInt32(at)
  }

  mutating func skipWord(_ word: StaticString) throws(Refusal) {
    let start = at
    let matches = word.withUTF8Buffer { letters in
      start + letters.count <= bytes.count
        && letters.indices.allSatisfy { bytes[start + $0] == letters[$0] }
    }
    guard matches else { throw Refusal(start, "a value") }
    at += word.utf8CodeUnitCount
  }
}
