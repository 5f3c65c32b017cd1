/// What stands under one release's heading.
struct ChangelogBody {
  private let lines: [String]

  init(_ lines: [String]) {
    self.lines = lines
  }

  /// The sections of a release that nobody wrote anything for.
  static func lines(_ entries: [ChangelogNotes.Entry]) -> [String] {
    guard !entries.isEmpty else { return ["- No notable changes."] }
    var lines: [String] = []
    for section in ChangelogSection.allCases {
      let own = entries.filter { $0.section == section }
      guard !own.isEmpty else { continue }
      if !lines.isEmpty { lines.append("") }
      lines += ["### \(section.rawValue)", ""] + unique(own).map { "- \($0)" }
    }
    return lines
  }

  /// New lines, and the line before which they come.
  struct Insertion: Hashable {
    var index: Int
    var lines: [String]
  }

  /// What has to be put in so that every entry is told that is not told yet, each in its section.
  ///
  /// They hold for the lines as they are: whoever puts them in begins with the last.
  func insertions(of entries: [ChangelogNotes.Entry]) -> [Insertion] {
    let told = toldWords
    let missing = entries.filter { entry in entry.item.map { !Self.tells(told, $0) } ?? false }
    return ChangelogSection.allCases.compactMap { section in
      let own = missing.filter { $0.section == section }
      return own.isEmpty ? nil : insertion(of: Self.unique(own).map { "- \($0)" }, in: section)
    }
  }

  private static func unique(_ entries: [ChangelogNotes.Entry]) -> [String] {
    var seen: Set<String> = []
    return entries.map(\.text).filter { seen.insert($0).inserted }
  }

  private func insertion(of entries: [String], in section: ChangelogSection) -> Insertion {
    if let heading = lines.firstIndex(where: { Self.section($0) == section }) {
      let next = lines[(heading + 1)...].firstIndex { $0.hasPrefix("### ") } ?? lines.endIndex
      let end = endOfText(before: next, after: heading)
      return Insertion(index: end, lines: (end == heading + 1 ? [""] : []) + entries)
    }
    let block = ["### \(section.rawValue)", ""] + entries
    let later = lines.firstIndex { line in
      Self.section(line).map { Self.rank($0) > Self.rank(section) } ?? false
    }
    if let later { return Insertion(index: later, lines: block + [""]) }
    return Insertion(index: endOfText(before: lines.endIndex, after: -1), lines: [""] + block)
  }

  /// The line after the last one that is not blank.
  private func endOfText(before end: Int, after start: Int) -> Int {
    var end = end
    while end > start + 1, lines[end - 1].allSatisfy(\.isWhitespace) { end -= 1 }
    return end
  }

  private static func section(_ line: String) -> ChangelogSection? {
    guard line.hasPrefix("### ") else { return nil }
    let name = line.dropFirst(4).lowercased()
    return ChangelogSection.allCases.first { section in
      name.hasPrefix(section.rawValue.lowercased())
    }
  }

  private static func rank(_ section: ChangelogSection) -> Int {
    ChangelogSection.allCases.firstIndex(of: section) ?? 0
  }

  // MARK: - What is told

  /// The identifiers in the code between backticks, which is how people write of an item.
  private var toldWords: Set<Substring> {
    var words: Set<Substring> = []
    for line in lines {
      let parts = line.split(separator: "`", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() where index % 2 == 1 {
        words.formUnion(part.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
      }
    }
    return words
  }

  /// Whether the words speak of an item: by its name, and for a member of a type by the type's too.
  private static func tells(_ words: Set<Substring>, _ item: String) -> Bool {
    let path = item.split(separator: ":")
    guard let name = path.last, words.contains(name) else { return false }
    guard let owner = path.dropLast().last, owner.first?.isUppercase == true else { return true }
    return words.contains(owner)
  }
}
