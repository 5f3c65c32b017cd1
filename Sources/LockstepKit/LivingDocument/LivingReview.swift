internal import LockstepCore

/// What can be said of a living document by reading it: what is missing, and which examples it has.
package struct LivingReview: Hashable, Sendable {
  /// What is missing or wrong, in the order of the text.
  package private(set) var problems: [LivingProblem] = []
  /// The examples in Rust, in the order of the text, of sections that are breaking and of the text
  /// around them.
  package private(set) var examples: [GuideExample] = []
  /// Sections whose subject is gone; nothing is asked of them.
  package private(set) var gone: [String] = []

  private let path: String
  /// The places that each section has.
  private var places: [String] = []
  /// The command that writes the document.
  private var command = ""
  private var line = 1
  private var sections: [String: (kinds: Set<String>, line: Int)] = [:]

  package static func == (left: LivingReview, right: LivingReview) -> Bool {
    left.problems == right.problems && left.examples == right.examples && left.gone == right.gone
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(problems)
    hasher.combine(examples)
  }

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - path: How the reader calls the file.
  ///   - changes: What is to be told of each subject, by its item, in the order of the text.
  ///   - places: The places that each section is to have.
  ///   - command: The command that writes the document.
  package init(
    of guide: LivingDocument, path: String, changes: [(item: String, kinds: [String])],
    places: [String] = ["why", "migrate"], command: String = "lockstep guide"
  ) {
    self.path = path
    self.places = places
    self.command = command
    let wanted = Dictionary(
      changes.map { ($0.item, $0.kinds) }, uniquingKeysWith: { first, _ in first })
    for node in guide.nodes {
      switch node {
      case .segment(let segment): take(segment, item: nil)
      case .section(let section):
        endPlace()
        if wanted[section.item] == nil {
          gone.append(section.item)
          line += LivingLines.count(in: section.text)
        } else {
          take(section)
        }
      }
    }
    endPlace()
    for change in changes { judge(change.item, change.kinds) }
    problems.sort()
  }

  /// Without a guide, each change lacks its section: told once.
  package init(withoutGuideAt path: String, changes: Int) {
    self.path = path
    problems = [
      LivingProblem(
        .noGuide, "there is no guide for \(counted(changes, "breaking change"))", place: place(1))
    ]
  }

  /// A post-mortem that nobody has begun.
  package init(withoutReportAt path: String, command: String) {
    self.path = path
    problems = [
      LivingProblem(.noReport, "there is no post-mortem; `\(command)` begins it", place: place(1))
    ]
  }

  /// Of a document that cannot be read one thing is known: where.
  package init(malformed error: LivingDocumentMalformed) {
    path = error.place.path
    problems = [LivingProblem(.malformed, error.problem, place: error.place)]
  }

  // MARK: - Sections

  private mutating func take(_ section: LivingDocument.Section) {
    let start = line
    if sections[section.item] != nil {
      problems.append(
        LivingProblem(
          .doubleSection, item: section.item, "this is a second section about \(section.item)",
          place: place(start)))
    } else {
      sections[section.item] = (Set(section.kinds), start)
    }
    line += LivingLines.count(in: section.opening)
    for segment in section.body { take(segment, item: section.item) }
    endPlace()
    line += LivingLines.count(in: section.closing)
    let names = section.body.compactMap { segment in
      if case .place(let name, _) = segment { name } else { nil }
    }
    for name in places where !names.contains(name) {
      problems.append(
        LivingProblem(
          .noPlace, item: section.item,
          "the section of \(section.item) has no place `\(name)`; `\(command)` puts it back",
          place: place(start)))
    }
  }

  private mutating func judge(_ item: String, _ kinds: [String]) {
    guard let section = sections[item] else {
      problems.append(
        LivingProblem(
          .noSection, item: item, "\(item) has no section; `\(command)` adds it",
          place: place(max(1, line - 1))))
      return
    }
    let untold = kinds.filter { !section.kinds.contains($0) }
    guard !untold.isEmpty else { return }
    problems.append(
      LivingProblem(
        .staleSection, item: item,
        "the section of \(item) does not tell \(untold.joined(separator: ", ")); `\(command)` "
          + "writes it anew",
        place: place(section.line)))
  }

  // MARK: - Text

  /// The place that people's words belong to, as far as they were read.
  private var open: (name: String, item: String?, line: Int, isFilled: Bool, isTold: Bool)?

  private mutating func take(_ segment: LivingDocument.Segment, item: String?) {
    switch segment {
    case .place(let name, let text):
      endPlace()
      open = (name, item, line, false, false)
      line += LivingLines.count(in: text)
    case .generated(let part):
      endPlace()
      line += LivingLines.count(in: part.opening + part.content + part.closing)
    case .words(let words): read(words, item: item)
    }
  }

  private mutating func read(_ words: String, item: String?) {
    let lines = LivingLines.split(words)
    var blocks = GuideBlocks()
    for (index, text) in lines.enumerated() {
      let part = blocks.take(text, number: line + index)
      let trimmed = text.trimmedLine
      if trimmed.contains(LivingMarker.empty) {
        open?.isTold = true
        let what =
          switch part {
          case .code: "an example is not written; write it, or delete its block"
          case .prose, .fence: "this is not written yet"
          }
        let name = open.map { "`\($0.name)`: " } ?? ""
        problems.append(
          LivingProblem(
            .emptyPlace, item: item, (item.map { "\($0), " } ?? "") + name + what,
            place: place(line + index)))
      } else if Self.says(trimmed, part) {
        open?.isFilled = true
      }
    }
    if let fence = blocks.openLine {
      problems.append(
        LivingProblem(
          .openBlock, item: item, "this block of code is not closed", place: place(fence)))
    }
    examples += blocks.examples.map { example in
      var example = example
      example.item = item
      return example
    }
    line += LivingLines.count(in: words)
  }

  /// Whether a line tells a reader something: no heading, no comment, no fence.
  private static func says(_ line: Substring, _ part: GuideBlocks.Part) -> Bool {
    guard !line.isEmpty else { return false }
    return switch part {
    case .fence: false
    case .code: !line.hasPrefix("//")
    case .prose: !line.hasPrefix("#") && !(line.hasPrefix("<!--") && line.hasSuffix("-->"))
    }
  }

  private mutating func endPlace() {
    guard let place = open else { return }
    open = nil
    guard !place.isFilled, !place.isTold else { return }
    problems.append(
      LivingProblem(
        .emptyPlace, item: place.item,
        (place.item.map { "\($0), " } ?? "") + "`\(place.name)`: nothing is written here",
        place: self.place(place.line)))
  }

  private func place(_ line: Int) -> SourcePlace {
    SourcePlace(path: path, line: line, column: 1)
  }
}
