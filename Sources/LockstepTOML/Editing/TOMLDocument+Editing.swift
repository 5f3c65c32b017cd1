/// Each edit changes only the bytes of what it is about, and leaves the document as it was when it
/// throws. Each parses the text anew; for many edits of a long text, collect them in a
/// ``TOMLBatch``.
extension TOMLDocument {
  /// Gives the string at `path` another text.
  ///
  /// The quotes stay as they are where they can carry the text: a literal string that cannot
  /// becomes a basic one, of one line or of several as before.
  package mutating func replaceString(at path: TOMLPath, with text: String) throws(TOMLEditError) {
    var batch = batch()
    try batch.replaceString(at: path, with: text)
    try apply(batch)
  }

  /// Puts `literal`, the text of any TOML value, in the place of the value at `path`.
  package mutating func replace(
    at path: TOMLPath, withLiteral literal: String
  ) throws(TOMLEditError) {
    var batch = batch()
    try batch.replace(at: path, withLiteral: literal)
    try apply(batch)
  }

  /// Adds a key with the value `literal` to the table at `path`, of whatever spelling.
  ///
  /// The pair comes behind the pair `after`, else behind the table's last one, on a line of its
  /// own except between braces. Indentation, spacing around `=` and line ending are those of its
  /// neighbour and of the file. A table that only longer headers name so far gets a header of its
  /// own before the first of them.
  package mutating func insert(
    key: String, literal: String, intoTableAt path: TOMLPath, after: String? = nil
  ) throws(TOMLEditError) {
    var batch = batch()
    try batch.insert(key: key, literal: literal, intoTableAt: path, after: after)
    try apply(batch)
  }

  /// Gives what stands at `path` another key, in every header and dotted key that names it.
  package mutating func renameKey(at path: TOMLPath, to key: String) throws(TOMLEditError) {
    var batch = batch()
    try batch.renameKey(at: path, to: key)
    try apply(batch)
  }

  /// Removes what stands at `path`.
  ///
  /// A key/value pair goes with its line and the comment on that line, or with its comma; a table
  /// goes with its headers, pairs and sub-tables. Comments on lines of their own stay, unless they
  /// stand between a removed header and a removed pair.
  package mutating func remove(at path: TOMLPath) throws(TOMLEditError) {
    var batch = batch()
    try batch.remove(at: path)
    try apply(batch)
  }

  /// Begins a collection of edits of this document as it stands now.
  package func batch() -> TOMLBatch { TOMLBatch(tree: tree) }

  /// Makes all edits of `batch` at once; none where they do not fit together.
  ///
  /// It refuses a batch that was begun before the document's last edit.
  package mutating func apply(_ batch: TOMLBatch) throws(TOMLEditError) {
    guard batch.tree === tree else {
      throw .conflict("the document has been edited since they were collected")
    }
    let bytes = try batch.result()
    guard bytes != tree.bytes else { return }
    do throws(TOMLSyntaxError) {
      tree = try Tree(parsing: bytes)
    } catch {
      throw .conflict("the outcome is not TOML: \(error)")
    }
  }
}
