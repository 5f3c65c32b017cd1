import LockstepCore

extension Reference {
  /// The format that is asked of `for-each-ref`: four fields with NULs between, a line each.
  static let format = "%(refname)%00%(objectname)%00%(*objectname)%00%(*objecttype)"

  /// Reads what `for-each-ref` prints in ``format``.
  ///
  /// Each reference comes with whether a tag stands behind its tag. Names that are not UTF-8, and
  /// names that no valid reference has (a file that lies about in `refs/`), are passed over.
  static func parse(listing bytes: [UInt8]) -> [(Reference, isNested: Bool)] {
    var references: [(Reference, isNested: Bool)] = []
    for line in bytes.split(separator: 10) {
      let fields = line.split(separator: 0, omittingEmptySubsequences: false)
      guard fields.count == 4, let text = String(validating: fields[0], as: UTF8.self),
        let name = try? RefName(parsing: text), let object = ObjectID(hexadecimal: fields[1])
      else { continue }
      references.append(
        (
          Reference(name: name, object: object, peeled: ObjectID(hexadecimal: fields[2]) ?? object),
          isNested: fields[3].elementsEqual("tag".utf8)
        ))
    }
    return references
  }
}
