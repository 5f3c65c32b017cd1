/// A block of Rust in a guide.
package struct GuideExample: Hashable, Sendable {
  /// Which release the code is written for.
  package enum Side: String, Hashable, Sendable, CaseIterable {
    case before
    case after
  }

  /// A line of the block, with its number in the guide.
  struct Line: Hashable, Sendable {
    var number: Int
    /// The whole line; what stands for the block's own place in the text (a quote's marks) is blank.
    var text: String
  }

  /// The side that the block is marked with; `nil` where it is marked with none.
  package var side: Side?
  /// The item whose section the block stands in.
  package var item: String?
  /// The line of the opening fence.
  package var line: Int
  /// Whether the block asks not to be compiled.
  package var isIgnored: Bool
  /// Whether the block is meant not to compile.
  var mustFail: Bool
  /// The edition that the block asks for.
  var edition: String?
  var lines: [Line] = []

  /// Reads what stands behind the opening fence; `nil` where the block is not Rust.
  ///
  /// Words are told apart by commas and blanks, as rustdoc does.
  init?(information: Substring, line: Int) {
    let words = information.split { " ,\t{}".contains($0) }
    guard let language = words.first, ["rust", "rs"].contains(language) else { return nil }
    let sides = Side.allCases.filter { words.contains(Substring($0.rawValue)) }
    side = sides.first
    self.line = line
    isIgnored = words.contains { $0 == "ignore" || $0.hasPrefix("ignore-") }
    mustFail = words.contains("compile_fail")
    edition = words.first { Self.editions.contains($0) }.map { String($0.dropFirst(7)) }
  }

  private static let editions: Set<Substring> = [
    "edition2015", "edition2018", "edition2021", "edition2024",
  ]

  /// Whether nobody has written it yet.
  var isEmpty: Bool { lines.contains { $0.text.contains(LivingMarker.empty) } }
}

/// Finds the blocks of code in text, line by line.
struct GuideBlocks {
  /// What a line is.
  enum Part {
    case prose
    case fence
    case code
  }

  private struct Fence {
    var mark: Character
    var length: Int
    /// How many marks of quotes stand before it.
    var quotes: Int
    var line: Int
    var example: GuideExample?
  }

  /// The finished blocks of Rust.
  private(set) var examples: [GuideExample] = []
  private var fence: Fence?

  /// Where a block begins that is not closed.
  var openLine: Int? { fence?.line }

  /// Takes a line in and says what it is.
  mutating func take(_ line: Substring, number: Int) -> Part {
    let text = line.withoutLineEnd
    guard let open = fence else {
      guard var begun = Self.opening(text, number: number) else { return .prose }
      begun.line = number
      fence = begun
      return .fence
    }
    if Self.closes(text, open) {
      if let example = open.example { examples.append(example) }
      fence = nil
      return .fence
    }
    fence?.example?.lines.append(
      GuideExample.Line(number: number, text: Self.blanked(text, quotes: open.quotes)))
    return .code
  }

  /// An opening fence: it may stand in a list or in a quote, so any indentation is taken.
  private static func opening(_ line: Substring, number: Int) -> Fence? {
    let (rest, quotes) = content(of: line)
    guard let mark = rest.first, mark == "`" || mark == "~" else { return nil }
    let length = rest.prefix { $0 == mark }.count
    let information = rest.dropFirst(length)
    // Code in a line may begin with as many backticks.
    guard length >= 3, mark == "~" || !information.contains("`") else { return nil }
    return Fence(
      mark: mark, length: length, quotes: quotes, line: number,
      example: GuideExample(information: information, line: number))
  }

  private static func closes(_ line: Substring, _ fence: Fence) -> Bool {
    let rest = content(of: line).rest
    let length = rest.prefix { $0 == fence.mark }.count
    return length >= fence.length
      && rest.dropFirst(length).allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// The line without indentation and marks of quotes, and how many of these there were.
  private static func content(of line: Substring) -> (rest: Substring, quotes: Int) {
    let lead = line.prefix { " \t>".contains($0) }
    return (line.dropFirst(lead.count), lead.count { $0 == ">" })
  }

  /// The line with the marks of quotes replaced by blanks, so that columns stay what they are.
  private static func blanked(_ line: Substring, quotes: Int) -> String {
    guard quotes > 0 else { return String(line) }
    var left = quotes
    var text = ""
    var rest = line
    while left > 0, let first = rest.first, " \t>".contains(first) {
      if first == ">" { left -= 1 }
      text.append(first == ">" ? " " : first)
      rest.removeFirst()
    }
    return text + rest
  }
}
