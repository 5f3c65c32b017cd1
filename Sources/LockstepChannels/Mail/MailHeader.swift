internal import LockstepCore

/// The header of a mail: one field a line, folded where it is long (RFC 5322, 2.2.3), everything that
/// is not ASCII as encoded words (RFC 2047).
struct MailHeader {
  /// The lines so far, each ended by CR LF.
  private(set) var text = ""

  /// Adds a field whose value is ours, and so short and plain.
  mutating func add(_ name: String, verbatim value: String) {
    text += "\(name): \(value)\r\n"
  }

  /// Adds a field of free text.
  mutating func add(_ name: String, text value: String) {
    let isPlain =
      value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      && !value.contains("=?")
      && value.split(separator: " ").allSatisfy { $0.utf8.count <= 60 }
    fold(name, isPlain ? value.split(separator: " ").map(String.init) : Self.encodedWords(value))
  }

  /// Adds a field with one mailbox.
  mutating func add(_ name: String, _ mailbox: MailAddress) {
    guard let words = mailbox.displayName else {
      return add(name, verbatim: mailbox.address)
    }
    // Encoded words need no quoting, whatever the name holds; a plain one is quoted.
    let isPlain = words.utf8.allSatisfy { (0x20...0x7E).contains($0) } && words.utf8.count <= 60
    let quoted =
      words.replacing(#"\"#, with: #"\\"#).replacing("\"", with: #"\""#)
    fold(name, (isPlain ? ["\"\(quoted)\""] : Self.encodedWords(words)) + ["<\(mailbox.address)>"])
  }

  private mutating func fold(_ name: String, _ words: [String]) {
    var line = "\(name):"
    for word in words {
      if line.utf8.count + 1 + word.utf8.count > 78, line != "\(name):" {
        text += line + "\r\n"
        line = ""
      }
      line += " " + word
    }
    text += line + "\r\n"
  }

  /// The text as encoded words of at most 62 characters, so that one has room beside a field's name;
  /// none ends in the middle of a character.
  private static func encodedWords(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
      // A character may be many scalars; those still fit one by one.
      for scalar in character.unicodeScalars {
        let encoded = String(scalar).utf8.map(encoded).joined()
        if word.utf8.count + encoded.utf8.count > 50 {
          words.append("=?utf-8?q?\(word)?=")
          word = ""
        }
        word += encoded
      }
    }
    if !word.isEmpty { words.append("=?utf-8?q?\(word)?=") }
    return words
  }

  private static func encoded(_ byte: UInt8) -> String {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(Unicode.Scalar(byte))
    case 0x20: "_"
    default: QuotedPrintable.escape(byte)
    }
  }
}
