/// Where everything stands in rustdoc's JSON: one pass over the bytes that decodes next to nothing.
struct RustdocIndex {
  /// The kind of an item by the key of its `inner`.
  enum Kind: UInt8 {
    case module, externCrate, use, union, structure, field, enumeration, variant, function, trait
    case traitAlias, implementation, typeAlias, constant, staticVariable, externType, macro
    case procMacro, primitive, associatedConstant, associatedType, unknown
  }

  /// One item of the document.
  struct Entry {
    /// The offset of the item's object.
    var start: Int
    /// What it is.
    var kind: Kind
    /// Whether this crate defines it.
    var isLocal: Bool
    /// Whether its attributes may give it a symbol of its own.
    var mayHaveSymbol: Bool
  }

  private(set) var root: UInt32 = 0
  private(set) var formatVersion = 0
  private(set) var target: String?
  private(set) var entries: [UInt32: Entry] = [:]
  /// The ids of `entries` in the document's order.
  private(set) var order: [UInt32] = []
  /// The offsets of the summaries under `paths`.
  private(set) var summaries: [UInt32: Int] = [:]
  private(set) var crateNames: [Int: String] = [:]
  private var reader: JSONReader

  /// Indexes a document, and refuses a format version that is not known.
  init(_ bytes: [UInt8]) throws(RustdocError) {
    reader = JSONReader(bytes)
    // A document of n bytes has about n / 600 items; growing a dictionary step by step costs more.
    entries.reserveCapacity(bytes.count / 700)
    order.reserveCapacity(bytes.count / 700)
    var sawVersion = false
    var sawRoot = false
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "root":
        root = try reader.id()
        sawRoot = true
      case "format_version":
        formatVersion = try reader.integer()
        sawVersion = true
        guard RustdocError.knownFormatVersions.contains(formatVersion) else {
          throw .unknownFormatVersion(formatVersion)
        }
      case "index": try readIndex()
      case "paths": try readSummaries()
      case "external_crates": try readCrates()
      case "target": try readTarget()
      default: try reader.skip()
      }
    }
    guard sawVersion else { throw .noFormatVersion }
    guard sawRoot, entries[root]?.kind == .module else { throw .noRoot }
  }

  private mutating func readIndex() throws(RustdocError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard let id = UInt32(key) else {
        // Before ids were numbers the format was another one, which its version will tell.
        try reader.skip()
        continue
      }
      let entry = try readEntry()
      if entries.updateValue(entry, forKey: id) == nil { order.append(id) }
    }
  }

  private mutating func readEntry() throws(RustdocError) -> Entry {
    _ = try reader.peek()
    var entry = Entry(
      start: reader.position, kind: .unknown, isLocal: false, mayHaveSymbol: false)
    var attributes = 0..<0
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "crate_id": entry.isLocal = try reader.integer() == 0
      case "attrs":
        _ = try reader.peek()
        let start = reader.position
        try reader.skip()
        attributes = start..<reader.position
      case "inner": entry.kind = try readKind()
      default: try reader.skip()
      }
    }
    if entry.kind == .function || entry.kind == .staticVariable, attributes.count > 8 {
      entry.mayHaveSymbol = speaksOfSymbols(attributes)
    }
    return entry
  }

  private static let symbolWords = ["no_mangle", "export_name", "NoMangle", "ExportName"].map {
    Array($0.utf8)
  }

  private func speaksOfSymbols(_ range: Range<Int>) -> Bool {
    for index in range {
      let byte = reader.bytes[index]
      guard
        byte == UInt8(ascii: "n") || byte == UInt8(ascii: "N") || byte == UInt8(ascii: "e")
          || byte == UInt8(ascii: "E")
      else { continue }
      let rest = reader.bytes[index..<range.upperBound]
      if Self.symbolWords.contains(where: { rest.starts(with: $0) }) { return true }
    }
    return false
  }

  private mutating func readKind() throws(RustdocError) -> Kind {
    // A kind without content is a mere string.
    if try reader.peek() == UInt8(ascii: "\"") { return Self.kind(try reader.string()) }
    let start = reader.position
    try reader.beginObject()
    let kind = try reader.nextKey().map(Self.kind) ?? .unknown
    reader.position = start
    try reader.skip()
    return kind
  }

  private static func kind(_ key: String) -> Kind {
    switch key {
    case "module": .module
    case "extern_crate": .externCrate
    case "use": .use
    case "union": .union
    case "struct": .structure
    case "struct_field": .field
    case "enum": .enumeration
    case "variant": .variant
    case "function": .function
    case "trait": .trait
    case "trait_alias": .traitAlias
    case "impl": .implementation
    case "type_alias": .typeAlias
    case "constant": .constant
    case "static": .staticVariable
    case "extern_type": .externType
    case "macro": .macro
    case "proc_macro": .procMacro
    case "primitive": .primitive
    case "assoc_const": .associatedConstant
    case "assoc_type": .associatedType
    default: .unknown
    }
  }

  private mutating func readSummaries() throws(RustdocError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      _ = try reader.peek()
      if let id = UInt32(key) { summaries[id] = reader.position }
      try reader.skip()
    }
  }

  private mutating func readCrates() throws(RustdocError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      try reader.beginObject()
      while let field = try reader.nextKey() {
        if field == "name", let number = Int(key) {
          crateNames[number] = try reader.string()
        } else {
          try reader.skip()
        }
      }
    }
  }

  private mutating func readTarget() throws(RustdocError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key == "triple" { target = try reader.string() } else { try reader.skip() }
    }
  }
}
