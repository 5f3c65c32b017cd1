/// How the text is laid out around a node: lines, pairs and sections.
extension Tree {
  /// The line ending of the file: that of its first line, LF where there is only one.
  var lineBreak: [UInt8] {
    guard lineStarts.count > 1, lineStarts[1] >= 2,
      bytes[Int(lineStarts[1]) - 2] == Byte.carriageReturn
    else { return [Byte.lineFeed] }
    return [Byte.carriageReturn, Byte.lineFeed]
  }

  /// Where the text begins, behind the byte order mark.
  var textStart: Int { bytes.starts(with: EncodingCheck.byteOrderMark) ? 3 : 0 }

  /// Where the line of a byte begins.
  func lineStart(of offset: Int) -> Int {
    var start = offset
    while start > textStart && bytes[start - 1] != Byte.lineFeed { start -= 1 }
    return start
  }

  /// Where the line of a byte ends, before its line break.
  func lineEnd(of offset: Int) -> Int {
    var end = offset
    while end < bytes.count && bytes[end] != Byte.lineFeed { end += 1 }
    if end < bytes.count && end > textStart && bytes[end - 1] == Byte.carriageReturn { end -= 1 }
    return end
  }

  /// Where the next line begins; the end of the text where there is none.
  func nextLine(after offset: Int) -> Int {
    var end = offset
    while end < bytes.count && bytes[end] != Byte.lineFeed { end += 1 }
    return min(end + 1, bytes.count)
  }

  /// Whether only blanks stand before this byte on its line.
  func beginsLine(_ offset: Int) -> Bool {
    bytes[lineStart(of: offset)..<offset].allSatisfy { Byte.isBlank($0) }
  }

  /// Whether only blanks or a comment follow on this byte's line, and the line has an end.
  func endsLine(_ offset: Int) -> Bool {
    var at = offset
    while at < bytes.count && Byte.isBlank(bytes[at]) { at += 1 }
    guard at < bytes.count else { return false }
    return bytes[at] == Byte.hash || bytes[at] == Byte.lineFeed || bytes[at] == Byte.carriageReturn
  }

  /// Where the comment lines begin that stand directly above the line of this byte; the line's
  /// own beginning where there are none.
  func attachedCommentsStart(of offset: Int) -> Int {
    var start = lineStart(of: offset)
    while start > textStart {
      let above = lineStart(of: start - 1)
      guard bytes[above..<start].first(where: { !Byte.isBlank($0) }) == Byte.hash else { break }
      start = above
    }
    return start
  }

  /// The key/value pairs that make a table, as nodes in text order: its own and those of the
  /// tables that dotted keys make in it, but nothing under headers of its own.
  func pairs(of node: Int) -> [Int] {
    if nodes[node].kind.isLiteral && nodes[node].kind != .inlineTable { return [node] }
    var pairs: [Int] = []
    for child in children(of: node) {
      let child = Int(child)
      if nodes[child].kind.isLiteral {
        pairs.append(child)
      } else if nodes[child].kind == .dottedTable {
        pairs += self.pairs(of: child)
      }
    }
    return pairs.sorted { nodes[$0].start < nodes[$1].start }
  }

  /// The section under the header of this node.
  func section(of node: Int) -> Section? {
    let start = nodes[node].start
    var low = 0
    var high = sections.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if sections[middle].start <= start { low = middle } else { high = middle }
    }
    return sections[low].node == node ? sections[low] : nil
  }

  /// The inline table whose braces hold this node's pairs.
  func inlineTable(around node: Int) -> Int {
    var node = node
    while nodes[node].kind == .dottedTable { node = Int(nodes[node].parent) }
    return node
  }

  /// The comma behind an element, if there is one before the closing bracket.
  func comma(after offset: Int) -> Int? {
    var at = offset
    while at < bytes.count {
      if Byte.isBlankOrBreak(bytes[at]) {
        at += 1
      } else if bytes[at] == Byte.hash {
        at = nextLine(after: at)
      } else {
        return bytes[at] == Byte.comma ? at : nil
      }
    }
    return nil
  }
}
