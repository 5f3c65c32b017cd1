/// Takes Rust source apart into tokens; comments and whitespace are left out.
///
/// It follows the lexical structure of the Rust reference as far as finding names needs it: nested
/// comments, strings of every kind, characters against lifetimes, raw identifiers, a shebang line.
/// Whatever the bytes are, it ends: every step consumes at least one byte, and what is not closed
/// reaches to the end.
struct RustLexer {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private let classes: [Class]
  private let continues: [Bool]

  /// Reads all tokens of `source` into `tokens`, in order.
  static func read(_ source: [UInt8], names: inout NameTable, into tokens: inout [RustToken]) {
    source.withUnsafeBufferPointer { buffer in
      var lexer = RustLexer(bytes: buffer)
      lexer.run(&names, &tokens)
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    // Copies, because a global is asked for with a check each time.
    classes = Self.allClasses
    continues = Self.allContinues
  }

  private mutating func run(_ names: inout NameTable, _ tokens: inout [RustToken]) {
    skipHead()
    while position < bytes.count {
      let byte = bytes[position]
      switch classes[Int(byte)] {
      case .space:
        position += 1
      case .name:
        readName(&names, &tokens)
      case .digit:
        let afterDot = tokens.last?.symbol == RustSymbol.dot
        add(RustSymbol.number, &tokens)
        skipNumber(withFraction: !afterDot)
      case .mark:
        readMark(byte, &tokens)
      }
    }
  }

  private func add(_ symbol: UInt32, _ tokens: inout [RustToken]) {
    tokens.append(RustToken(symbol: symbol, start: UInt32(truncatingIfNeeded: position)))
  }

  /// The byte `offset` further on; 0 behind the end.
  @inline(__always)
  private func peek(_ offset: Int) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  // MARK: Marks

  private mutating func readMark(_ byte: UInt8, _ tokens: inout [RustToken]) {
    switch (byte, peek(1)) {
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): skipLine()
    case (UInt8(ascii: "/"), UInt8(ascii: "*")): skipComment()
    case (UInt8(ascii: "\""), _):
      add(RustSymbol.string, &tokens)
      skipString(quote: byte)
    case (UInt8(ascii: "'"), _): readQuote(&tokens)
    case (UInt8(ascii: ":"), UInt8(ascii: ":")): readPair(RustSymbol.path, &tokens)
    case (UInt8(ascii: "-"), UInt8(ascii: ">")): readPair(RustSymbol.arrow, &tokens)
    case (UInt8(ascii: "="), UInt8(ascii: ">")): readPair(RustSymbol.fatArrow, &tokens)
    case (UInt8(ascii: "."), UInt8(ascii: ".")):
      readPair(RustSymbol.range, &tokens)
      if peek(0) == UInt8(ascii: ".") || peek(0) == UInt8(ascii: "=") { position += 1 }
    default:
      add(UInt32(byte), &tokens)
      position += 1
    }
  }

  private mutating func readPair(_ symbol: UInt32, _ tokens: inout [RustToken]) {
    add(symbol, &tokens)
    position += 2
  }

  /// A character, or a lifetime: `'a'` against `'a`.
  private mutating func readQuote(_ tokens: inout [RustToken]) {
    let first = peek(1)
    if first == UInt8(ascii: "\\") {
      add(RustSymbol.literal, &tokens)
      return skipString(quote: UInt8(ascii: "'"))
    }
    let width = Self.width(first)
    if peek(1 + width) == UInt8(ascii: "'") {
      add(RustSymbol.literal, &tokens)
      position += width + 2
    } else if classes[Int(first)] == .name {
      add(RustSymbol.lifetime, &tokens)
      position += 1
      while position < bytes.count, continues[Int(bytes[position])] { position += 1 }
    } else {
      add(RustSymbol.literal, &tokens)
      position += 1
    }
  }

  // MARK: Names and numbers

  private mutating func readName(_ names: inout NameTable, _ tokens: inout [RustToken]) {
    let start = position
    var hash = NameTable.seed
    while position < bytes.count {
      let byte = bytes[position]
      guard continues[Int(byte)] else { break }
      hash = NameTable.step(hash, byte)
      position += 1
    }
    let next = peek(0)
    if position - start <= 2,
      next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
        || next == UInt8(ascii: "#"), readPrefixed(from: start, &names, &tokens)
    {
      return
    }
    let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
    let number = names.number(of: text, hash: hash)
    tokens.append(RustToken(symbol: number, start: UInt32(truncatingIfNeeded: start)))
  }

  /// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `cr"…"`, `b'…'` and `r#name`; false where it is none.
  private mutating func readPrefixed(
    from start: Int, _ names: inout NameTable, _ tokens: inout [RustToken]
  ) -> Bool {
    let first = bytes[start]
    let isPair = position - start == 2
    let isRaw = bytes[position - 1] == UInt8(ascii: "r")
    guard isPair ? isRaw && (first == UInt8(ascii: "b") || first == UInt8(ascii: "c")) : true,
      isRaw || first == UInt8(ascii: "b") || first == UInt8(ascii: "c")
    else { return false }
    let token = RustToken(
      symbol: RustSymbol.string, start: UInt32(truncatingIfNeeded: start))
    if !isRaw {
      switch peek(0) {
      case UInt8(ascii: "\""):
        tokens.append(token)
        skipString(quote: UInt8(ascii: "\""))
      case UInt8(ascii: "'") where first == UInt8(ascii: "b"):
        tokens.append(token)
        skipString(quote: UInt8(ascii: "'"))
      default: return false
      }
      return true
    }
    var hashes = 0
    while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
    if peek(hashes) == UInt8(ascii: "\"") {
      tokens.append(token)
      position += hashes + 1
      skipRawString(hashes: hashes)
      return true
    }
    guard hashes == 1, !isPair, classes[Int(peek(1))] == .name else { return false }
    position += 1
    let nameStart = position
    while position < bytes.count, continues[Int(bytes[position])] { position += 1 }
    let text = UnsafeBufferPointer(rebasing: bytes[nameStart..<position])
    var number = names.number(of: text)
    // `r#type` is a name, whatever `type` is.
    if Keyword(rawValue: number) != nil {
      number = names.number(of: UnsafeBufferPointer(rebasing: bytes[start..<position]))
    }
    tokens.append(RustToken(symbol: number, start: UInt32(truncatingIfNeeded: start)))
    return true
  }

  private mutating func skipNumber(withFraction: Bool) {
    while position < bytes.count, continues[Int(bytes[position])] { position += 1 }
    // `1.5`, but neither `1..2` nor `x.0.1`.
    guard withFraction, peek(0) == UInt8(ascii: "."), classes[Int(peek(1))] == .digit else {
      return
    }
    position += 1
    while position < bytes.count, continues[Int(bytes[position])] { position += 1 }
  }

  // MARK: What is left out

  /// A byte order mark, and a shebang line; `#![…]` is an attribute.
  private mutating func skipHead() {
    if peek(0) == 0xEF, peek(1) == 0xBB, peek(2) == 0xBF { position = 3 }
    guard peek(0) == UInt8(ascii: "#"), peek(1) == UInt8(ascii: "!") else { return }
    var offset = 2
    while classes[Int(peek(offset))] == .space, position + offset < bytes.count { offset += 1 }
    if peek(offset) != UInt8(ascii: "[") { skipLine() }
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  private mutating func skipComment() {
    var depth = 1
    position += 2
    while position < bytes.count, depth > 0 {
      let byte = bytes[position]
      if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else {
        position += 1
      }
    }
  }

  /// Goes behind the closing quote; a backslash guards the byte after it.
  private mutating func skipString(quote: UInt8) {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        position += 2
      } else {
        position += 1
        if byte == quote { return }
      }
    }
    position = min(position, bytes.count)
  }

  private mutating func skipRawString(hashes: Int) {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == UInt8(ascii: "\"") else { continue }
      var count = 0
      while count < hashes, peek(count) == UInt8(ascii: "#") { count += 1 }
      if count == hashes {
        position += hashes
        return
      }
    }
  }

  // MARK: Bytes

  private enum Class: UInt8 {
    case space, name, digit, mark
  }

  private static let allClasses: [Class] = (0...255).map { value in
    let byte = UInt8(value)
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), 0x80...:
      return .name
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return .digit
    case 0...32, 127: return .space
    default: return .mark
    }
  }

  private static let allContinues: [Bool] = allClasses.map { $0 == .name || $0 == .digit }

  /// How many bytes the character has that begins with `byte`.
  private static func width(_ byte: UInt8) -> Int {
    switch byte {
    case 0xF0...: 4
    case 0xE0...: 3
    case 0xC0...: 2
    default: 1
    }
  }
}
