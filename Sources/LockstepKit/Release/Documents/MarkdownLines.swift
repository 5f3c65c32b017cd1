/// A Markdown file as lines, of which those that nobody changes come back byte for byte.
///
/// Line endings belong to their lines, so that a file with both kinds keeps both; a new line gets the
/// ending of the file's first one.
struct MarkdownLines: Sendable {
  /// The lines without their line feed; a carriage return before it stays.
  private(set) var lines: [String]
  /// What a new line ends with, beside its line feed.
  private let ending: String

  init(_ text: String) {
    lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: Array($0), as: UTF8.self)
    }
    ending = lines.count > 1 && lines[0].utf8.last == UInt8(ascii: "\r") ? "\r" : ""
  }

  var text: String { lines.joined(separator: "\n") }
  var count: Int { lines.count }
  var indices: Range<Int> { lines.indices }

  /// A line without its ending and without a byte order mark.
  subscript(index: Int) -> String {
    var line = lines[index].unicodeScalars[...]
    if line.last == "\r" { line.removeLast() }
    if index == 0, line.first == "\u{FEFF}" { line.removeFirst() }
    return String(String.UnicodeScalarView(line))
  }

  /// The contents of a range of lines.
  func contents(_ range: Range<Int>) -> [String] { range.map { self[$0] } }

  mutating func insert(_ new: [String], at index: Int) {
    replace(index..<index, with: new)
  }

  mutating func replace(_ range: Range<Int>, with new: [String]) {
    // The last line has no line feed, so that what follows it needs one from us.
    lines.replaceSubrange(range, with: new.map { $0 + ending })
    if let last = lines.last, last == "\r" { lines[lines.count - 1] = "" }
  }

  /// Replaces one line's content; its ending stays.
  mutating func set(_ index: Int, to content: String) {
    let hasReturn = lines[index].utf8.last == UInt8(ascii: "\r")
    lines[index] = content + (hasReturn ? "\r" : "")
  }

  /// The lines that are code or comments: a heading there is no heading.
  var inert: Set<Int> {
    var found: Set<Int> = []
    var fence: Substring?
    var inComment = false
    for index in lines.indices {
      let line = self[index].drop { $0 == " " }
      if let open = fence {
        found.insert(index)
        if line.hasPrefix(open), line.allSatisfy({ $0 == open.first || $0 == " " }) { fence = nil }
      } else if inComment {
        found.insert(index)
        inComment = !line.contains("-->")
      } else if line.hasPrefix("```") || line.hasPrefix("~~~") {
        found.insert(index)
        fence = line.prefix { $0 == line.first }
      } else if line.hasPrefix("<!--") {
        found.insert(index)
        inComment = !line.contains("-->")
      }
    }
    return found
  }
}

/// Text that comes from a repository, on its way into Markdown.
enum MarkdownText {
  /// One line of prose: nothing in it becomes markup, apart from code between backticks.
  static func prose(_ text: String) -> String {
    var result = ""
    var isCode = false
    for scalar in text.unicodeScalars {
      if scalar == "`" { isCode.toggle() }
      if scalar.value < 0x20 || scalar.value == 0x7F {
        result += " "
      } else if scalar == "<", !isCode {
        result += "\\<"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A cell of a table.
  static func cell(_ text: String) -> String {
    prose(text).replacing("|", with: "\\|")
  }

  /// Code on one line, fenced by more backticks than it holds.
  static func code(_ text: String) -> String {
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let space = longest > 0 ? " " : ""
    return fence + space + text.replacing("\n", with: " ") + space + fence
  }

  /// The text with its first letter in upper case.
  static func capitalised(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst()
  }
}
