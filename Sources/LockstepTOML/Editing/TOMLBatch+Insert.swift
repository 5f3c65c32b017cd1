extension TOMLBatch {
  /// Collects what ``TOMLDocument/insert(key:literal:intoTableAt:after:)`` does.
  ///
  /// Pairs that the batch has removed so far are not taken for neighbours.
  package mutating func insert(
    key: String, literal: String, intoTableAt path: TOMLPath, after: String? = nil
  ) throws(TOMLEditError) {
    let table = try existing(path)
    let kind = tree.nodes[table].kind
    guard kind.isTable else { throw .notATable(path) }
    if let child = tree.child(of: table, named: key), !removed.contains(child) {
      throw .duplicateKey(key, in: path)
    }
    let value = try checked(literal)
    let anchor = try neighbour(after, in: table, at: path)
    var pair: [UInt8] = []
    if kind == .dottedTable {
      // Every pair of such a table stands in the same section, so its first prefix fits here too.
      let entry = tree.nodes[table]
      pair += tree.bytes[Int(entry.expression)..<Int(entry.keyEnd)] + [Byte.dot]
    }
    pair += Spelling.key(key) + equals(like: anchor) + value

    if tree.isWithinInlineTable(table) {
      insertBetweenBraces(pair, into: tree.inlineTable(around: table), after: anchor)
    } else if let anchor {
      insertLine(pair, after: Int(tree.nodes[anchor].expression), Int(tree.nodes[anchor].end))
    } else if kind == .implicitTable {
      insertSection(pair, table)
    } else if table == 0 {
      insertAtTop(pair)
    } else {
      insertLine(pair, after: Int(tree.nodes[table].start), Int(tree.nodes[table].end))
    }
  }

  /// Returns the pair that the new one follows; nil where the table has none.
  private func neighbour(
    _ after: String?, in table: Int, at path: TOMLPath
  ) throws(TOMLEditError) -> Int? {
    guard let after else {
      return tree.pairs(of: table).last { !removed.contains($0) }
    }
    guard let child = tree.child(of: table, named: after), !removed.contains(child) else {
      throw .noSuchNeighbour(after, in: path)
    }
    if tree.nodes[child].kind.isLiteral { return child }
    guard tree.nodes[child].kind == .dottedTable, let last = tree.pairs(of: child).last else {
      throw .noSuchNeighbour(after, in: path)
    }
    return last
  }

  /// Spells `=` as a pair does, with at most one blank on each side: more may be there to line up
  /// values.
  private func equals(like pair: Int?) -> [UInt8] {
    guard let pair else { return Array(" = ".utf8) }
    let entry = tree.nodes[pair]
    let isSpacedBefore = Byte.isBlank(tree.bytes[Int(entry.keyEnd)])
    let isSpacedAfter = Byte.isBlank(tree.bytes[Int(entry.start) - 1])
    return Array("\(isSpacedBefore ? " " : "")=\(isSpacedAfter ? " " : "")".utf8)
  }

  /// Adds a line below the one on which something ends, indented like the one on which it begins.
  private mutating func insertLine(_ pair: [UInt8], after start: Int, _ end: Int) {
    let indentation = tree.bytes[tree.lineStart(of: start)..<start]
    let place = tree.lineEnd(of: end)
    patches.append(Patch(range: place..<place, bytes: tree.lineBreak + indentation + pair))
  }

  private mutating func insertBetweenBraces(
    _ pair: [UInt8], into table: Int, after anchor: Int?
  ) {
    guard let anchor else {
      // Everything in it goes, or there is nothing: blanks between the braces are renewed.
      let inside = Int(tree.nodes[table].start) + 1..<Int(tree.nodes[table].end) - 1
      guard tree.pairs(of: table).isEmpty else {
        patches.append(Patch(range: inside.lowerBound..<inside.lowerBound, bytes: pair))
        return
      }
      patches.append(Patch(range: inside, bytes: [Byte.space] + pair + [Byte.space]))
      return
    }
    let place = Int(tree.nodes[anchor].end)
    let pairs = tree.pairs(of: table)
    var separator = [Byte.comma, Byte.space]
    if let comma = pairs.first.flatMap({ tree.comma(after: Int(tree.nodes[$0].end)) }),
      !Byte.isBlank(tree.bytes[comma + 1])
    {
      separator = [Byte.comma]
    }
    patches.append(Patch(range: place..<place, bytes: separator + pair))
  }

  /// Gives a table that only longer headers name a header of its own, before the first of them.
  private mutating func insertSection(_ pair: [UInt8], _ table: Int) {
    let entry = tree.nodes[table]
    var keyStart = Int(entry.expression)
    while tree.bytes[keyStart] == Byte.openBracket || Byte.isBlank(tree.bytes[keyStart]) {
      keyStart += 1
    }
    let header = [Byte.openBracket] + tree.bytes[keyStart..<Int(entry.keyEnd)]
    let line = tree.lineBreak
    let place = tree.attachedCommentsStart(of: Int(entry.expression))
    patches.append(
      Patch(
        range: place..<place,
        bytes: header + [Byte.closeBracket] + line + pair + line + line))
  }

  /// Adds the root table's first pair.
  private mutating func insertAtTop(_ pair: [UInt8]) {
    let line = tree.lineBreak
    guard tree.sections.count > 1 else {
      let end = tree.bytes.count
      let isOnNewLine = end == tree.textStart || tree.bytes[end - 1] == Byte.lineFeed
      let bytes = isOnNewLine ? pair + line : line + pair
      patches.append(Patch(range: end..<end, bytes: bytes))
      return
    }
    let place = tree.attachedCommentsStart(of: Int(tree.sections[1].start))
    patches.append(Patch(range: place..<place, bytes: pair + line + line))
  }
}
