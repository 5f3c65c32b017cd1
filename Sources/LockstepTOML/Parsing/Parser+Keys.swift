/// One part of a key as it stands in the text.
struct KeyToken {
  let start: Int
  let end: Int
  let isEscaped: Bool
}

/// The last search in the key index: a key that is not found is added with the same hash.
struct Lookup {
  var parent: Int32 = -1
  var keyStart = -1
  var hash: UInt32 = 0
}

extension Parser {
  /// Reads a key, dotted or not, and the blanks after it, into `parts`.
  mutating func parseKey() throws(Refusal) {
    parts.removeAll(keepingCapacity: true)
    while true {
      parts.append(try parseKeyPart())
      skipBlanks()
      guard peek() == Byte.dot else { return }
      at += 1
      skipBlanks()
    }
  }

  private mutating func parseKeyPart() throws(Refusal) -> KeyToken {
    let start = at
    switch peek() {
    case Byte.quote:
      let isPlain = try skipBasicString()
      if !isPlain {
        let quoted = QuotedRange(start..<at, in: bytes)
        escapedKeys[UInt32(start)] = Decoding.text(bytes[quoted.content], quoted)
      }
      return KeyToken(start: start, end: at, isEscaped: !isPlain)
    case Byte.apostrophe:
      try skipLiteralString()
      return KeyToken(start: start, end: at, isEscaped: false)
    default:
      while at < bytes.count && Byte.isBareKey(bytes[at]) { at += 1 }
      guard at > start else { throw Refusal(at, "a key") }
      return KeyToken(start: start, end: at, isEscaped: false)
    }
  }

  /// The decoded bytes of a key part.
  func text(of key: KeyToken) -> ArraySlice<UInt8> {
    if key.isEscaped, let text = escapedKeys[UInt32(key.start)] { return text[...] }
    return bytes[Spelling.content(ofKey: key.start..<key.end, in: bytes)]
  }

  private func keyText(of node: Int32) -> ArraySlice<UInt8> {
    let entry = nodes[Int(node)]
    return text(
      of: KeyToken(
        start: Int(entry.keyStart), end: Int(entry.keyEnd), isEscaped: entry.keyIsEscaped))
  }

  /// Returns the child of a table under `key`.
  mutating func child(of parent: Int32, named key: KeyToken) -> Int32? {
    let wanted = text(of: key)
    if nodes[Int(parent)].isIndexed {
      let hash = KeyIndex.hash(parent: parent, key: wanted)
      lookup = Lookup(parent: parent, keyStart: key.start, hash: hash)
      return index.find(hash: hash) {
        nodes[Int($0)].parent == parent && matches($0, key, wanted)
      }
    }
    var child = nodes[Int(parent)].first
    while child >= 0 {
      if matches(child, key, wanted) { return child }
      child = nodes[Int(child)].next
    }
    return nil
  }

  private func matches(_ node: Int32, _ key: KeyToken, _ wanted: ArraySlice<UInt8>) -> Bool {
    let entry = nodes[Int(node)]
    guard !entry.keyIsEscaped && !key.isEscaped else { return keyText(of: node) == wanted }
    // The usual case, without slices: both keys are what stands in the text.
    let text = Spelling.content(ofKey: Int(entry.keyStart)..<Int(entry.keyEnd), in: bytes)
    guard text.count == wanted.count else { return false }
    var left = text.lowerBound
    var right = wanted.startIndex
    while left < text.upperBound {
      if bytes[left] != bytes[right] { return false }
      left += 1
      right += 1
    }
    return true
  }

  /// Adds a node behind its parent's other children and returns its number.
  mutating func add(
    _ kind: Node.Kind, to parent: Int32, key: KeyToken?, expression: Int, range: Range<Int>
  ) throws(Refusal) -> Int32 {
    let depth = nodes[Int(parent)].depth + 1
    guard depth <= TOMLDocument.nestingLimit else {
      throw Refusal(
        range.lowerBound, "at most \(TOMLDocument.nestingLimit) levels of nesting",
        found: "one more")
    }
    let number = Int32(nodes.count)
    var node = Node(
      kind: kind, depth: depth, start: UInt32(range.lowerBound), end: UInt32(range.upperBound),
      expression: UInt32(expression), parent: parent)
    if let key {
      node.keyStart = UInt32(key.start)
      node.keyEnd = UInt32(key.end)
      node.keyIsEscaped = key.isEscaped
    }
    nodes.append(node)
    link(number, to: Int(parent))
    if key != nil { indexIfLarge(number, parent) }
    return number
  }

  private mutating func link(_ number: Int32, to parent: Int) {
    let last = nodes[parent].last
    if last >= 0 { nodes[Int(last)].next = number } else { nodes[parent].first = number }
    nodes[parent].last = number
    nodes[parent].childCount += 1
  }

  private mutating func indexIfLarge(_ number: Int32, _ parent: Int32) {
    if nodes[Int(parent)].isIndexed {
      let isKnown =
        lookup.parent == parent && lookup.keyStart == Int(nodes[Int(number)].keyStart)
      let hash =
        isKnown ? lookup.hash : KeyIndex.hash(parent: parent, key: keyText(of: number))
      index.insert(number, hash: hash)
    } else if nodes[Int(parent)].childCount > KeyIndex.threshold {
      nodes[Int(parent)].isIndexed = true
      var child = nodes[Int(parent)].first
      while child >= 0 {
        index.insert(child, hash: KeyIndex.hash(parent: parent, key: keyText(of: child)))
        child = nodes[Int(child)].next
      }
    }
  }

  /// Puts each node's children side by side, which makes an index into an array cheap.
  mutating func gatherChildren() -> [Int32] {
    var total: Int32 = 0
    for node in nodes.indices {
      nodes[node].first = total
      nodes[node].last = total
      total += nodes[node].childCount
    }
    // Children are in the arena in their order, so going through it once finds all of them.
    var children = [Int32](repeating: 0, count: Int(total))
    for node in nodes.indices.dropFirst() {
      let parent = Int(nodes[node].parent)
      children[Int(nodes[parent].last)] = Int32(node)
      nodes[parent].last += 1
    }
    return children
  }
}
