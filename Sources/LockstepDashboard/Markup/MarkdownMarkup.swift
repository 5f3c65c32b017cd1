/// A document in Markdown as parts of a page.
///
/// It knows what our own documents are written with, and what people write into them: headings,
/// paragraphs, lists, tables, code, emphasis, links to `https`. Comments are left out; every other piece of
/// HTML is shown as the text that it is, so that nothing in a document can become markup.
struct MarkdownMarkup {
  private var lines: [String]
  private var index = 0

  /// Lines of a document beyond this are not shown.
  private static let mostLines = 50_000

  init(_ text: String) {
    var kept: [String] = []
    var isComment = false
    var fence: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix(Self.mostLines)
    {
      let line = line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
      if let open = fence {
        kept.append(line)
        if line.drop(while: { $0 == " " }).hasPrefix(open) { fence = nil }
        continue
      }
      if !isComment, let opened = Self.fence(of: line) {
        fence = opened
        kept.append(line)
        continue
      }
      let (rest, stillOpen) = Self.withoutComments(line, isComment: isComment)
      // A line that was nothing but a comment leaves nothing behind.
      if !rest.isEmpty || line.isEmpty { kept.append(rest) }
      isComment = stillOpen
    }
    lines = kept
  }

  private static func withoutComments(_ line: String, isComment: Bool) -> (String, Bool) {
    var rest = line[...]
    var result = ""
    var isComment = isComment
    while !rest.isEmpty {
      if isComment {
        guard let end = rest.firstRange(of: "-->") else { return (result, true) }
        rest = rest[end.upperBound...]
        isComment = false
      } else if let start = rest.firstRange(of: "<!--") {
        result += rest[..<start.lowerBound]
        rest = rest[start.upperBound...]
        isComment = true
      } else {
        result += rest
        break
      }
    }
    return (result, isComment)
  }

  // MARK: - Blocks

  var markup: [Markup] {
    var reader = self
    return reader.blocks()
  }

  private mutating func blocks() -> [Markup] {
    var found: [Markup] = []
    while index < lines.count {
      let line = lines[index]
      if line.allSatisfy(\.isWhitespace) {
        index += 1
      } else if let fence = Self.fence(of: line) {
        found.append(code(fence))
      } else if let (level, title) = Self.heading(line) {
        index += 1
        found.append(Self.heading(level, title))
      } else if isTable {
        found.append(table())
      } else if Self.item(line) != nil {
        found.append(list())
      } else {
        found.append(paragraph())
      }
    }
    return found
  }

  private static func heading(_ line: String) -> (level: Int, title: String)? {
    let marks = line.prefix { $0 == "#" }.count
    guard (1...6).contains(marks), line.dropFirst(marks).first == " " else { return nil }
    return (marks, String(line.dropFirst(marks + 1)))
  }

  private static func heading(_ level: Int, _ title: String) -> Markup {
    switch level {
    case 1: tag("h1") { MarkdownInline(title).markup }
    case 2: tag("h2") { MarkdownInline(title).markup }
    default: tag("h3") { MarkdownInline(title).markup }
    }
  }

  private static func fence(of line: String) -> String? {
    let text = line.drop { $0 == " " }
    for mark in ["`", "~"] as [Character] {
      let count = text.prefix { $0 == mark }.count
      if count >= 3, !(mark == "`" && text.dropFirst(count).contains("`")) {
        return String(repeating: mark, count: count)
      }
    }
    return nil
  }

  private mutating func code(_ fence: String) -> Markup {
    index += 1
    var body: [String] = []
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.drop(while: { $0 == " " }).hasPrefix(fence) { break }
      body.append(line)
    }
    return tag("pre") { Markup(lines: body) }
  }

  /// The text of a list's item; `nil` where a line begins none.
  private static func item(_ line: String) -> (text: String, isNumbered: Bool)? {
    let text = line.drop { $0 == " " }
    if let mark = text.first, "-*+".contains(mark), text.dropFirst().first == " " {
      return (String(text.dropFirst(2)), false)
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    guard (1...9).contains(digits.count), let mark = rest.first, ".)".contains(mark),
      rest.dropFirst().first == " "
    else { return nil }
    return (String(rest.dropFirst(2)), true)
  }

  private mutating func list() -> Markup {
    var items: [String] = []
    let isNumbered = Self.item(lines[index])?.isNumbered ?? false
    while index < lines.count {
      let line = lines[index]
      if let (text, numbered) = Self.item(line) {
        guard numbered == isNumbered else { break }
        items.append(text)
      } else if line.hasPrefix("  "), !line.allSatisfy(\.isWhitespace), let last = items.popLast() {
        items.append(last + " " + line.drop { $0 == " " })
      } else {
        break
      }
      index += 1
    }
    let rows = items.map { item in tag("li") { MarkdownInline(item).markup } }
    return isNumbered ? tag("ol") { rows } : tag("ul") { rows }
  }

  private mutating func paragraph() -> Markup {
    var text = lines[index]
    index += 1
    while index < lines.count {
      let line = lines[index]
      guard !line.allSatisfy(\.isWhitespace), Self.heading(line) == nil, Self.item(line) == nil,
        Self.fence(of: line) == nil, !isTable
      else { break }
      text += " " + line
      index += 1
    }
    return tag("p") { MarkdownInline(text).markup }
  }

  // MARK: - Tables

  /// A cell of one word that is no longer than this stays on one line: a time, an id.
  private static let longestWord = 26

  private var isTable: Bool {
    guard index + 1 < lines.count, lines[index].hasPrefix("|") else { return false }
    let rule = lines[index + 1]
    return rule.hasPrefix("|") && rule.contains("-") && rule.allSatisfy { "|-: ".contains($0) }
  }

  private mutating func table() -> Markup {
    let head = Self.cells(lines[index])
    let isNumber = Self.cells(lines[index + 1]).map { $0.hasSuffix(":") }
    index += 2
    var rows: [[String]] = []
    while index < lines.count, lines[index].hasPrefix("|") {
      rows.append(Self.cells(lines[index]))
      index += 1
    }
    func style(_ column: Int, _ cell: String) -> String? {
      if isNumber.indices.contains(column), isNumber[column] { return "number" }
      return cell.count <= Self.longestWord && !cell.contains(" ") ? "word" : nil
    }
    return tag("table") {
      if head.contains(where: { !$0.isEmpty }) {
        tag("thead") {
          tag("tr") {
            for (column, cell) in head.enumerated() {
              tag("th", ["scope": "col", "class": style(column, cell)]) {
                MarkdownInline(cell).markup
              }
            }
          }
        }
      }
      tag("tbody") {
        for row in rows {
          tag("tr") {
            for (column, cell) in row.enumerated() {
              tag("td", ["class": style(column, cell)]) { MarkdownInline(cell).markup }
            }
          }
        }
      }
    }
  }

  /// The cells of a row; a bar behind a backslash is a part of its cell.
  private static func cells(_ line: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in line.dropFirst() {
      if isEscaped {
        cell += character == "|" ? "|" : "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append(trimmed(cell))
        cell = ""
      } else {
        cell.append(character)
      }
    }
    if !trimmed(cell).isEmpty { cells.append(trimmed(cell)) }
    return cells
  }

  private static func trimmed(_ text: String) -> String {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
