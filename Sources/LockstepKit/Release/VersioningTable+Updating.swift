internal import LockstepCore

extension VersionTable {
  /// Writes what is known of each series into its row, and adds the rows of supported ones that are
  /// missing; rows of old series that nobody wrote down are not added.
  mutating func update(_ series: [SupportedSeries]) {
    let rows = lines.indices.dropFirst(2).compactMap { index in
      label(of: lines[index]).map { (index: index, label: $0) }
    }
    let words = StatusWords(lines.dropFirst(2).compactMap { cell(.status, of: $0) })
    var updated = lines
    for row in rows {
      // The newest series that the row speaks of: one of a whole major version speaks of several.
      guard let state = series.first(where: { row.label.speaks(of: $0) }) else { continue }
      let old = lines[row.index]
      updated[row.index] = line(old, telling: state, words: words)
      replaced[old] = updated[row.index]
    }
    var added: [String] = []
    for state in series where state.isSupported {
      guard !rows.contains(where: { $0.label.speaks(of: state) }) else { continue }
      let next = rows.first { $0.label.isBefore(state) }
      let model = next ?? rows.last
      let label = model?.label.text(for: state) ?? "\(state.major).\(state.minor).x"
      guard !added.contains(label) else { continue }
      updated.insert(
        newRow(label, state, words), at: (next.map(\.index) ?? lines.count) + added.count)
      added.append(label)
    }
    lines = updated
  }

  // MARK: - Rows

  private func label(of row: String) -> VersionLabel? {
    cell(.version, of: row).flatMap { VersionLabel($0.trimmedSpaces) }
  }

  private func cell(_ column: Column, of row: String) -> String? {
    let cells = Self.cells(row)
    guard let index = columns.firstIndex(of: column), index < cells.count else { return nil }
    return cells[index]
  }

  private func line(
    _ row: String, telling state: SupportedSeries, words: StatusWords
  ) -> String {
    var cells = Self.cells(row)
    for (index, column) in columns.enumerated() where index < cells.count {
      let old = cells[index].trimmedSpaces
      if let new = text(column, was: old, state, words), new != old {
        cells[index] = Self.padded(new, as: cells[index])
      }
    }
    return Self.joined(cells, as: row)
  }

  private func newRow(_ label: String, _ state: SupportedSeries, _ words: StatusWords) -> String {
    let widths = Self.cells(lines[0])
    let cells = columns.enumerated().map { index, column in
      let text = column == .version ? label : text(column, was: "", state, words) ?? ""
      return Self.padded(text, as: index < widths.count ? widths[index] : "  ")
    }
    return Self.joined(cells, as: lines[0])
  }

  /// What a cell says from now on; `nil` where it is left as it is.
  private func text(
    _ column: Column, was old: String, _ state: SupportedSeries, _ words: StatusWords
  ) -> String? {
    switch column {
    case .version, .other: nil
    case .status: words.text(state.standing, was: old, hasUntil: columns.contains(.until))
    case .latest: Self.latest(state, was: old)
    case .until:
      switch state.standing {
      case .supported, .ended(nil): nil
      case .until(let day), .ended(let day?): day
      }
    }
  }

  /// The last release in the form that the cell has: the version, with its day where there was one.
  private static func latest(_ state: SupportedSeries, was old: String) -> String {
    let version = state.latest.description
    if old.isEmpty { return state.day.map { "\(version) (\($0))" } ?? version }
    var words = old.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var hasVersion = false
    for (index, word) in words.enumerated() {
      let core = word.filter { $0.isNumber || $0 == "." || $0 == "-" }
      if !hasVersion, (try? Version(parsing: core)) != nil {
        words[index] = word.replacing(core, with: version)
        hasVersion = true
      } else if core.count == 10, core.split(separator: "-").count == 3, let day = state.day {
        words[index] = word.replacing(core, with: day)
      }
    }
    return hasVersion ? words.joined(separator: " ") : version
  }

  /// `text` between the blanks that the old cell had, as wide as it was where it fits.
  private static func padded(_ text: String, as old: String) -> String {
    let cell = " \(MarkdownText.cell(text)) "
    return cell + String(repeating: " ", count: max(0, old.count - cell.count))
  }

  /// A row with the bars at its ends, where the other one has them.
  private static func joined(_ cells: [String], as row: String) -> String {
    let indent = row.prefix { $0 == " " }
    let trimmed = row.trimmedSpaces
    var line = cells.joined(separator: "|")[...]
    if trimmed.hasPrefix("|") { line = "|" + line } else { line = line.drop { $0 == " " } }
    if trimmed.hasSuffix("|") {
      line += "|"
    } else {
      while line.last == " " { line.removeLast() }
    }
    return String(indent + line)
  }
}

extension SupportedSeries {
  fileprivate var isSupported: Bool {
    switch standing {
    case .supported, .until: true
    case .ended: false
    }
  }
}

/// The name of a series as a table writes it: `2.1.x`, `v2.1`, `2.x`.
private struct VersionLabel {
  let major: UInt64
  let minor: UInt64?
  private let before: Substring
  private let after: Substring

  init?(_ text: String) {
    guard let start = text.firstIndex(where: \.isNumber) else { return nil }
    before = text[..<start]
    guard before.allSatisfy({ "`v~^* ".contains($0) }) else { return nil }
    let numbers = text[start...].prefix { $0.isNumber || $0 == "." }
    let parts = numbers.split(separator: ".")
    guard parts.count <= 2, let major = UInt64(parts[0]) else { return nil }
    if parts.count == 2 {
      guard let minor = UInt64(parts[1]) else { return nil }
      self.minor = minor
    } else {
      minor = nil
    }
    self.major = major
    let end = text.index(start, offsetBy: parts.joined(separator: ".").count)
    after = text[end...]
    guard ["", ".", "x", ".x"].contains(after.filter { !"`* ".contains($0) }) else { return nil }
  }

  func speaks(of series: SupportedSeries) -> Bool {
    series.major == major && (minor ?? series.minor) == series.minor
  }

  func isBefore(_ series: SupportedSeries) -> Bool {
    (major, minor ?? 0) < (series.major, series.minor)
  }

  /// The label of another series in the same spelling.
  func text(for series: SupportedSeries) -> String {
    let numbers = minor == nil ? "\(series.major)" : "\(series.major).\(series.minor)"
    return before + numbers + after
  }
}

/// The words in which a table says whether a version is supported.
private struct StatusWords {
  private let yes: String
  private let no: String

  /// Takes the words that are there already.
  init(_ cells: [String]) {
    let all = cells.joined(separator: " ")
    let words = Set(all.lowercased().split { !$0.isLetter })
    if all.contains(":white_check_mark:") || all.contains(":x:") {
      (yes, no) = (":white_check_mark:", ":x:")
    } else if all.contains("✅") || all.contains("❌") {
      (yes, no) = ("✅", "❌")
    } else if words.contains("yes") || words.contains("no") {
      (yes, no) = all.contains("Yes") || all.contains("No") ? ("Yes", "No") : ("yes", "no")
    } else {
      (yes, no) = ("supported", "ended")
    }
  }

  /// What the cell says from now on; `nil` where it says it already, in whatever words.
  func text(_ standing: SupportedSeries.Standing, was old: String, hasUntil: Bool) -> String? {
    switch standing {
    case .supported: Self.means(old) == true && !old.contains("until") ? nil : yes
    case .until(let day):
      if hasUntil { Self.means(old) == true ? nil : yes } else { "\(yes) until \(day)" }
    case .ended: Self.means(old) == false ? nil : no
    }
  }

  /// Whether people's words say that a version is supported; `nil` where they say neither.
  private static func means(_ text: String) -> Bool? {
    let text = text.lowercased()
    let against = [
      "❌", ":x:", "unsupported", "not supported", "ended", "end of life", "eol", "no longer",
      "retired",
    ]
    if text == "no" || against.contains(where: text.contains) { return false }
    let inFavour = ["✅", ":white_check_mark:", "supported", "active", "maintained", "lts", "yes"]
    return inFavour.contains(where: text.contains) ? true : nil
  }
}
