extension Parser {
  /// Reads `key = value` into a table, up to the value's end.
  mutating func parseKeyValue(in table: Int32) throws(Refusal) {
    let expression = at
    try parseKey()
    guard peek() == Byte.equals else { throw Refusal(at, "`=` or `.` after the key") }
    var parent = table
    for part in parts.dropLast() {
      parent = try descendDotted(from: parent, part, expression: expression)
    }
    guard let key = parts.last else { throw Refusal(at, "a key") }
    if let existing = child(of: parent, named: key) { throw duplicate(key, existing) }
    at += 1
    skipBlanks()
    try parseValue(in: parent, key: key, expression: expression)
  }

  /// Goes into the table that one part of a dotted key but the last names; makes it where needed.
  private mutating func descendDotted(
    from parent: Int32, _ part: KeyToken, expression: Int
  ) throws(Refusal) -> Int32 {
    guard let node = child(of: parent, named: part) else {
      return try add(
        .dottedTable, to: parent, key: part, expression: expression, range: part.start..<part.end)
    }
    switch nodes[Int(node)].kind {
    case .dottedTable:
      mention(node, part)
      return node
    case .implicitTable:
      adopt(node, part, kind: .dottedTable, expression: expression, range: part.start..<part.end)
      return node
    default:
      throw Refusal(
        part.start, "a key, or a table made by dotted keys, that can be extended here",
        found: "`\(name(part))`, which is \(defined(node))")
    }
  }

  /// Reads `[a.b]` or `[[a.b]]` and opens its section.
  mutating func parseHeader() throws(Refusal) {
    let start = at
    at += 1
    let isArray = peek() == Byte.openBracket
    if isArray { at += 1 }
    skipBlanks()
    try parseKey()
    guard peek() == Byte.closeBracket else { throw Refusal(at, "`.` or `]` after the key") }
    at += 1
    if isArray {
      guard peek() == Byte.closeBracket else { throw Refusal(at, "a second `]`") }
      at += 1
    }
    let header = start..<at
    var parent: Int32 = 0
    for part in parts.dropLast() { parent = try descend(from: parent, part, header: header) }
    guard let key = parts.last else { throw Refusal(at, "a key") }
    let node =
      isArray
      ? try openElement(in: parent, key, header: header)
      : try openTable(in: parent, key, header: header)
    sections.append(
      Section(node: node, start: UInt32(header.lowerBound), end: UInt32(header.upperBound)))
  }

  /// Goes into the table that one part of a header but the last names; makes it where needed.
  private mutating func descend(
    from parent: Int32, _ part: KeyToken, header: Range<Int>
  ) throws(Refusal) -> Int32 {
    guard let node = child(of: parent, named: part) else {
      return try add(
        .implicitTable, to: parent, key: part, expression: header.lowerBound, range: header)
    }
    switch nodes[Int(node)].kind {
    case .implicitTable, .headedTable, .dottedTable:
      mention(node, part)
      return node
    case .tableArray:
      mention(node, part)
      return nodes[Int(node)].last
    default:
      throw Refusal(
        part.start, "a table that headers can extend",
        found: "`\(name(part))`, which is \(defined(node))")
    }
  }

  private mutating func openTable(
    in parent: Int32, _ key: KeyToken, header: Range<Int>
  ) throws(Refusal) -> Int32 {
    guard let node = child(of: parent, named: key) else {
      return try add(
        .headedTable, to: parent, key: key, expression: header.lowerBound, range: header)
    }
    guard nodes[Int(node)].kind == .implicitTable else { throw duplicate(key, node) }
    adopt(node, key, kind: .headedTable, expression: header.lowerBound, range: header)
    return node
  }

  private mutating func openElement(
    in parent: Int32, _ key: KeyToken, header: Range<Int>
  ) throws(Refusal) -> Int32 {
    var array: Int32
    if let node = child(of: parent, named: key) {
      guard nodes[Int(node)].kind == .tableArray else { throw duplicate(key, node) }
      mention(node, key)
      array = node
    } else {
      array = try add(
        .tableArray, to: parent, key: key, expression: header.lowerBound, range: header)
    }
    return try add(
      .headedTable, to: array, key: nil, expression: header.lowerBound, range: header)
  }

  private mutating func mention(_ node: Int32, _ part: KeyToken) {
    mentions.append(
      Mention(node: node, keyStart: UInt32(part.start), keyEnd: UInt32(part.end)))
  }

  /// Lets a table that was only named so far be defined here.
  private mutating func adopt(
    _ node: Int32, _ key: KeyToken, kind: Node.Kind, expression: Int, range: Range<Int>
  ) {
    let number = Int(node)
    mentions.append(
      Mention(node: node, keyStart: nodes[number].keyStart, keyEnd: nodes[number].keyEnd))
    nodes[number].kind = kind
    nodes[number].keyStart = UInt32(key.start)
    nodes[number].keyEnd = UInt32(key.end)
    nodes[number].keyIsEscaped = key.isEscaped
    nodes[number].start = UInt32(range.lowerBound)
    nodes[number].end = UInt32(range.upperBound)
    nodes[number].expression = UInt32(expression)
  }

  private func duplicate(_ key: KeyToken, _ existing: Int32) -> Refusal {
    Refusal(
      key.start, "a key that is not taken yet",
      found: "`\(name(key))`, which is \(defined(existing))")
  }

  private func name(_ key: KeyToken) -> String { String(decoding: text(of: key), as: UTF8.self) }

  /// Says what a node is and where, for messages about something that clashes with it.
  private func defined(_ node: Int32) -> String {
    let entry = nodes[Int(node)]
    let line = 1 + bytes[..<Int(entry.keyStart)].count { $0 == Byte.lineFeed }
    switch entry.kind {
    case .inlineTable: return "an inline table on line \(line)"
    case .implicitTable: return "a table named by a header on line \(line)"
    case .headedTable: return "a table under its header on line \(line)"
    case .dottedTable: return "a table made by dotted keys on line \(line)"
    case .tableArray: return "an array of tables on line \(line)"
    case .array: return "an array on line \(line)"
    default: return "a value on line \(line)"
    }
  }
}
