/// Writes a body as plain text: for mail, terminals and files.
package enum PlainText {
  /// The body as lines, without a final line end; blocks stand apart by an empty line.
  package static func write(_ body: MessageBody) -> String {
    body.blocks.map(write).joined(separator: "\n\n")
  }

  private static func write(_ block: MessageBody.Block) -> String {
    switch block {
    case .heading(let text):
      let line = MessageText.line(text)
      return line + "\n" + String(repeating: "-", count: min(line.count, 72))
    case .paragraph(let inlines): return write(inlines)
    case .list(let points): return points.map { "- " + write($0) }.joined(separator: "\n")
    case .code(let text):
      return MessageText.lines(text).split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }
  }

  private static func write(_ inlines: [MessageBody.Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text), .strong(let text): return MessageText.line(text)
      case .code(let text): return "`\(MessageText.line(text))`"
      case .link(let link):
        let words = MessageText.line(link.text)
        guard let url = link.safeURL else { return words }
        return words == link.url ? url : "\(words) <\(url)>"
      }
    }.joined()
  }
}
