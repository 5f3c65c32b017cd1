/// A TOML 1.0 document that keeps every byte of its text.
///
/// What parses prints back byte for byte: byte order mark, line endings, comments and spacing
/// included. An edit changes only the bytes of what it is about. Exactly TOML 1.0 is taken; what
/// later drafts add is refused.
///
/// Two limits protect against hostile input: values and tables nest at most
/// ``nestingLimit`` deep, and a document has less than 2 GiB.
package struct TOMLDocument: Sendable {
  /// How deep tables, arrays and dotted keys may nest, counted together.
  package static let nestingLimit = 256

  var tree: Tree

  /// Parses `bytes`, or says at which line and column what was expected.
  package init(parsing bytes: [UInt8]) throws(TOMLSyntaxError) {
    tree = try Tree(parsing: bytes)
  }

  /// Parses the UTF-8 form of `text`.
  package init(parsing text: String) throws(TOMLSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// The text, byte for byte what was parsed, with the edits made since.
  package var bytes: [UInt8] { tree.bytes }

  /// The text as a string.
  package var text: String { String(decoding: tree.bytes, as: UTF8.self) }

  /// The root table.
  package var root: TOMLTable { TOMLTable(tree: tree, node: 0) }

  /// Returns the value at `path`, through tables of every spelling and through arrays; nil where
  /// there is none.
  package func value(at path: TOMLPath) -> TOMLValue? {
    tree.node(at: path).map { tree.value(of: $0) }
  }

  /// Returns the bytes of the value at `path`: quotes, brackets and braces included.
  ///
  /// It is nil where there is no value, and for what is not written in one piece: tables under
  /// headers, tables made by dotted keys, arrays of tables.
  package func range(of path: TOMLPath) -> Range<Int>? {
    guard let node = tree.node(at: path), tree.nodes[node].kind.isLiteral else { return nil }
    return tree.nodes[node].range
  }

  /// Returns the bytes of the key of the value at `path`: the last part of a dotted key or of a
  /// header, quotes included; nil for array elements and the root.
  ///
  /// A table that several lines name has its own header's key, or else the first one.
  package func keyRange(of path: TOMLPath) -> Range<Int>? {
    tree.node(at: path).flatMap { tree.nodes[$0].keyRange }
  }

  /// Returns the line and the column of a byte; of the end of the text for anything beyond it.
  package func place(ofByte offset: Int) -> TOMLPlace { tree.place(ofByte: offset) }

  /// Returns the place of the value at `path`; for tables that are not inline, of their header or
  /// of the first dotted key that makes them.
  package func place(of path: TOMLPath) -> TOMLPlace? {
    tree.node(at: path).map { tree.place(ofByte: Int(tree.nodes[$0].start)) }
  }

  /// Returns the place of the key of the value at `path`, as ``keyRange(of:)`` finds it.
  package func keyPlace(of path: TOMLPath) -> TOMLPlace? {
    keyRange(of: path).map { tree.place(ofByte: $0.lowerBound) }
  }
}
