/// Works out which bytes go when nodes go.
struct Removal {
  let tree: Tree
  private var lines: [Range<Int>] = []
  private var sections: [Range<Int>] = []
  /// The elements that go, by the array or inline table that holds them.
  private var elements: [Int: Set<Int>] = [:]

  init(of nodes: Set<Int>, from tree: Tree) {
    self.tree = tree
    for node in nodes { take(node) }
  }

  /// The bytes that go, in order and without overlap.
  func cuts() -> [Range<Int>] {
    var cuts = lines
    cuts += sectionCuts()
    for (container, gone) in elements { cuts += elementCuts(container, gone) }
    return Self.merged(cuts) { $0.upperBound >= $1.lowerBound }
  }

  private mutating func take(_ node: Int) {
    let entry = tree.nodes[node]
    if entry.kind.isLiteral {
      let parent = Int(entry.parent)
      if tree.nodes[parent].kind == .array || tree.isWithinInlineTable(parent) {
        elements[tree.inlineTable(around: parent), default: []].insert(node)
      } else {
        lines.append(
          tree.lineStart(of: Int(entry.expression))..<tree.nextLine(after: Int(entry.end)))
      }
      return
    }
    if let section = tree.section(of: node) {
      sections.append(
        tree.lineStart(of: Int(section.start))..<tree.nextLine(after: Int(section.end)))
    }
    for child in tree.children(of: node) { take(Int(child)) }
  }

  /// The lines of the sections, with the blank lines that would otherwise pile up.
  private func sectionCuts() -> [Range<Int>] {
    let merged = Self.merged(sections) { first, second in
      first.upperBound >= second.lowerBound
        || tree.bytes[first.upperBound..<second.lowerBound].allSatisfy { Byte.isBlankOrBreak($0) }
    }
    return merged.map { cut in
      var end = cut.upperBound
      while end < tree.bytes.count && isBlankLine(end) { end = tree.nextLine(after: end) }
      var start = cut.lowerBound
      if end == tree.bytes.count {
        while start > tree.textStart && isBlankLine(tree.lineStart(of: start - 1)) {
          start = tree.lineStart(of: start - 1)
        }
        return start..<end
      }
      let followsBlank =
        start == tree.textStart || isBlankLine(tree.lineStart(of: start - 1))
      return followsBlank ? start..<end : cut
    }
  }

  private func isBlankLine(_ start: Int) -> Bool {
    tree.bytes[start..<tree.lineEnd(of: start)].allSatisfy { Byte.isBlankOrBreak($0) }
  }

  private func elementCuts(_ container: Int, _ gone: Set<Int>) -> [Range<Int>] {
    let isArray = tree.nodes[container].kind == .array
    let all = isArray ? tree.children(of: container).map { Int($0) } : tree.pairs(of: container)
    guard gone.count < all.count else {
      return [Int(tree.nodes[container].start) + 1..<Int(tree.nodes[container].end) - 1]
    }
    let ranges = all.map { Int(tree.nodes[$0].expression)..<Int(tree.nodes[$0].end) }
    var cuts: [Range<Int>] = []
    var first = 0
    while first < all.count {
      guard gone.contains(all[first]) else {
        first += 1
        continue
      }
      var last = first
      while last + 1 < all.count && gone.contains(all[last + 1]) { last += 1 }
      cuts += isArray ? arrayCuts(ranges, first, last) : inlineCuts(ranges, first, last)
      first = last + 1
    }
    return cuts
  }

  private func inlineCuts(_ ranges: [Range<Int>], _ first: Int, _ last: Int) -> [Range<Int>] {
    last + 1 < ranges.count
      ? [ranges[first].lowerBound..<ranges[last + 1].lowerBound]
      : [ranges[first - 1].upperBound..<ranges[last].upperBound]
  }

  private func arrayCuts(_ ranges: [Range<Int>], _ first: Int, _ last: Int) -> [Range<Int>] {
    let start = ranges[first].lowerBound
    let end = ranges[last].upperBound
    let comma = tree.comma(after: end)
    if let comma, tree.beginsLine(start), tree.endsLine(comma + 1) {
      return [tree.lineStart(of: start)..<tree.nextLine(after: comma)]
    }
    if last + 1 < ranges.count { return [start..<ranges[last + 1].lowerBound] }
    guard let before = tree.comma(after: ranges[first - 1].upperBound) else { return [] }
    if let comma { return [before + 1..<comma + 1] }
    // The last element has no comma, so the one before it must not keep its own; what stands
    // between the two, a comment perhaps, stays where the element has a line of its own.
    guard tree.beginsLine(start) else { return [before..<end] }
    return [before..<before + 1, tree.lineEnd(of: tree.lineStart(of: start) - 1)..<end]
  }

  private static func merged(
    _ ranges: [Range<Int>], where joins: (Range<Int>, Range<Int>) -> Bool
  ) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, joins(last, range) {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
