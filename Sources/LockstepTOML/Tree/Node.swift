/// A table, an array or a value of a document: where it stands, not what it says.
struct Node: Sendable {
  enum Kind: UInt8, Sendable {
    case string, integer, float, boolean
    case offsetDateTime, localDateTime, localDate, localTime
    case array, inlineTable
    /// A table that so far is only named on the way to another one, by a longer header.
    case implicitTable
    /// A table under its own header: the root and the elements of arrays of tables included.
    case headedTable
    /// A table made by dotted keys: no header can open it any more.
    case dottedTable
    case tableArray

    var isTable: Bool {
      switch self {
      case .inlineTable, .implicitTable, .headedTable, .dottedTable: true
      default: false
      }
    }

    var isArray: Bool { self == .array || self == .tableArray }

    /// Whether it is written in one piece, as a value behind `=` or in an array.
    var isLiteral: Bool { rawValue <= Kind.inlineTable.rawValue }
  }

  var kind: Kind
  /// Whether a string's value is just the bytes between its quotes.
  var isPlain = true
  /// Whether the key is written with escapes, so that its text stands in `Tree.escapedKeys`.
  var keyIsEscaped = false
  /// Whether the children are in the key index.
  var isIndexed = false
  var depth: Int16
  /// The bytes of the key with its quotes; empty for array elements and the root.
  var keyStart: UInt32 = 0
  var keyEnd: UInt32 = 0
  /// The bytes of the literal; of the header; of the key part that makes a dotted table.
  var start: UInt32
  var end: UInt32
  /// Where the line's key (all its parts) or header begins that names this node.
  var expression: UInt32
  var parent: Int32
  /// While parsing the first child; afterwards where the children begin in `Tree.children`.
  var first: Int32 = -1
  /// While parsing, the ends of the list of children.
  var last: Int32 = -1
  var next: Int32 = -1
  var childCount: Int32 = 0

  var count: Int { Int(childCount) }
  var range: Range<Int> { Int(start)..<Int(end) }
  var keyRange: Range<Int>? { keyEnd > keyStart ? Int(keyStart)..<Int(keyEnd) : nil }
}

/// A header with the key/value pairs that follow it up to the next header; the first section is
/// the root's and has no header.
struct Section: Sendable {
  let node: Int32
  /// The header's first byte; the beginning of the text in the root's section.
  let start: UInt32
  /// The end of the last key/value pair, or of the header where there is none.
  var end: UInt32
}

/// A further place that names a table: another header or dotted key that leads through it.
struct Mention: Sendable {
  let node: Int32
  let keyStart: UInt32
  let keyEnd: UInt32
}
