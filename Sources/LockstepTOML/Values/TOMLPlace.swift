/// A position in a document's text, for people.
package struct TOMLPlace: Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1; only LF and CRLF end a line.
  package let line: Int
  /// The column, from 1, counted in Unicode scalars; a byte order mark counts as none.
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package var description: String { "\(line):\(column)" }
}
