internal import LockstepCore

/// A table of versions in Markdown, of which only the cells that have to change are written.
struct VersionTable {
  /// What a column is about.
  enum Column {
    case version
    case status
    case latest
    case until
    case other
  }

  var lines: [String]
  /// The lines that were rewritten, by what they were.
  var replaced: [String: String] = [:]
  let columns: [Column]

  /// Reads a table: heading, delimiter, rows; `nil` where no column names versions.
  init?(_ lines: [String]) {
    guard lines.count >= 2, Self.isDelimiter(lines[1]) else { return nil }
    var columns: [Column] = []
    for cell in Self.cells(lines[0]) {
      let column = Self.column(cell.trimmedSpaces.lowercased())
      columns.append(column == .other || !columns.contains(column) ? column : .other)
    }
    guard columns.contains(.version), columns.count > 1 else { return nil }
    self.lines = lines
    self.columns = columns
  }

  private init(_ lines: [String], columns: [Column]) {
    self.lines = lines
    self.columns = columns
  }

  /// A table of what is supported now.
  static func new(_ series: [SupportedSeries]) -> VersionTable {
    let heading = [
      "| Version | Status | Latest release | Supported until |", "|---|---|---|---|",
    ]
    var table = VersionTable(heading, columns: [.version, .status, .latest, .until])
    table.update(series)
    return table
  }

  private static func column(_ heading: String) -> Column {
    let words = Set(heading.split { !$0.isLetter })
    func has(_ candidates: Set<Substring>) -> Bool { !candidates.isDisjoint(with: words) }
    if has(["until", "ends", "end", "eol"]) { return .until }
    if has(["latest", "last", "current"]) { return .latest }
    if has(["status", "support", "supported"]) { return .status }
    if has(["version", "versions", "series", "line"]) { return .version }
    return .other
  }

  static func isDelimiter(_ line: String) -> Bool {
    let cells = cells(line)
    return !cells.isEmpty
      && cells.allSatisfy { cell in
        let marks = cell.trimmedSpaces
        return marks.contains("-") && marks.allSatisfy { $0 == "-" || $0 == ":" }
      }
  }

  /// The cells of a row with the blanks around their text; a `\\|` is part of one.
  static func cells(_ line: String) -> [String] {
    var cells: [String] = [""]
    var isEscaped = false
    for character in line.trimmedSpaces {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.first?.trimmedSpaces.isEmpty == true { cells.removeFirst() }
    if cells.last?.trimmedSpaces.isEmpty == true, line.trimmedSpaces.hasSuffix("|") {
      cells.removeLast()
    }
    return cells
  }
}
