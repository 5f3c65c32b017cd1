/// What became of a guide when it was written anew.
package enum GuideNews: Hashable, Sendable {
  /// A section was added for a change that had none.
  case added(item: String)
  /// A section came back from those that are no longer breaking.
  case returned(item: String)
  /// A section's change is no longer breaking; what people wrote is kept.
  case setAside(item: String)
  /// So is this one's, and nobody had written anything.
  case removed(item: String)
  /// A generated part had been edited by hand; the edited text is kept behind it.
  case edited(part: String)

  /// The news in one line.
  package var text: String {
    switch self {
    case .added(let item): "added a section for \(item)"
    case .returned(let item): "\(item) is breaking again: its section is back"
    case .setAside(let item):
      "\(item) is no longer breaking: its section is kept under “No longer breaking”"
    case .removed(let item):
      "\(item) is no longer breaking: its section is gone, nobody had written in it"
    case .edited(let part):
      "the generated part of \(part) had been edited by hand; the edited text is kept behind it"
    }
  }
}

extension GuideDocument {
  /// A guide of which nothing is written yet.
  package static func new(_ facts: GuideFacts) -> (guide: GuideDocument, news: [GuideNews]) {
    GuideDocument(nodes: [], newline: .unix).refreshed(with: facts)
  }

  /// Writes everything anew that is generated, and keeps everything that people wrote.
  package func refreshed(with facts: GuideFacts) -> (guide: GuideDocument, news: [GuideNews]) {
    var refreshing = GuideRefreshing(self, facts)
    refreshing.run()
    return (refreshing.guide, refreshing.news)
  }
}

/// One guide that is being written anew.
private struct GuideRefreshing {
  private(set) var guide: GuideDocument
  private(set) var news: [GuideNews] = []
  private let facts: GuideFacts
  private let text: GuideText

  private static let gone = "gone"

  init(_ guide: GuideDocument, _ facts: GuideFacts) {
    self.guide = guide
    self.facts = facts
    text = GuideText(facts)
  }

  mutating func run() {
    addMissingParts()
    refreshParts()
    let changes = Dictionary(
      facts.changes.map { ($0.item, $0) }, uniquingKeysWith: { first, _ in first })
    refreshSections(changes)
    setAsideGone(changes)
    bringBack(changes)
    addSections()
    dropEmptyGoneHeading()
  }

  // MARK: - Above the sections

  private mutating func addMissingParts() {
    let present = Set(generatedNames)
    let isOurs = !present.isEmpty || !guide.sections.isEmpty
    var skeleton = ""
    if guide.text.allSatisfy(\.isWhitespace) {
      guide.nodes = []
      skeleton += GuideSkeleton.title(facts)
    }
    for name in GuideSkeleton.parts where !present.contains(name) {
      skeleton += GuideSkeleton.part(name, of: facts)
    }
    if !isOurs { skeleton += GuideSkeleton.changes }
    guard !skeleton.isEmpty else { return }
    let first = guide.nodes.firstIndex { if case .section = $0 { true } else { false } }
    insert(nodes(of: skeleton), at: first ?? guide.nodes.endIndex)
  }

  private var generatedNames: [String] {
    guide.nodes.compactMap { node in
      if case .segment(.generated(let part)) = node { part.name } else { nil }
    }
  }

  private mutating func refreshParts() {
    var nodes: [GuideDocument.Node] = []
    for node in guide.nodes {
      guard case .segment(.generated(let part)) = node, let content = text.part(part.name) else {
        nodes.append(node)
        continue
      }
      nodes += refreshed(part, content, of: "the \(part.name)").map(GuideDocument.Node.segment)
    }
    guide.nodes = nodes
  }

  /// A generated part with new content, and behind it what somebody had edited in the old one.
  private mutating func refreshed(
    _ part: GuideDocument.Generated, _ content: String, of subject: String
  ) -> [GuideDocument.Segment] {
    let fresh = GuideDocument.Generated(part.name, content, newline: guide.newline)
    guard part.isEdited else { return [.generated(fresh)] }
    // Two edits that come to the same are none.
    guard part.content != fresh.content else { return [.generated(fresh)] }
    news.append(.edited(part: subject))
    let end = guide.newline.rawValue
    let head = "\(end)*Edited by hand in a generated part, and kept as it was:*\(end)\(end)"
    return [.generated(fresh), .words(head + part.content + end)]
  }

  // MARK: - Sections

  private mutating func refreshSections(_ changes: [String: GuideChange]) {
    for index in guide.nodes.indices {
      guard case .section(var section) = guide.nodes[index] else { continue }
      if let change = changes[section.item] {
        section.kinds = change.kinds
        section.opening = opening(of: change)
        refreshBody(&section, text.section(of: change))
        addMissingPlaces(&section, change)
      } else {
        refreshBody(&section, text.gone(section.item))
      }
      guide.nodes[index] = .section(section)
    }
  }

  private func opening(of change: GuideChange) -> String {
    GuideMarker(
      .change, [("item", change.item), ("kind", change.kinds.joined(separator: " "))]
    ).line + guide.newline.rawValue
  }

  private mutating func refreshBody(_ section: inout GuideDocument.Section, _ content: String) {
    let index = section.body.firstIndex { segment in
      if case .generated = segment { true } else { false }
    }
    if let index, case .generated(let part) = section.body[index] {
      section.body.replaceSubrange(
        index...index, with: refreshed(part, content, of: section.item))
    } else {
      let part = GuideDocument.Generated("change", content, newline: guide.newline)
      section.body.insert(.generated(part), at: 0)
    }
  }

  private func addMissingPlaces(_ section: inout GuideDocument.Section, _ change: GuideChange) {
    let present = Set(
      section.body.compactMap { segment in
        if case .place(let name, _) = segment { name } else { nil }
      })
    var skeleton = ""
    if !present.contains("why") { skeleton += GuideSkeleton.why }
    if !present.contains("migrate") { skeleton += GuideSkeleton.migrate(change, facts) }
    guard !skeleton.isEmpty else { return }
    section.body += segments(of: closing(section.text) + skeleton)
    // A section that nobody closed is closed now, or what follows would belong to the place.
    if section.closing.isEmpty {
      section.closing = GuideMarker(.changeEnd).line + guide.newline.rawValue
    }
  }

  /// Takes sections out whose change is gone; those that people wrote in go to the end.
  private mutating func setAsideGone(_ changes: [String: GuideChange]) {
    let border = goneHeading ?? guide.nodes.endIndex
    var kept: [GuideDocument.Node] = []
    var index = 0
    var end = border
    while index < end {
      guard case .section(let section) = guide.nodes[index], changes[section.item] == nil else {
        index += 1
        continue
      }
      removeNode(at: &index)
      end = goneHeading ?? guide.nodes.endIndex
      news.append(section.hasWords ? .setAside(item: section.item) : .removed(item: section.item))
      if section.hasWords { kept.append(.section(section)) }
    }
    guard !kept.isEmpty else { return }
    if goneHeading == nil {
      let part = GuideDocument.Generated(Self.gone, GuideText.goneHeading, newline: guide.newline)
      insert([.segment(.generated(part))], at: guide.nodes.endIndex, blankLine: true)
    }
    for node in kept { insert([node], at: guide.nodes.endIndex, blankLine: true) }
  }

  /// Puts sections back among the living whose change is breaking again.
  private mutating func bringBack(_ changes: [String: GuideChange]) {
    guard let border = goneHeading else { return }
    var back: [GuideDocument.Section] = []
    var index = border + 1
    while index < guide.nodes.endIndex {
      guard case .section(let section) = guide.nodes[index], changes[section.item] != nil else {
        index += 1
        continue
      }
      removeNode(at: &index)
      back.append(section)
    }
    for section in back {
      insertLiving(section)
      news.append(.returned(item: section.item))
    }
  }

  private mutating func addSections() {
    let present = Set(guide.sections.map(\.item))
    for change in facts.changes where !present.contains(change.item) {
      let end = guide.newline.rawValue
      let part = GuideDocument.Generated("change", text.section(of: change), newline: guide.newline)
      var section = GuideDocument.Section(
        item: change.item, kinds: change.kinds, opening: opening(of: change),
        body: [.generated(part)], closing: GuideMarker(.changeEnd).line + end)
      section.body += segments(of: GuideSkeleton.why + GuideSkeleton.migrate(change, facts))
      insertLiving(section)
      news.append(.added(item: change.item))
    }
  }

  // MARK: - Moving

  /// Where the heading of those sections stands that are no longer breaking.
  private var goneHeading: Int? {
    guide.nodes.firstIndex { node in
      if case .segment(.generated(let part)) = node { part.name == Self.gone } else { false }
    }
  }

  /// Puts a section behind the last living one.
  private mutating func insertLiving(_ section: GuideDocument.Section) {
    let border = goneHeading ?? guide.nodes.endIndex
    let last = guide.nodes[..<border].lastIndex { if case .section = $0 { true } else { false } }
    insert([.section(section)], at: last.map { $0 + 1 } ?? border, blankLine: true)
  }

  private mutating func dropEmptyGoneHeading() {
    guard let heading = goneHeading,
      case .segment(.generated(let part)) = guide.nodes[heading], !part.isEdited,
      !guide.nodes[heading...].contains(where: { if case .section = $0 { true } else { false } })
    else { return }
    var index = heading
    removeNode(at: &index)
  }

  /// Takes a node out, and one of the two blank lines that would meet there.
  private mutating func removeNode(at index: inout Int) {
    guide.nodes.remove(at: index)
    if index == guide.nodes.endIndex {
      guard index > 0, case .segment(.words(let before)) = guide.nodes[index - 1],
        before.utf8.allSatisfy({ $0 == 10 || $0 == 13 }), GuideLines.count(in: before) == 1
      else { return }
      guide.nodes.removeLast()
      index -= 1
      return
    }
    let before = guide.nodes[..<index].suffix(3).map(\.text).joined()
    guard case .segment(.words(let after)) = guide.nodes[index],
      let first = GuideLines.split(after).first, first.withoutLineEnd.isEmpty,
      GuideLines.split(before).last?.trimmedLine.isEmpty ?? true
    else { return }
    let rest = String(after.dropFirst(first.count))
    if rest.isEmpty {
      guide.nodes.remove(at: index)
    } else {
      guide.nodes[index] = .segment(.words(rest))
    }
  }

  /// Puts nodes in; a line that is not ended before them is ended.
  private mutating func insert(
    _ nodes: [GuideDocument.Node], at index: Int, blankLine: Bool = false
  ) {
    let before = guide.nodes[..<index].suffix(3).map(\.text).joined()
    var gap = closing(before)
    let lines = GuideLines.split(before)
    if blankLine, let last = lines.last, !(gap.isEmpty && last.trimmedLine.isEmpty) {
      gap += guide.newline.rawValue
    }
    let glue: [GuideDocument.Node] = gap.isEmpty ? [] : [.segment(.words(gap))]
    guide.nodes.insert(contentsOf: glue + nodes, at: index)
    // What follows people's text is people's text, and begins after a blank line.
    let next = index + glue.count + nodes.count
    guard blankLine, next < guide.nodes.endIndex else { return }
    let after = guide.nodes[next].text
    guard let line = GuideLines.split(after).first, !line.trimmedLine.isEmpty else { return }
    guide.nodes.insert(.segment(.words(guide.newline.rawValue)), at: next)
  }

  /// What ends the last line of a text that does not end with one.
  private func closing(_ text: String) -> String {
    text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? "" : guide.newline.rawValue
  }

  // MARK: - Text of ours

  private func nodes(of skeleton: String) -> [GuideDocument.Node] {
    segments(of: skeleton).map(GuideDocument.Node.segment)
  }

  /// Reads text of ours; it has no sections.
  private func segments(of skeleton: String) -> [GuideDocument.Segment] {
    let text = guide.newline.applied(to: skeleton)
    guard let parsed = try? GuideDocument(parsing: text, path: "") else { return [.words(text)] }
    return parsed.nodes.compactMap { node in
      if case .segment(let segment) = node { segment } else { nil }
    }
  }
}
