/// A text that people and this program write together: a migration guide, a post-mortem.
///
/// Everything that is not generated is kept byte for byte, wherever it stands; `text` of a parsed
/// document is what was parsed.
package struct LivingDocument: Hashable, Sendable {
  /// A part of the text.
  enum Segment: Hashable, Sendable {
    /// What people wrote.
    case words(String)
    /// The line that says that the words behind it are for people to write.
    case place(name: String, line: String)
    /// What is written anew each time.
    case generated(Generated)
  }

  /// Text that is written anew each time, between two lines that say so.
  struct Generated: Hashable, Sendable {
    /// Which part of the document it is.
    var name: String
    /// The digest that the opening line bears: that of the text as it was generated.
    var digest: String?
    var opening: String
    var content: String
    var closing: String

    /// Whether somebody changed it by hand since it was generated.
    var isEdited: Bool { digest != Self.digest(of: content) && !content.allSatisfy(\.isWhitespace) }
  }

  /// What is said about one subject: a breaking change, an action.
  struct Section: Hashable, Sendable {
    /// What the section is about, as the document names it.
    var item: String
    /// What was told of it when the section was generated last; a change's rules, for instance.
    var kinds: [String]
    var opening: String
    var body: [Segment]
    /// Empty where nothing closes the section: it ends where the next one begins.
    var closing: String
  }

  /// A part of the text, or a section of several.
  enum Node: Hashable, Sendable {
    case segment(Segment)
    case section(Section)
  }

  var nodes: [Node]
  /// How its lines end.
  var newline: LivingNewline

  /// The whole text.
  package var text: String { nodes.map(\.text).joined() }

  /// Its sections, in their order.
  var sections: [Section] {
    nodes.compactMap { node in if case .section(let section) = node { section } else { nil } }
  }
}

extension LivingDocument.Segment {
  var text: String {
    switch self {
    case .words(let words): words
    case .place(_, let line): line
    case .generated(let part): part.opening + part.content + part.closing
    }
  }
}

extension LivingDocument.Section {
  var text: String { opening + body.map(\.text).joined() + closing }

  /// Whether people wrote something into it.
  ///
  /// - Parameter isGiven: Whether a line stands in every section from the beginning.
  func hasWords(beside isGiven: (Substring) -> Bool) -> Bool {
    body.contains { segment in
      guard case .words(let words) = segment else { return false }
      return LivingLines.split(words).contains { !isGiven($0.trimmedLine) }
    }
  }

}

extension LivingDocument.Node {
  var text: String {
    switch self {
    case .segment(let segment): segment.text
    case .section(let section): section.text
    }
  }
}

extension LivingDocument.Generated {
  /// Wraps text of ours, which ends its lines as Unix does.
  init(_ name: String, _ content: String, newline: LivingNewline) {
    let content = newline.applied(to: content.hasSuffix("\n") ? content : content + "\n")
    let digest = Self.digest(of: content)
    self.init(
      name: name, digest: digest,
      opening: LivingMarker(.generated, [("name", name), ("digest", digest)]).line
        + newline.rawValue,
      content: content, closing: LivingMarker(.generatedEnd).line + newline.rawValue)
  }

  /// Tells whether a text was edited, 64 bits of FNV-1a in hexadecimal.
  ///
  /// What programs that format Markdown change does not count: blanks, the dashes and bars of tables,
  /// the marks of lists and of emphasis.
  static func digest(of text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 where byte > 0x20 && !"|-*_\\:".utf8.contains(byte) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
