/// Edits of one document that are made at once, so that the text is parsed anew only once.
///
/// Every path speaks of the document as it was when the batch was begun, whatever the batch has
/// collected meanwhile. Pairs that are inserted at the same place keep the order of the calls.
/// Begin it with ``TOMLDocument/batch()`` and make its edits with ``TOMLDocument/apply(_:)``.
package struct TOMLBatch: Sendable {
  /// Bytes that other bytes take the place of; an empty range is an insertion.
  struct Patch {
    let range: Range<Int>
    let bytes: [UInt8]
  }

  let tree: Tree
  var patches: [Patch] = []
  /// The nodes that are to go; their bytes are worked out together at the end, because commas
  /// depend on which neighbours stay.
  var removed: Set<Int> = []

  init(tree: Tree) {
    self.tree = tree
  }

  /// Collects what ``TOMLDocument/replaceString(at:with:)`` does.
  package mutating func replaceString(at path: TOMLPath, with text: String) throws(TOMLEditError) {
    let node = try existing(path)
    guard tree.nodes[node].kind == .string else { throw .notAString(path) }
    if case .string(let old) = tree.value(of: node), old.utf8.elementsEqual(text.utf8) { return }
    let range = tree.nodes[node].range
    let spelt = Spelling.string(
      Array(text.utf8), like: QuotedRange(range, in: tree.bytes), lineBreak: tree.lineBreak)
    patches.append(Patch(range: range, bytes: spelt))
  }

  /// Collects what ``TOMLDocument/replace(at:withLiteral:)`` does.
  package mutating func replace(
    at path: TOMLPath, withLiteral literal: String
  ) throws(TOMLEditError) {
    let node = try existing(path)
    guard tree.nodes[node].kind.isLiteral else { throw .notALiteral(path) }
    patches.append(Patch(range: tree.nodes[node].range, bytes: try checked(literal)))
  }

  /// Collects what ``TOMLDocument/renameKey(at:to:)`` does.
  package mutating func renameKey(at path: TOMLPath, to key: String) throws(TOMLEditError) {
    let node = try existing(path)
    guard let range = tree.nodes[node].keyRange else { throw .noKey(path) }
    guard !tree.keyBytes(of: node).elementsEqual(key.utf8) else { return }
    guard tree.child(of: Int(tree.nodes[node].parent), named: key) == nil else {
      throw .duplicateKey(key, in: Array(path.dropLast()))
    }
    let mentions = tree.mentions.filter { $0.node == node }
    for range in [range] + mentions.map({ Int($0.keyStart)..<Int($0.keyEnd) }) {
      let spelt = Spelling.key(key, like: tree.bytes[range.lowerBound])
      patches.append(Patch(range: range, bytes: spelt))
    }
  }

  /// Collects what ``TOMLDocument/remove(at:)`` does.
  package mutating func remove(at path: TOMLPath) throws(TOMLEditError) {
    let node = try existing(path)
    guard node != 0 else { throw .noKey(path) }
    removed.insert(node)
  }

  func existing(_ path: TOMLPath) throws(TOMLEditError) -> Int {
    guard let node = tree.node(at: path) else { throw .missing(path) }
    return node
  }

  /// Returns the bytes of `literal` if it is exactly one value.
  func checked(_ literal: String) throws(TOMLEditError) -> [UInt8] {
    let bytes = Array(literal.utf8)
    let encoding = EncodingCheck(bytes)
    do throws(Refusal) {
      if let failure = encoding.failure { throw failure }
      var parser = Parser(bytes)
      try parser.parseLoneValue()
    } catch {
      throw .invalidLiteral(error.error(in: bytes, lineStarts: encoding.lineStarts))
    }
    return bytes
  }

  /// Returns the text with all edits made.
  func result() throws(TOMLEditError) -> [UInt8] {
    var all = patches
    all += Removal(of: removed, from: tree).cuts().map { Patch(range: $0, bytes: []) }
    let sorted = all.enumerated().sorted {
      let (left, right) = ($0.element.range, $1.element.range)
      if left.lowerBound != right.lowerBound { return left.lowerBound < right.lowerBound }
      // An insertion comes before what begins at the same byte; sorting by number keeps the order.
      if left.isEmpty != right.isEmpty { return left.isEmpty }
      return $0.offset < $1.offset
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(tree.bytes.count + all.reduce(0) { $0 + $1.bytes.count })
    var done = 0
    for (_, patch) in sorted {
      guard patch.range.lowerBound >= done else {
        let place = tree.place(ofByte: patch.range.lowerBound)
        throw .conflict("two of them touch line \(place.line), column \(place.column)")
      }
      bytes += tree.bytes[done..<patch.range.lowerBound]
      bytes += patch.bytes
      done = patch.range.upperBound
    }
    bytes += tree.bytes[done...]
    return bytes
  }
}
