internal import LockstepCore

/// A piece of an HTML page.
///
/// What names an element or an attribute is a literal of this program; every other text is escaped when
/// the page is written, and control characters are shown instead of acted on. So there is no way to put a
/// name, a message or a log of a repository onto a page as markup.
package struct Markup: Sendable {
  private enum Content: Sendable {
    case text(String)
    case lines([String])
    case literal(StaticString)
    case element(StaticString, [Attribute], [Markup], isVoid: Bool)
    case group([Markup])
    /// What has been written already.
    case written(String)
  }

  private struct Attribute: Sendable {
    var name: StaticString
    var value: String
  }

  private let content: Content

  /// A text on one line.
  init(_ text: String) { content = .text(text) }

  /// Lines of a text that stand below one another.
  init(lines: [String]) { content = .lines(lines) }

  /// A part of the program that goes to the page as it stands: a style, a script.
  init(literal: StaticString) { content = .literal(literal) }

  init(_ parts: [Markup]) { content = .group(parts) }

  init(
    element name: StaticString, attributes: KeyValuePairs<StaticString, String?>,
    contents: [Markup], isVoid: Bool = false
  ) {
    content = .element(
      name,
      attributes.compactMap { name, value in value.map { Attribute(name: name, value: $0) } },
      contents, isVoid: isVoid)
  }

  /// The HTML.
  package var html: String {
    var output = ""
    write(to: &output)
    return output
  }

  /// The same piece, written once, and how long it is.
  func written() -> (markup: Markup, size: Int) {
    let html = html
    return (Markup(.written(html)), html.utf8.count)
  }

  private init(_ content: Content) { self.content = content }

  private func write(to output: inout String) {
    switch content {
    case .text(let text): Self.escape(printable(text), to: &output)
    case .lines(let lines):
      for (number, line) in lines.enumerated() {
        if number > 0 { output += "\n" }
        Self.escape(printable(line), to: &output)
      }
    case .literal(let literal): output += literal.description
    case .written(let html): output += html
    case .group(let parts): for part in parts { part.write(to: &output) }
    case .element(let name, let attributes, let contents, let isVoid):
      output += "<\(name)"
      for attribute in attributes {
        output += " \(attribute.name)=\""
        Self.escape(printable(attribute.value), to: &output)
        output += "\""
      }
      output += ">"
      if isVoid { return }
      for part in contents { part.write(to: &output) }
      output += "</\(name)>"
    }
  }

  private static func escape(_ text: String, to output: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }
}
