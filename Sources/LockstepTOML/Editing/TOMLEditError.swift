/// Says why an edit was refused; the document is then as it was before.
package enum TOMLEditError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing stands at this path.
  case missing(TOMLPath)
  /// The value at this path is not a string.
  case notAString(TOMLPath)
  /// What stands at this path is spread over the document (a table under a header, a table made
  /// by dotted keys, an array of tables), so it is not one literal that another could replace.
  case notALiteral(TOMLPath)
  /// What stands at this path is not a table.
  case notATable(TOMLPath)
  /// What stands at this path has no key of its own: an array's element, or the root.
  case noKey(TOMLPath)
  /// The table at this path has this key already.
  case duplicateKey(String, in: TOMLPath)
  /// The table at this path has no key/value pair of this key that the new one could follow.
  case noSuchNeighbour(String, in: TOMLPath)
  /// The text handed in is not exactly one TOML value.
  case invalidLiteral(TOMLSyntaxError)
  /// Two edits of one batch touch the same bytes, or do not fit together.
  case conflict(String)

  package var description: String {
    switch self {
    case .missing(let path): "there is nothing at \(path.dotted)"
    case .notAString(let path): "\(path.dotted) is not a string"
    case .notALiteral(let path): "\(path.dotted) is not written as one value"
    case .notATable(let path): "\(path.dotted) is not a table"
    case .noKey(let path): "\(path.dotted) has no key of its own"
    case .duplicateKey(let key, let path): "\(path.dotted) has a key `\(key)` already"
    case .noSuchNeighbour(let key, let path): "\(path.dotted) has no key/value pair `\(key)`"
    case .invalidLiteral(let error): "the new text is not a TOML value: \(error)"
    case .conflict(let reason): "the edits do not fit together: \(reason)"
    }
  }
}
