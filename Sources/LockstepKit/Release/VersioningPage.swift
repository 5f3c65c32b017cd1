internal import LockstepCore

/// The table of supported versions in a VERSIONING.md, edited without touching anything around it.
///
/// The table is the one between `<!-- lockstep:supported-versions -->` and
/// `<!-- /lockstep:supported-versions -->`; where there are no such lines, the first table under a heading
/// *Supported versions*. A page that has neither is left alone.
///
/// Columns are known by their headings, and only these are written: the version (`version`, `series`,
/// `release line`), the status (`status`, `supported`, `support`), the last release (`latest`, `release`,
/// `current`) and the day on which support ends (`until`, `end`, `eol`). All other columns, and rows that
/// speak of no version that was released, stay as people wrote them.
package struct VersioningPage: Sendable {
  private var page: MarkdownLines

  /// The whole text, with its own line endings.
  package var text: String { page.text }

  package init(_ text: String) {
    page = MarkdownLines(text)
  }

  /// Reads a file's bytes; a file that is not UTF-8 is refused, because it could not be kept as it is.
  package init(bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ExplainedFailure(
        "the page of versions is not UTF-8",
        hints: ["convert VERSIONING.md to UTF-8 and commit it"])
    }
    self.init(text)
  }

  static let opening = "<!-- lockstep:supported-versions -->"
  static let closing = "<!-- /lockstep:supported-versions -->"

  /// A page for a foundation that has none.
  package static func new(of package: String) -> VersioningPage {
    VersioningPage(
      """
      # Versions of \(package)

      Versions follow [Semantic Versioning](https://semver.org/spec/v2.0.0.html).

      ## Supported versions

      \(opening)
      \(closing)

      """)
  }

  /// Brings the table up to date.
  ///
  /// - Parameter series: Every series of releases, the newest first.
  /// - Returns: Whether there is a table.
  @discardableResult
  package mutating func update(_ series: [SupportedSeries]) -> Bool {
    if let marked {
      let inside = page.contents(marked)
      guard let start = Self.table(in: inside) else {
        page.replace(marked, with: VersionTable.new(series).lines)
        return true
      }
      rewrite(marked.lowerBound + start.lowerBound..<marked.lowerBound + start.upperBound, series)
      return true
    }
    guard let section else { return false }
    guard let found = Self.table(in: page.contents(section)) else { return false }
    rewrite(section.lowerBound + found.lowerBound..<section.lowerBound + found.upperBound, series)
    return true
  }

  private mutating func rewrite(_ range: Range<Int>, _ series: [SupportedSeries]) {
    guard var table = VersionTable(page.contents(range)) else { return }
    table.update(series)
    // Lines that stay keep their own bytes.
    var index = range.lowerBound
    var old = page.contents(range)[...]
    for line in table.lines {
      if line == old.first {
        old.removeFirst()
        index += 1
      } else if let next = old.first, table.replaced[next] == line {
        page.set(index, to: line)
        old.removeFirst()
        index += 1
      } else {
        page.insert([line], at: index)
        index += 1
      }
    }
  }

  // MARK: - Places

  /// The lines between the markers.
  private var marked: Range<Int>? {
    guard let start = page.indices.first(where: { page[$0].trimmedSpaces == Self.opening }),
      let end = page.indices[(start + 1)...].first(where: {
        page[$0].trimmedSpaces == Self.closing
      })
    else { return nil }
    return start + 1..<end
  }

  /// The lines under the heading *Supported versions*, up to the next heading of its rank or above.
  private var section: Range<Int>? {
    let inert = page.inert
    let headings = page.indices.filter { !inert.contains($0) }.compactMap { index in
      Self.rank(page[index]).map { (index: index, rank: $0) }
    }
    guard
      let position = headings.firstIndex(where: { heading in
        let title = page[heading.index].drop { $0 == "#" }.lowercased()
        return title.contains("supported versions") || title.contains("supported releases")
      })
    else { return nil }
    let heading = headings[position]
    let next = headings[(position + 1)...].first { $0.rank <= heading.rank }
    return heading.index + 1..<(next?.index ?? page.count)
  }

  private static func rank(_ line: String) -> Int? {
    let marks = line.prefix { $0 == "#" }.count
    return (1...6).contains(marks) && line.dropFirst(marks).first == " " ? marks : nil
  }

  /// The first table whose heading names a version, in some lines.
  private static func table(in lines: [String]) -> Range<Int>? {
    for index in lines.indices.dropLast() {
      guard lines[index].contains("|"), VersionTable.isDelimiter(lines[index + 1]) else { continue }
      let end = lines[(index + 1)...].firstIndex { !$0.contains("|") } ?? lines.endIndex
      if VersionTable(Array(lines[index..<end])) != nil { return index..<end }
    }
    return nil
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmedSpaces: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}
