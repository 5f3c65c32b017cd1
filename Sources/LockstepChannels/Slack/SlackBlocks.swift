internal import LockstepCore

/// Writes messages for Slack, as Block Kit's rich text.
///
/// Rich text is structure: Slack reads no markup and no mention in its words, so nothing has to be
/// escaped. Only the short text beside the blocks, which notifications show, is mrkdwn; there `&`,
/// `<` and `>` are escaped, without which neither a link nor a mention can be written.
package enum SlackBlocks {
  /// The most that the blocks of one message may say, in bytes of JSON; Slack refuses more than
  /// about 13,000 characters.
  static let limit = 12_000
  /// The most characters of a header.
  static let headerLimit = 150

  /// The short text.
  static func text(_ message: Message) -> String {
    escape(String(MessageText.line(message.title).prefix(1_000)))
  }

  /// The blocks of the whole message.
  static func blocks(_ message: Message) -> JSONValue {
    let title = String(MessageText.line(message.title).prefix(headerLimit - 1))
    let header: JSONValue = [
      "type": "header",
      "text": ["type": "plain_text", "text": .string(title.isEmpty ? "…" : title), "emoji": false],
    ]
    let body = message.body.written(
      fits: { (value: JSONValue) in value.bytes().count <= limit }, link: message.link
    ) { body in
      ["type": "rich_text", "elements": .array(body.blocks.compactMap(element))]
    }
    // Slack refuses rich text without any element.
    return .array(body["elements"]?.array?.isEmpty == false ? [header, body] : [header])
  }

  /// Escapes the three characters that mrkdwn's links and mentions are made of.
  static func escape(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private static func element(_ block: MessageBody.Block) -> JSONValue? {
    switch block {
    case .heading(let text): return section([.strong(text), .text("\n")])
    case .paragraph(let inlines): return section(inlines + [.text("\n")])
    case .list(let points):
      let sections = points.compactMap(section)
      guard !sections.isEmpty else { return nil }
      return ["type": "rich_text_list", "style": "bullet", "elements": .array(sections)]
    case .code(let text):
      let lines = MessageText.lines(text)
      guard !lines.isEmpty else { return nil }
      return [
        "type": "rich_text_preformatted",
        "elements": [["type": "text", "text": .string(lines)]],
      ]
    }
  }

  private static func section(_ inlines: [MessageBody.Inline]) -> JSONValue? {
    let elements = inlines.compactMap(piece)
    guard !elements.isEmpty else { return nil }
    return ["type": "rich_text_section", "elements": .array(elements)]
  }

  private static func piece(_ inline: MessageBody.Inline) -> JSONValue? {
    let words = inline == .text("\n") ? "\n" : MessageText.line(inline.words)
    guard !words.isEmpty else { return nil }
    switch inline {
    case .text: return ["type": "text", "text": .string(words)]
    case .strong: return ["type": "text", "text": .string(words), "style": ["bold": true]]
    case .code: return ["type": "text", "text": .string(words), "style": ["code": true]]
    case .link(let link):
      guard let url = link.safeURL else { return ["type": "text", "text": .string(words)] }
      return ["type": "link", "url": .string(url), "text": .string(words)]
    }
  }
}
