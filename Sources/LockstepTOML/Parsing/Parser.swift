/// Reads a text from its first byte to its last and fills the arena of nodes.
///
/// It relies on ``EncodingCheck``. It recurses only into arrays and inline tables, and every node
/// knows its depth, which is limited.
struct Parser {
  let bytes: [UInt8]
  var at = 0
  var nodes: [Node]
  var index = KeyIndex()
  var escapedKeys: [UInt32: [UInt8]] = [:]
  var sections: [Section] = []
  var mentions: [Mention] = []
  /// The parts of the key that was read last.
  var parts: [KeyToken] = []
  var lookup = Lookup()

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let root = Node(kind: .headedTable, depth: 0, start: 0, end: 0, expression: 0, parent: -1)
    nodes = [root]
    nodes.reserveCapacity(min(bytes.count / 24, 1 << 20) + 8)
  }

  mutating func parseDocument() throws(Refusal) {
    if bytes.starts(with: EncodingCheck.byteOrderMark) { at = 3 }
    sections.append(Section(node: 0, start: UInt32(at), end: UInt32(at)))
    while true {
      skipBlanks()
      switch peek() {
      case Byte.lineFeed: at += 1
      case Byte.carriageReturn: at += 2
      case Byte.hash: skipComment()
      case Byte.openBracket:
        try parseHeader()
        try finishLine()
      case 0: return
      default:
        let section = sections.count - 1
        try parseKeyValue(in: sections[section].node)
        sections[section].end = UInt32(at)
        try finishLine()
      }
    }
  }

  /// Reads one value and nothing else, for literals that are handed in from outside.
  mutating func parseLoneValue() throws(Refusal) {
    try parseValue(in: 0, key: nil, expression: 0)
    guard at == bytes.count else { throw Refusal(at, "the end of the value") }
  }

  /// The byte at the current position; 0, which no checked text holds, at the end.
  func peek(_ distance: Int = 0) -> UInt8 {
    at + distance < bytes.count ? bytes[at + distance] : 0
  }

  mutating func skipBlanks() {
    while at < bytes.count && Byte.isBlank(bytes[at]) { at += 1 }
  }

  mutating func skipComment() {
    while at < bytes.count && bytes[at] != Byte.lineFeed { at += 1 }
  }

  /// Skips what may stand between the elements of an array.
  mutating func skipBlanksBreaksAndComments() {
    while at < bytes.count {
      if Byte.isBlankOrBreak(bytes[at]) {
        at += 1
      } else if bytes[at] == Byte.hash {
        skipComment()
      } else {
        return
      }
    }
  }

  private mutating func finishLine() throws(Refusal) {
    skipBlanks()
    switch peek() {
    case Byte.hash:
      skipComment()
      at = min(at + 1, bytes.count)
    case Byte.lineFeed: at += 1
    case Byte.carriageReturn: at += 2
    case 0: return
    default: throw Refusal(at, "a comment or the end of the line")
    }
  }
}
