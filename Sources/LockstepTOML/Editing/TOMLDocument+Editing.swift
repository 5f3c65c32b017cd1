extension TOMLDocument {
  package mutating func replaceString(at path: TOMLPath, with text: String) throws(TOMLEditError) {
    throw .missing(path)
  }
  package mutating func replace(
    at path: TOMLPath, withLiteral literal: String
  ) throws(TOMLEditError) {
    throw .missing(path)
  }
  package mutating func insert(
    key: String, literal: String, intoTableAt path: TOMLPath, after: String? = nil
  ) throws(TOMLEditError) {
    throw .missing(path)
  }
  package mutating func renameKey(at path: TOMLPath, to key: String) throws(TOMLEditError) {
    throw .missing(path)
  }
  package mutating func remove(at path: TOMLPath) throws(TOMLEditError) {
    throw .missing(path)
  }
}
