import LockstepCore

/// What every item of the document has, read before its kind is looked at.
struct RustdocHead {
  var name: String?
  var visibility = RustVisibility.restricted
  var attributes = RustAttributes()
  var isDocumented = false
  var place: SourcePlace?
  /// The offset of the value under the kind's key in `inner`; of `inner` itself where that is a
  /// mere string.
  var inner = 0
}

extension RustdocDecoder {
  /// Reads an item but for its `inner`.
  mutating func head(of entry: RustdocIndex.Entry) throws(RustdocError) -> RustdocHead {
    var head = RustdocHead()
    json.position = entry.start
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "name": head.name = try json.optionalString()
      case "visibility": head.visibility = try visibility()
      case "docs": head.isDocumented = try isText()
      case "attrs": head.attributes = try attributes(adding: head.attributes)
      case "deprecation": head.attributes.deprecation = try deprecation()
      case "span": head.place = try span()
      case "inner":
        if try json.peek() == UInt8(ascii: "\"") {
          head.inner = json.position
          try json.skip()
        } else {
          let start = json.position
          try json.beginObject()
          _ = try json.nextKey()
          _ = try json.peek()
          head.inner = json.position
          json.position = start
          try json.skip()
        }
      default: try json.skip()
      }
    }
    return head
  }

  private mutating func visibility() throws(RustdocError) -> RustVisibility {
    guard try json.peek() == UInt8(ascii: "\"") else {
      try json.skip()
      return .restricted
    }
    switch try json.string() {
    case "public": return .public
    case "default": return .inherited
    default: return .restricted
    }
  }

  /// Whether the next value is a text that is not blank; documentation itself is not kept.
  private mutating func isText() throws(RustdocError) -> Bool {
    if try json.null() { return false }
    _ = try json.peek()
    let start = json.position
    try json.skip()
    return json.bytes[start..<json.position].contains {
      $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: " ")
    }
  }

  private mutating func deprecation() throws(RustdocError) -> RustAttributes.Deprecation? {
    if try json.null() { return nil }
    var deprecation = RustAttributes.Deprecation()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "since": deprecation.since = try json.optionalString()
      case "note": deprecation.note = try json.optionalString()
      default: try json.skip()
      }
    }
    return deprecation
  }

  private mutating func span() throws(RustdocError) -> SourcePlace? {
    if try json.null() { return nil }
    var path = ""
    var numbers: [Int] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "filename": path = try json.string()
      case "begin":
        try json.beginArray()
        while try json.nextElement() { numbers.append(try json.integer()) }
      default: try json.skip()
      }
    }
    guard let line = numbers.first, !path.isEmpty else { return nil }
    if !sourceRoot.isEmpty, path.hasPrefix(sourceRoot) {
      path.removeFirst(sourceRoot.count)
    }
    // Up to format 44 columns were counted from 0, and lines from 1 as ever.
    let column = (numbers.dropFirst().first ?? 1) + (index.formatVersion < 45 ? 1 : 0)
    return SourcePlace(path: path, line: max(line, 1), column: max(column, 1))
  }
}
