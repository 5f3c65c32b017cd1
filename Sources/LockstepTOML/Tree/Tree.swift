/// A parsed text: the bytes, and an arena of nodes that say what stands where.
///
/// It never changes, so views of it can be shared freely; an edit makes a new one.
final class Tree: Sendable {
  let bytes: [UInt8]
  /// Where each line begins.
  let lineStarts: [UInt32]
  /// All nodes, in the order in which the text first names them; the root is the first.
  let nodes: [Node]
  /// The children of all nodes, those of one node side by side and in order.
  private let childList: [Int32]
  /// The text of keys that are written with escapes, by the key's first byte.
  private let escapedKeys: [UInt32: [UInt8]]
  private let index: KeyIndex
  let sections: [Section]
  let mentions: [Mention]

  init(parsing bytes: [UInt8]) throws(TOMLSyntaxError) {
    let encoding = EncodingCheck(bytes)
    var parser = Parser(encoding.failure.map { Array(bytes[..<$0.offset]) } ?? bytes)
    do throws(Refusal) {
      try parser.parseDocument()
      if let failure = encoding.failure { throw failure }
    } catch {
      // What comes first in the text is reported; the parser alone does not see the rest of it.
      let first =
        encoding.failure.map { $0.offset <= error.offset ? $0 : error } ?? error
      throw first.error(in: bytes, lineStarts: encoding.lineStarts)
    }
    self.bytes = bytes
    lineStarts = encoding.lineStarts
    childList = parser.gatherChildren()
    nodes = parser.nodes
    escapedKeys = parser.escapedKeys
    index = parser.index
    sections = parser.sections
    mentions = parser.mentions
  }

  func children(of node: Int) -> ArraySlice<Int32> {
    guard nodes[node].count > 0 else { return [] }
    let first = Int(nodes[node].first)
    return childList[first..<first + nodes[node].count]
  }

  /// The decoded bytes of a node's key.
  func keyBytes(of node: Int) -> ArraySlice<UInt8> {
    let entry = nodes[node]
    guard let range = entry.keyRange else { return [] }
    if entry.keyIsEscaped, let text = escapedKeys[entry.keyStart] { return text[...] }
    return bytes[Spelling.content(ofKey: range, in: bytes)]
  }

  func keyText(of node: Int) -> String { String(decoding: keyBytes(of: node), as: UTF8.self) }

  func child(of node: Int, named key: String) -> Int? {
    guard nodes[node].kind.isTable else { return nil }
    let wanted = Array(key.utf8)[...]
    if nodes[node].isIndexed {
      return index.find(hash: KeyIndex.hash(parent: Int32(node), key: wanted)) {
        nodes[Int($0)].parent == node && keyBytes(of: Int($0)) == wanted
      }.map { Int($0) }
    }
    return children(of: node).first { keyBytes(of: Int($0)) == wanted }.map { Int($0) }
  }

  func node(at path: TOMLPath) -> Int? {
    var node = 0
    for step in path {
      switch step {
      case .key(let key):
        guard let child = child(of: node, named: key) else { return nil }
        node = child
      case .index(let position):
        let children = children(of: node)
        guard nodes[node].kind.isArray, position >= 0, position < children.count else {
          return nil
        }
        node = Int(children[children.startIndex + position])
      }
    }
    return node
  }

  func isWithinInlineTable(_ node: Int) -> Bool {
    var node = node
    while nodes[node].kind == .dottedTable { node = Int(nodes[node].parent) }
    return nodes[node].kind == .inlineTable
  }

  func place(ofByte offset: Int) -> TOMLPlace {
    Lines.place(ofByte: offset, in: bytes, lineStarts: lineStarts)
  }
}

/// Turns byte positions into lines and columns.
enum Lines {
  static func place(ofByte offset: Int, in bytes: [UInt8], lineStarts: [UInt32]) -> TOMLPlace {
    let offset = max(0, min(offset, bytes.count))
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    var start = Int(lineStarts[low])
    if start == 0 && bytes.starts(with: EncodingCheck.byteOrderMark) { start = 3 }
    let column = start < offset ? bytes[start..<offset].count { $0 & 0xC0 != 0x80 } : 0
    return TOMLPlace(line: low + 1, column: column + 1)
  }
}
