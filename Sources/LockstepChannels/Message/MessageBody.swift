/// The text of a message: a handful of blocks, without any service's markup.
///
/// Every string in it is plain text. It may come from a repository; a channel escapes it, or puts it
/// where nothing is read as markup.
package struct MessageBody: Hashable, Sendable, Codable {
  /// The blocks from the top to the bottom.
  package var blocks: [Block]

  /// Makes a body of `blocks`.
  package init(_ blocks: [Block]) {
    self.blocks = blocks
  }

  /// One block.
  package enum Block: Hashable, Sendable, Codable {
    /// A line above others.
    case heading(String)
    /// Running text.
    case paragraph([Inline])
    /// Points, each on a line of its own.
    case list([[Inline]])
    /// Lines that keep their form.
    case code(String)

    /// Running text without any mark.
    package static func text(_ text: String) -> Block { .paragraph([.text(text)]) }
  }

  /// A piece of running text.
  package enum Inline: Hashable, Sendable, Codable {
    /// As it is.
    case text(String)
    /// What matters.
    case strong(String)
    /// A name, a path, a piece of a program.
    case code(String)
    /// Words that lead somewhere.
    case link(MessageLink)

    /// The words alone.
    package var words: String {
      switch self {
      case .text(let words), .strong(let words), .code(let words): words
      case .link(let link): link.text
      }
    }
  }
}
