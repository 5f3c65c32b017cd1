/// Text from a repository as Markdown that means nothing but itself.
enum LivingMarkdown {
  /// A sentence: no tag, no link, no emphasis; code between backticks stays code.
  static func escaped(_ text: String) -> String {
    var result = ""
    // The rules' messages quote items in backticks; what stands between a pair is code already.
    let pieces = plain(text).split(separator: "`", omittingEmptySubsequences: false)
    guard pieces.count % 2 == 1 else { return escapedWords(plain(text)) }
    for (index, piece) in pieces.enumerated() {
      result += index % 2 == 0 ? escapedWords(String(piece)) : code(String(piece))
    }
    return result
  }

  /// A line in which nothing means anything, backticks included.
  static func words(_ text: String) -> String { escapedWords(plain(text)) }

  private static func escapedWords(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", ">", "@":
        result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }

  /// Code in a line, also in a table's cell.
  static func code(_ text: String) -> String {
    let line = plain(text)
    guard !line.isEmpty else { return "" }
    let fence = String(repeating: "`", count: longestRun(in: line) + 1)
    let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    return fence + pad + line + pad + fence
  }

  /// A table's cell: a bar would end it, in code as well.
  static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  /// A block of code in which nothing can end the block.
  static func block(_ lines: [String], language: String) -> String {
    let longest = lines.map(longestRun).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return ([fence + language] + lines + [fence]).joined(separator: "\n")
  }

  /// A link; an address that is none is left out.
  static func link(_ text: String, to address: String?) -> String {
    guard let address, address.hasPrefix("https://"),
      !address.contains(where: { " ()<>\"\\`\n\r".contains($0) })
    else { return text }
    return "[\(text)](\(address))"
  }

  /// The lines of a declaration, each with a mark in front, so that none can be taken for a marker.
  static func marked(_ text: String, _ mark: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      mark + visible(String(line))
    }
  }

  /// Text on one line, without what reorders or hides it.
  static func plain(_ text: String) -> String {
    visible(text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  /// Drops what reorders or hides text; tabs stay.
  private static func visible(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { scalar in
          scalar == "\t"
            || !(scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
              || [0x200E, 0x200F].contains(scalar.value)
              || (0x2028...0x202E).contains(scalar.value)
              || (0x2066...0x2069).contains(scalar.value))
        }))
  }

  private static func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
