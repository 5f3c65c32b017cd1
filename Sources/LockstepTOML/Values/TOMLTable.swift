/// A table of a document, whatever its spelling: the root, under a header, inline, or made by
/// dotted keys.
///
/// It is a view: it keeps the document's text alive as it stood when it was read, later edits of
/// the document do not show in it, and nothing is decoded before it is asked for. Keys are
/// compared by their scalars, without Unicode normalisation, as TOML does. Looking up a key takes
/// constant time in tables of any size.
package struct TOMLTable: Sendable {
  let tree: Tree
  let node: Int

  /// The keys in the order in which the document first names them.
  package var keys: [String] { tree.children(of: node).map { tree.keyText(of: Int($0)) } }

  /// The number of keys.
  package var count: Int { tree.nodes[node].count }

  /// Whether the table has no keys.
  package var isEmpty: Bool { count == 0 }

  /// Whether the table is written inside braces, or is made by dotted keys inside braces.
  package var isInline: Bool { tree.isWithinInlineTable(node) }

  /// Returns the value of `key`; nil where the table does not have it.
  package subscript(key: String) -> TOMLValue? {
    tree.child(of: node, named: key).map { tree.value(of: $0) }
  }

  /// Returns the table under `key`; nil where there is none or it is of another type.
  package func table(_ key: String) -> TOMLTable? { self[key]?.asTable }

  /// Returns the text under `key`; nil where there is none or it is of another type.
  package func string(_ key: String) -> String? { self[key]?.asString }
}

extension TOMLTable: Sequence {
  /// Walks through the keys with their values, in document order; each value is decoded when it
  /// is reached.
  package func makeIterator() -> AnyIterator<(key: String, value: TOMLValue)> {
    var rest = tree.children(of: node).makeIterator()
    let tree = tree
    return AnyIterator {
      rest.next().map { (tree.keyText(of: Int($0)), tree.value(of: Int($0))) }
    }
  }

  package var underestimatedCount: Int { count }
}

extension TOMLTable: Equatable {
  /// Whether both have the same keys with equal values, in any order and any spelling.
  package static func == (left: TOMLTable, right: TOMLTable) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }
}
