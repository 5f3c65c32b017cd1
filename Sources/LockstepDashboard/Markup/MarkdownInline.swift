/// The text of one paragraph, item or cell: code, emphasis, links, and what a backslash makes plain.
struct MarkdownInline {
  private let characters: [Character]

  /// More of one line is not looked at for marks.
  private static let most = 20_000

  init(_ text: String) { characters = Array(text) }

  var markup: [Markup] {
    guard characters.count <= Self.most else { return [Markup(String(characters))] }
    return Self.parts(characters[...], depth: 0)
  }

  private static func parts(_ text: ArraySlice<Character>, depth: Int) -> [Markup] {
    var found: [Markup] = []
    var plain = ""
    var rest = text
    while let next = rest.first {
      if let (part, after) = part(rest, depth: depth) {
        if !plain.isEmpty { found.append(Markup(plain)) }
        plain = ""
        found.append(part)
        rest = after
      } else if next == "\\", let escaped = rest.dropFirst().first, escaped.isASCII,
        escaped.isPunctuation || escaped.isSymbol
      {
        plain.append(escaped)
        rest = rest.dropFirst(2)
      } else if let (character, after) = entity(rest) {
        plain.append(character)
        rest = after
      } else {
        plain.append(next)
        rest = rest.dropFirst()
      }
    }
    if !plain.isEmpty { found.append(Markup(plain)) }
    return found
  }

  /// The piece of markup that `text` begins with, and what follows it.
  private static func part(
    _ text: ArraySlice<Character>, depth: Int
  ) -> (Markup, ArraySlice<Character>)? {
    guard depth < 4, let first = text.first else { return nil }
    switch first {
    case "`": return code(text)
    case "*":
      let marks = text.prefix { $0 == "*" }.count
      guard marks <= 2, let (inner, after) = enclosed(text, marks: marks) else { return nil }
      let parts = parts(inner, depth: depth + 1)
      return (marks == 2 ? tag("strong") { parts } : tag("em") { parts }, after)
    case "[": return link(text, depth: depth)
    default: return nil
    }
  }

  private static func code(_ text: ArraySlice<Character>) -> (Markup, ArraySlice<Character>)? {
    let marks = text.prefix { $0 == "`" }.count
    var rest = text.dropFirst(marks)
    let start = rest.startIndex
    while let next = rest.first {
      guard next == "`" else {
        rest = rest.dropFirst()
        continue
      }
      let run = rest.prefix { $0 == "`" }.count
      if run == marks {
        var inner = String(text[start..<rest.startIndex])
        if inner.hasPrefix(" "), inner.hasSuffix(" "), inner.contains(where: { $0 != " " }) {
          inner = String(inner.dropFirst().dropLast())
        }
        return (tag("code", inner), rest.dropFirst(run))
      }
      rest = rest.dropFirst(run)
    }
    return nil
  }

  private static func enclosed(
    _ text: ArraySlice<Character>, marks: Int
  ) -> (ArraySlice<Character>, ArraySlice<Character>)? {
    let body = text.dropFirst(marks)
    guard let first = body.first, first != " " else { return nil }
    var index = body.startIndex
    while index < body.endIndex {
      if body[index] == "\\" {
        index = min(index + 2, body.endIndex)
        continue
      }
      if body[index] == "*", index > body.startIndex, body[index - 1] != " " {
        let run = body[index...].prefix { $0 == "*" }.count
        if run == marks { return (body[..<index], body[(index + run)...]) }
        index += run
        continue
      }
      index += 1
    }
    return nil
  }

  /// `[text](https://…)`: any other address is shown as it was written.
  private static func link(
    _ text: ArraySlice<Character>, depth: Int
  ) -> (Markup, ArraySlice<Character>)? {
    var level = 0
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case "\\": index += 1
      case "[": level += 1
      case "]": level -= 1
      default: break
      }
      if level == 0 { break }
      index += 1
    }
    guard index < text.endIndex, index + 1 < text.endIndex, text[index + 1] == "(",
      let end = text[(index + 2)...].firstIndex(of: ")")
    else { return nil }
    let address = String(text[(index + 2)..<end])
    guard address.hasPrefix("https://"), !address.contains(where: \.isWhitespace) else {
      return nil
    }
    let inner = text[(text.startIndex + 1)..<index]
    return (
      tag("a", ["href": address, "rel": "noreferrer"]) { parts(inner, depth: depth + 1) },
      text[(end + 1)...]
    )
  }

  /// The two entities that escaping makes, and their kin.
  private static func entity(
    _ text: ArraySlice<Character>
  ) -> (Character, ArraySlice<Character>)? {
    for (name, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""),
    ] as [(String, Character)] where text.starts(with: name) {
      return (character, text.dropFirst(name.count))
    }
    return nil
  }
}
