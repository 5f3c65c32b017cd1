/// Rust sources in tokens, as far as attributes and names go: comments and blanks are left out, and a string
/// counts as one token whatever stands in it.
struct RustTokens {
  enum Token: Hashable {
    case word(String)
    case text(String)
    case mark(Character)
  }

  private(set) var tokens: [(token: Token, line: Int)] = []
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    while position < bytes.count { read() }
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func step() {
    if bytes[position] == 10 { line += 1 }
    position += 1
  }

  private mutating func read() {
    guard let first = byte() else { return }
    switch first {
    case 0x2F where byte(1) == 0x2F:
      while let next = byte(), next != 10 { position += 1 }
    case 0x2F where byte(1) == 0x2A: skipComment()
    case 0x22: readString(hashes: nil)
    case 0x27: readQuote()
    case _ where Self.isWord(first): readWord()
    case _ where first <= 0x20: step()
    default:
      tokens.append((.mark(Character(UnicodeScalar(first))), line))
      step()
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == 0x5F || byte >= 0x80
  }

  /// Comments nest.
  private mutating func skipComment() {
    var depth = 0
    while position < bytes.count {
      if byte() == 0x2F, byte(1) == 0x2A {
        depth += 1
        position += 2
      } else if byte() == 0x2A, byte(1) == 0x2F {
        depth -= 1
        position += 2
        if depth == 0 { return }
      } else {
        step()
      }
    }
  }

  private mutating func readWord() {
    let start = position
    while let next = byte(), Self.isWord(next) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    if word == "r", byte() == 0x23, let next = byte(1), Self.isWord(next) {
      // A raw name, `r#type`: what follows is the name.
      position += 1
      return
    }
    let isRaw = ["r", "br", "cr"].contains(word)
    if isRaw, let hashes = rawHashes {
      position += hashes
      readString(hashes: hashes)
    } else if ["b", "c"].contains(word), byte() == 0x22 {
      readString(hashes: nil)
    } else {
      tokens.append((.word(word), line))
    }
  }

  /// The number of hashes before a raw string's quotation mark; `nil` where none follows.
  private var rawHashes: Int? {
    var count = 0
    while byte(count) == 0x23 { count += 1 }
    return byte(count) == 0x22 ? count : nil
  }

  /// Reads from the opening quotation mark on; with `hashes` it is a raw string.
  private mutating func readString(hashes: Int?) {
    let begin = line
    position += 1
    let start = position
    while let next = byte() {
      if next == 0x5C, hashes == nil {
        step()
        if position < bytes.count { step() }
        continue
      }
      let isEnd =
        next == 0x22
        && (1...max(hashes ?? 0, 1)).allSatisfy { hashes ?? 0 == 0 || byte($0) == 0x23 }
      if isEnd { break }
      step()
    }
    let end = min(position, bytes.count)
    tokens.append((.text(String(decoding: bytes[start..<end], as: UTF8.self)), begin))
    position = min(bytes.count, end + 1 + (hashes ?? 0))
  }

  /// A character, or the beginning of a lifetime.
  private mutating func readQuote() {
    if byte(1) == 0x5C {
      position += 2
      if position < bytes.count { step() }
      while let next = byte(), next != 0x27, next != 10 { position += 1 }
      position += 1
    } else if let second = byte(1) {
      // One character of any length in bytes, and then the second mark; else it is a lifetime.
      let length = second < 0x80 ? 1 : second < 0xE0 ? 2 : second < 0xF0 ? 3 : 4
      position += byte(1 + length) == 0x27 ? 2 + length : 1
    } else {
      position += 1
    }
  }
}
