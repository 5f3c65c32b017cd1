/// A block of a guide as a program of its own, as rustdoc makes one of a documentation test.
struct GuideProgram: Hashable, Sendable {
  /// The program's text.
  let source: String
  /// The guide's line of each line; `nil` where the line is ours.
  let origins: [Int?]

  /// Wraps the block's code into `fn main` where it has none.
  ///
  /// Lines are neither moved nor shifted, so the columns are the guide's. What a hidden line (`# `)
  /// hides is compiled. Code that ends in `(())` may use `?`.
  init(_ example: GuideExample) {
    var lines: [String] = ["#![allow(warnings)]"]
    var origins: [Int?] = [nil]
    func add(_ text: String, _ origin: Int?) {
      lines.append(text)
      origins.append(origin)
    }
    let code = example.lines.map { ($0.number, Self.unhidden($0.text)) }
    let outline = RustOutline(code.map(\.1).joined(separator: "\n"))
    if outline.hasMain {
      for (number, text) in code { add(text, number) }
    } else {
      // What belongs to the crate stands before everything else.
      let head = Self.head(code.map(\.1))
      for (number, text) in code.prefix(head) { add(text, number) }
      let isFallible = outline.endsInUnitResult
      add("fn main() {", nil)
      if isFallible { add("fn example() -> Result<(), impl core::fmt::Debug> {", nil) }
      for (number, text) in code.dropFirst(head) { add(text, number) }
      if isFallible { add("} example().unwrap();", nil) }
      add("}", nil)
    }
    source = lines.joined(separator: "\n") + "\n"
    self.origins = origins
  }

  /// The guide's line of one of the program's, from 1; for a line of ours the nearest one above.
  func guideLine(_ line: Int) -> Int? {
    guard line >= 1 else { return nil }
    return origins.prefix(line).last { $0 != nil } ?? nil
  }

  /// A line without what hides it from readers, in the same columns.
  private static func unhidden(_ line: String) -> String {
    let lead = line.prefix { $0 == " " || $0 == "\t" }
    let rest = line.dropFirst(lead.count)
    // `##` stands for one `#` that hides nothing.
    guard rest == "#" || rest.hasPrefix("# ") || rest.hasPrefix("##") else { return line }
    return lead + " " + rest.dropFirst()
  }

  /// How many lines at the beginning are the crate's: inner attributes, `extern crate`.
  private static func head(_ lines: [String]) -> Int {
    var head = 0
    // How many brackets of an attribute are open that goes over several lines.
    var depth = 0
    for (index, line) in lines.enumerated() {
      let text = line[...].trimmedLine
      let isCrates = text.hasPrefix("#![") || text.hasPrefix("extern crate ") || depth > 0
      guard isCrates || text.isEmpty || text.hasPrefix("//") || text.hasPrefix("#[macro_use]")
      else { break }
      guard isCrates else { continue }
      head = index + 1
      depth = max(0, depth + text.count { $0 == "[" } - text.count { $0 == "]" })
    }
    return head
  }
}

/// What has to be known of Rust code to wrap it, without comments, strings and characters.
struct RustOutline {
  /// Whether there is an `fn main` outside all braces.
  private(set) var hasMain = false
  /// Whether the code ends in `(())`, as rustdoc asks of code that uses `?`.
  private(set) var endsInUnitResult = false

  init(_ code: String) {
    var scanner = RustScanner(code)
    var depth = 0
    var last = ""
    var tail = ""
    while let token = scanner.next() {
      switch token {
      case "{", "(", "[": depth += 1
      case "}", ")", "]": depth -= 1
      default: if depth == 0, last == "fn", token == "main" { hasMain = true }
      }
      last = token
      tail = String((tail + token).suffix(4))
    }
    endsInUnitResult = tail == "(())"
  }
}

/// Reads Rust code word by word; comments and literals are passed over.
private struct RustScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ code: String) { bytes = Array(code.utf8) }

  private func byte(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  /// The next word, or the next sign by itself; `nil` at the end.
  mutating func next() -> String? {
    while let first = byte() {
      if first == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
        while let next = byte(), next != UInt8(ascii: "\n") { index += 1 }
      } else if first == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        skipComment()
      } else if first == UInt8(ascii: "\"") {
        skipString()
        return "\"\""
      } else if first == UInt8(ascii: "'") {
        skipQuote()
      } else if Self.isWord(first) {
        let word = word()
        // `b"…"`, `r#"…"#`, `c"…"`: the letters belong to the string.
        if ["r", "br", "cr"].contains(word), skipRawString() { return "\"\"" }
        return word
      } else if first <= 0x20 {
        index += 1
      } else {
        index += 1
        return String(decoding: [first], as: UTF8.self)
      }
    }
    return nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private mutating func word() -> String {
    let start = index
    while let next = byte(), Self.isWord(next) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func skipComment() {
    var depth = 0
    while let next = byte() {
      if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        depth += 1
        index += 2
      } else if next == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        depth -= 1
        index += 2
        if depth == 0 { return }
      } else {
        index += 1
      }
    }
  }

  private mutating func skipString() {
    index += 1
    while let next = byte() {
      index += next == UInt8(ascii: "\\") ? 2 : 1
      if next == UInt8(ascii: "\"") { return }
    }
  }

  /// A character, or a lifetime, which nothing closes.
  private mutating func skipQuote() {
    index += 1
    if byte() == UInt8(ascii: "\\") {
      index += 2
      while let next = byte(), next != UInt8(ascii: "'"), next != UInt8(ascii: "\n") { index += 1 }
      index += 1
      return
    }
    let start = index
    while let next = byte(), index - start < 4, next != UInt8(ascii: "'") {
      // More than one letter is a lifetime's name.
      if next < 0x80, index > start { break }
      index += 1
    }
    if byte() == UInt8(ascii: "'") { index += 1 }
  }

  /// The rest of a raw string behind its letters; false where there is none.
  private mutating func skipRawString() -> Bool {
    var signs = 0
    while byte(signs) == UInt8(ascii: "#") { signs += 1 }
    guard byte(signs) == UInt8(ascii: "\"") else { return false }
    index += signs + 1
    while let next = byte() {
      index += 1
      guard next == UInt8(ascii: "\"") else { continue }
      var found = 0
      while found < signs, byte(found) == UInt8(ascii: "#") { found += 1 }
      if found == signs {
        index += signs
        return true
      }
    }
    return true
  }
}
