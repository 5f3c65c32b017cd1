/// Writes a body as Markdown (CommonMark): for Linear and for the forges' issues.
///
/// Whatever could be read as markup is escaped by a backslash, which CommonMark allows before every
/// punctuation character of ASCII. A backslash does not keep a service from reading `@name` and
/// `#12` in the finished text; an invisible word joiner (U+2060) behind the sign does.
package enum MarkdownText {
  /// The body as Markdown, without a final line end.
  package static func write(_ body: MessageBody) -> String {
    body.blocks.map(write).joined(separator: "\n\n")
  }

  /// One line of plain text as Markdown.
  package static func escape(_ text: String) -> String {
    var result = ""
    var atStart = true
    for scalar in MessageText.line(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "|", "~", "&", "!", "$":
        result += "\\\(scalar)"
      case "#": result += "\\#\u{2060}"
      case "@": result += "@\u{2060}"
      case "+" where atStart, "-" where atStart, "=" where atStart: result += "\\\(scalar)"
      case ".", ")":
        // `1.` and `1)` begin a numbered list.
        let isNumber = !result.isEmpty && result.utf8.allSatisfy { (0x30...0x39).contains($0) }
        result += isNumber ? "\\\(scalar)" : "\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
      if scalar != " " { atStart = false }
    }
    return result
  }

  private static func write(_ block: MessageBody.Block) -> String {
    switch block {
    case .heading(let text): "### " + escape(text)
    case .paragraph(let inlines): write(inlines)
    case .list(let points): points.map { "- " + write($0) }.joined(separator: "\n")
    case .code(let text): fenced(MessageText.lines(text))
    }
  }

  private static func write(_ inlines: [MessageBody.Inline]) -> String {
    let text = inlines.map { inline in
      switch inline {
      case .text(let text): return escape(text)
      case .strong(let text):
        let words = escape(text)
        return words.allSatisfy(\.isWhitespace) ? words : "**\(words)**"
      case .code(let text): return span(MessageText.line(text))
      case .link(let link):
        let words = escape(link.text)
        guard let url = link.safeURL else { return words }
        return "[\(words)](<\(url)>)"
      }
    }.joined()
    // Four spaces in front would make a code block of it.
    return String(text.drop { $0 == " " })
  }

  /// A code span whose fence is longer than any run of backticks in it.
  private static func span(_ text: String) -> String {
    guard !text.allSatisfy(\.isWhitespace) else { return text }
    let fence = String(repeating: "`", count: longestRun(in: text) + 1)
    let room = text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") ? " " : ""
    return fence + room + text + room + fence
  }

  private static func fenced(_ text: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
    return "\(fence)text\n\(text)\n\(fence)"
  }

  private static func longestRun(in text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
