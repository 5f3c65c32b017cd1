/// One line of a raw tree object.
struct TreeEntry: Hashable, Sendable {
  var mode: String
  var name: String
  var id: ObjectID

  var isTree: Bool { mode == "40000" }

  /// Reads a raw tree object: `<mode> <name> NUL <id>`, again and again; `nil` where it is damaged.
  ///
  /// `idLength` is 20, or 32 in a repository that uses SHA-256.
  static func entries(ofRaw bytes: [UInt8], idLength: Int) -> [TreeEntry]? {
    var entries: [TreeEntry] = []
    var position = 0
    while position < bytes.count {
      guard let space = bytes[position...].firstIndex(of: UInt8(ascii: " ")),
        let end = bytes[space...].firstIndex(of: 0),
        end + 1 + idLength <= bytes.count,
        let id = ObjectID(bytes: bytes[(end + 1)..<(end + 1 + idLength)])
      else { return nil }
      let name = String(decoding: bytes[(space + 1)..<end], as: UTF8.self)
      // git itself never makes such entries; a path made of them would leave its folder.
      guard !name.isEmpty, name != ".", name != "..", !name.contains("/") else { return nil }
      entries.append(
        TreeEntry(mode: mode(bytes[position..<space]), name: name, id: id))
      position = end + 1 + idLength
    }
    return entries
  }

  /// The modes that occur, without making a new string for each entry.
  private static func mode(_ bytes: ArraySlice<UInt8>) -> String {
    if bytes.elementsEqual("100644".utf8) { return "100644" }
    if bytes.elementsEqual("40000".utf8) || bytes.elementsEqual("040000".utf8) { return "40000" }
    // Very old trees have group-writable files; git reads them as ordinary ones.
    if bytes.elementsEqual("100664".utf8) { return "100644" }
    return String(decoding: bytes, as: UTF8.self)
  }
}
