/// Lines of a text with their ends, so that joined they are the text again, byte for byte.
enum LivingLines {
  /// Splits after each line feed; a carriage return before it stays with its line.
  ///
  /// It goes by bytes: to Swift a carriage return with a line feed is one character.
  static func split(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var start = text.startIndex
    var index = start
    let bytes = text.utf8
    while index != bytes.endIndex {
      let next = bytes.index(after: index)
      if bytes[index] == UInt8(ascii: "\n") {
        lines.append(text[start..<next])
        start = next
      }
      index = next
    }
    if start != text.endIndex { lines.append(text[start...]) }
    return lines
  }

  /// How many line feeds a text has.
  static func count(in text: some StringProtocol) -> Int {
    text.utf8.count { $0 == UInt8(ascii: "\n") }
  }
}

extension Substring {
  /// The line without what ends it.
  var withoutLineEnd: Substring {
    var end = endIndex
    for byte in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] where end != startIndex {
      let last = utf8.index(before: end)
      if utf8[last] == byte { end = last }
    }
    return self[startIndex..<end]
  }

  /// The line without its end and without blanks on either side.
  var trimmedLine: Substring {
    var line = withoutLineEnd
    while let last = line.last, last == " " || last == "\t" { line.removeLast() }
    return line.drop { $0 == " " || $0 == "\t" }
  }
}

/// How a text ends its lines.
enum LivingNewline: String, Hashable, Sendable {
  case unix = "\n"
  case windows = "\r\n"

  /// What most lines of `text` end with; a text without lines ends them as Unix does.
  init(of text: String) {
    var returns = 0
    var feeds = 0
    var last: UInt8 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") {
        feeds += 1
        if last == UInt8(ascii: "\r") { returns += 1 }
      }
      last = byte
    }
    self = returns * 2 > feeds ? .windows : .unix
  }

  /// A text of ours, which ends its lines as Unix does, in this form.
  func applied(to text: String) -> String {
    self == .unix ? text : text.replacing("\n", with: rawValue)
  }
}
