/// What became of a document when it was written anew.
package enum LivingNews: Hashable, Sendable {
  /// A section was added for a subject that had none.
  case added(item: String)
  /// A section came back from those that were set aside.
  case returned(item: String)
  /// A section's subject is gone; what people wrote is kept.
  case setAside(item: String)
  /// So is this one's, and nobody had written anything.
  case removed(item: String)
  /// A generated part had been edited by hand; the edited text is kept behind it.
  case edited(part: String)

  /// The news in one line.
  ///
  /// - Parameter standing: What a subject is that has its section: `breaking`, `proposed`.
  package func text(of standing: String) -> String {
    switch self {
    case .added(let item): "added a section for \(item)"
    case .returned(let item): "\(item) is \(standing) again: its section is back"
    case .setAside(let item):
      "\(item) is no longer \(standing): its section is kept under “No longer \(standing)”"
    case .removed(let item):
      "\(item) is no longer \(standing): its section is gone, nobody had written in it"
    case .edited(let part):
      "the generated part of \(part) had been edited by hand; the edited text is kept behind it"
    }
  }
}

extension LivingDocument {
  /// A document of which nothing is written yet.
  package static func new(_ content: some LivingContent)
    -> (document: LivingDocument, news: [LivingNews])
  {
    LivingDocument(nodes: [], newline: .unix).refreshed(with: content)
  }

  /// Writes everything anew that is generated, and keeps everything that people wrote.
  package func refreshed(with content: some LivingContent)
    -> (document: LivingDocument, news: [LivingNews])
  {
    var refreshing = LivingRefreshing(self, content)
    refreshing.run()
    return (refreshing.document, refreshing.news)
  }
}

/// One document that is being written anew.
private struct LivingRefreshing<Content: LivingContent> {
  private(set) var document: LivingDocument
  private(set) var news: [LivingNews] = []
  private let content: Content

  private static var gone: String { "gone" }

  init(_ document: LivingDocument, _ content: Content) {
    self.document = document
    self.content = content
  }

  mutating func run() {
    addMissingParts()
    refreshParts()
    let subjects = Dictionary(
      content.subjects.map { ($0.item, $0) }, uniquingKeysWith: { first, _ in first })
    refreshSections(subjects)
    setAsideGone(subjects)
    bringBack(subjects)
    addSections()
    dropEmptyGoneHeading()
  }

  // MARK: - Above the sections

  private mutating func addMissingParts() {
    let present = Set(generatedNames)
    let isOurs = !present.isEmpty || !document.sections.isEmpty
    var skeleton = ""
    if document.text.allSatisfy(\.isWhitespace) {
      document.nodes = []
      skeleton += content.title
    }
    for name in content.parts where !present.contains(name) {
      skeleton += content.skeleton(of: name)
    }
    if !isOurs { skeleton += content.sectionsHeading }
    guard !skeleton.isEmpty else { return }
    let first = document.nodes.firstIndex { if case .section = $0 { true } else { false } }
    insert(nodes(of: skeleton), at: first ?? document.nodes.endIndex)
  }

  private var generatedNames: [String] {
    document.nodes.compactMap { node in
      if case .segment(.generated(let part)) = node { part.name } else { nil }
    }
  }

  private mutating func refreshParts() {
    var nodes: [LivingDocument.Node] = []
    for node in document.nodes {
      guard case .segment(.generated(let part)) = node, let text = content.text(of: part.name)
      else {
        nodes.append(node)
        continue
      }
      nodes += refreshed(part, text, of: "the \(part.name)").map(LivingDocument.Node.segment)
    }
    document.nodes = nodes
  }

  /// A generated part with new content, and behind it what somebody had edited in the old one.
  private mutating func refreshed(
    _ part: LivingDocument.Generated, _ text: String, of subject: String
  ) -> [LivingDocument.Segment] {
    let fresh = LivingDocument.Generated(part.name, text, newline: document.newline)
    guard part.isEdited else { return [.generated(fresh)] }
    // Two edits that come to the same are none.
    guard part.content != fresh.content else { return [.generated(fresh)] }
    news.append(.edited(part: subject))
    let end = document.newline.rawValue
    let head = "\(end)*Edited by hand in a generated part, and kept as it was:*\(end)\(end)"
    return [.generated(fresh), .words(head + part.content + end)]
  }

  // MARK: - Sections

  private mutating func refreshSections(_ subjects: [String: LivingSubject]) {
    for index in document.nodes.indices {
      guard case .section(var section) = document.nodes[index] else { continue }
      if let subject = subjects[section.item] {
        section.kinds = subject.kinds
        section.opening = opening(of: subject)
        refreshBody(&section, subject.text)
        addMissingPlaces(&section, subject)
      } else {
        refreshBody(&section, content.text(ofGone: section.item))
      }
      document.nodes[index] = .section(section)
    }
  }

  private func opening(of subject: LivingSubject) -> String {
    LivingMarker(
      .change, [("item", subject.item), ("kind", subject.kinds.joined(separator: " "))]
    ).line + document.newline.rawValue
  }

  private mutating func refreshBody(_ section: inout LivingDocument.Section, _ text: String) {
    let index = section.body.firstIndex { segment in
      if case .generated = segment { true } else { false }
    }
    if let index, case .generated(let part) = section.body[index] {
      section.body.replaceSubrange(
        index...index, with: refreshed(part, text, of: section.item))
    } else {
      let part = LivingDocument.Generated("change", text, newline: document.newline)
      section.body.insert(.generated(part), at: 0)
    }
  }

  private func addMissingPlaces(
    _ section: inout LivingDocument.Section, _ subject: LivingSubject
  ) {
    let present = Set(
      section.body.compactMap { segment in
        if case .place(let name, _) = segment { name } else { nil }
      })
    let skeleton = subject.places.filter { !present.contains($0.name) }.map(\.skeleton).joined()
    guard !skeleton.isEmpty else { return }
    section.body += segments(of: closing(section.text) + skeleton)
    // A section that nobody closed is closed now, or what follows would belong to the place.
    if section.closing.isEmpty {
      section.closing = LivingMarker(.changeEnd).line + document.newline.rawValue
    }
  }

  /// Takes sections out whose subject is gone; those that people wrote in go to the end.
  private mutating func setAsideGone(_ subjects: [String: LivingSubject]) {
    let border = goneHeading ?? document.nodes.endIndex
    var kept: [LivingDocument.Node] = []
    var index = 0
    var end = border
    while index < end {
      guard case .section(let section) = document.nodes[index], subjects[section.item] == nil else {
        index += 1
        continue
      }
      removeNode(at: &index)
      end = goneHeading ?? document.nodes.endIndex
      let hasWords = section.hasWords(beside: content.isGiven)
      news.append(hasWords ? .setAside(item: section.item) : .removed(item: section.item))
      if hasWords { kept.append(.section(section)) }
    }
    guard !kept.isEmpty else { return }
    if goneHeading == nil {
      let part = LivingDocument.Generated(
        Self.gone, content.goneHeading, newline: document.newline)
      insert([.segment(.generated(part))], at: document.nodes.endIndex, blankLine: true)
    }
    for node in kept { insert([node], at: document.nodes.endIndex, blankLine: true) }
  }

  /// Puts sections back among the living whose subject is there again.
  private mutating func bringBack(_ subjects: [String: LivingSubject]) {
    guard let border = goneHeading else { return }
    var back: [LivingDocument.Section] = []
    var index = border + 1
    while index < document.nodes.endIndex {
      guard case .section(let section) = document.nodes[index], subjects[section.item] != nil else {
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
    let present = Set(document.sections.map(\.item))
    for subject in content.subjects where !present.contains(subject.item) {
      let end = document.newline.rawValue
      let part = LivingDocument.Generated("change", subject.text, newline: document.newline)
      var section = LivingDocument.Section(
        item: subject.item, kinds: subject.kinds, opening: opening(of: subject),
        body: [.generated(part)], closing: LivingMarker(.changeEnd).line + end)
      section.body += segments(of: subject.places.map(\.skeleton).joined())
      insertLiving(section)
      news.append(.added(item: subject.item))
    }
  }

  // MARK: - Moving

  /// Where the heading of those sections stands that are no longer breaking.
  private var goneHeading: Int? {
    document.nodes.firstIndex { node in
      if case .segment(.generated(let part)) = node { part.name == Self.gone } else { false }
    }
  }

  /// Puts a section behind the last living one.
  private mutating func insertLiving(_ section: LivingDocument.Section) {
    let border = goneHeading ?? document.nodes.endIndex
    let last = document.nodes[..<border].lastIndex { if case .section = $0 { true } else { false } }
    insert([.section(section)], at: last.map { $0 + 1 } ?? border, blankLine: true)
  }

  private mutating func dropEmptyGoneHeading() {
    guard let heading = goneHeading,
      case .segment(.generated(let part)) = document.nodes[heading], !part.isEdited,
      !document.nodes[heading...].contains(where: { if case .section = $0 { true } else { false } })
    else { return }
    var index = heading
    removeNode(at: &index)
  }

  /// Takes a node out, and one of the two blank lines that would meet there.
  private mutating func removeNode(at index: inout Int) {
    document.nodes.remove(at: index)
    if index == document.nodes.endIndex {
      guard index > 0, case .segment(.words(let before)) = document.nodes[index - 1],
        before.utf8.allSatisfy({ $0 == 10 || $0 == 13 }), LivingLines.count(in: before) == 1
      else { return }
      document.nodes.removeLast()
      index -= 1
      return
    }
    let before = document.nodes[..<index].suffix(3).map(\.text).joined()
    guard case .segment(.words(let after)) = document.nodes[index],
      let first = LivingLines.split(after).first, first.withoutLineEnd.isEmpty,
      LivingLines.split(before).last?.trimmedLine.isEmpty ?? true
    else { return }
    let rest = String(after.dropFirst(first.count))
    if rest.isEmpty {
      document.nodes.remove(at: index)
    } else {
      document.nodes[index] = .segment(.words(rest))
    }
  }

  /// Puts nodes in; a line that is not ended before them is ended.
  private mutating func insert(
    _ nodes: [LivingDocument.Node], at index: Int, blankLine: Bool = false
  ) {
    let before = document.nodes[..<index].suffix(3).map(\.text).joined()
    var gap = closing(before)
    let lines = LivingLines.split(before)
    if blankLine, let last = lines.last, !(gap.isEmpty && last.trimmedLine.isEmpty) {
      gap += document.newline.rawValue
    }
    let glue: [LivingDocument.Node] = gap.isEmpty ? [] : [.segment(.words(gap))]
    document.nodes.insert(contentsOf: glue + nodes, at: index)
    // What follows people's text is people's text, and begins after a blank line.
    let next = index + glue.count + nodes.count
    guard blankLine, next < document.nodes.endIndex else { return }
    let after = document.nodes[next].text
    guard let line = LivingLines.split(after).first, !line.trimmedLine.isEmpty else { return }
    document.nodes.insert(.segment(.words(document.newline.rawValue)), at: next)
  }

  /// What ends the last line of a text that does not end with one.
  private func closing(_ text: String) -> String {
    text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? "" : document.newline.rawValue
  }

  // MARK: - Text of ours

  private func nodes(of skeleton: String) -> [LivingDocument.Node] {
    segments(of: skeleton).map(LivingDocument.Node.segment)
  }

  /// Reads text of ours; it has no sections.
  private func segments(of skeleton: String) -> [LivingDocument.Segment] {
    let text = document.newline.applied(to: skeleton)
    guard let parsed = try? LivingDocument(parsing: text, path: "") else { return [.words(text)] }
    return parsed.nodes.compactMap { node in
      if case .segment(let segment) = node { segment } else { nil }
    }
  }
}
