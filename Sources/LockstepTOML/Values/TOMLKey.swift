/// One step of a path through a document: into a table by its key, or into an array by its index.
package enum TOMLKey: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A key of a table, as decoded text (without quotes or escapes).
  case key(String)
  /// The position of an array's element, from 0.
  case index(Int)

  package init(stringLiteral value: String) { self = .key(value) }
  package init(integerLiteral value: Int) { self = .index(value) }
}

/// The way from a document's root to one of its values; the empty path is the root itself.
package typealias TOMLPath = [TOMLKey]

extension [TOMLKey] {
  /// Spells the path as it would be written in a document, with indices in brackets.
  package var dotted: String {
    var text = ""
    for step in self {
      switch step {
      case .key(let key):
        if !text.isEmpty { text += "." }
        text += String(decoding: Spelling.key(key), as: UTF8.self)
      case .index(let index): text += "[\(index)]"
      }
    }
    return text.isEmpty ? "the root table" : text
  }
}
