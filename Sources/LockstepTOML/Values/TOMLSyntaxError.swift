/// Says why a text is no TOML 1.0 document: where, what was expected there, and what was found.
package struct TOMLSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  package let line: Int
  /// The column, from 1, counted in Unicode scalars.
  package let column: Int
  /// The position in bytes, from 0.
  package let offset: Int
  /// What the grammar or the rules for tables admit at this place, as the end of "expected …".
  package let expected: String
  /// What stands there, as the end of "found …".
  package let found: String

  package init(line: Int, column: Int, offset: Int, expected: String, found: String) {
    self.line = line
    self.column = column
    self.offset = offset
    self.expected = expected
    self.found = found
  }

  package var description: String {
    "line \(line), column \(column): expected \(expected), found \(found)"
  }
}
