import LockstepCore

/// Reads a lock file in the very form that cargo writes, line by line.
///
/// It gives up on anything else, and the file is then read as the TOML that it is.
struct LockScanner {
  private enum Section { case head, package, dependencies, unusedPatch, metadata, other }

  let bytes: [UInt8]
  let path: String
  /// The only name whose entries are wanted.
  let only: [UInt8]?
  private var contents = LockContents()
  private var section = Section.head
  private var draft: Draft?
  private var line = 0
  /// The last source seen: most packages share one.
  private var source: (bytes: Range<Int>, text: String)?

  private struct Draft {
    var name: String?
    var version: Version?
    var source: String?
    var checksum: String?
    var dependencies: [String] = []
    var line = 0
    var isWanted = true
  }

  init(bytes: [UInt8], path: String, only: String?) {
    self.bytes = bytes
    self.path = path
    self.only = only.map { Array($0.utf8) }
  }

  /// Returns what the file has, or nil where it is not in cargo's own form.
  mutating func scan() throws(LockError) -> LockContents? {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      line += 1
      var stop = end
      if stop > start, bytes[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
      guard try take(start..<stop) else { return nil }
      start = end + 1
    }
    guard section != .dependencies, finish() else { return nil }
    return contents
  }

  private mutating func take(_ range: Range<Int>) throws(LockError) -> Bool {
    guard let first = range.first.map({ bytes[$0] }) else { return section != .dependencies }
    if section == .dependencies { return takeDependency(range, first) }
    switch first {
    case UInt8(ascii: "#"): return section == .head
    case UInt8(ascii: "["): return takeHeader(range)
    default: return try takePair(range)
    }
  }

  private mutating func takeHeader(_ range: Range<Int>) -> Bool {
    guard finish() else { return false }
    if has("[[package]]", range) {
      section = .package
      draft = Draft()
    } else if has("[[patch.unused]]", range) {
      section = .unusedPatch
      draft = Draft()
    } else if has("[metadata]", range) {
      section = .metadata
    } else {
      return false
    }
    return true
  }

  private mutating func takePair(_ range: Range<Int>) throws(LockError) -> Bool {
    switch section {
    case .head:
      guard starts("version = ", range) else { return false }
      let digits = String(
        decoding: bytes[(range.lowerBound + 10)..<range.upperBound], as: UTF8.self)
      guard let number = Int64(digits) else { return false }
      contents.stated = try LockContents.format(number, at: place)
      return true
    case .metadata: return takeMetadata(range)
    case .package, .unusedPatch: return try takeField(range)
    case .dependencies, .other: return false
    }
  }

  private mutating func takeField(_ range: Range<Int>) throws(LockError) -> Bool {
    if let value = value(of: "name = \"", range) {
      draft?.line = line
      if let only, !bytes[value].elementsEqual(only) {
        draft?.isWanted = false
        draft?.name = ""
        return true
      }
      return set(\.name, value)
    }
    if starts("dependencies = [", range), range.count == 16 {
      section = .dependencies
      return true
    }
    guard draft?.isWanted == true else { return true }
    if let value = value(of: "version = \"", range) {
      guard let text = text(value) else { return false }
      let version = try LockContents.version(text, at: place)
      draft?.version = version
      return true
    }
    if let value = value(of: "source = \"", range) {
      guard let text = sourceText(value) else { return false }
      draft?.source = text
      return true
    }
    if let value = value(of: "checksum = \"", range) { return set(\.checksum, value) }
    // `replace` and whatever is not known: a reader that knows TOML skips it soundly.
    return false
  }

  private mutating func set(_ field: WritableKeyPath<Draft, String?>, _ value: Range<Int>) -> Bool {
    guard let text = text(value) else { return false }
    draft?[keyPath: field] = text
    return true
  }

  private mutating func takeDependency(_ range: Range<Int>, _ first: UInt8) -> Bool {
    if first == UInt8(ascii: "]"), range.count == 1 {
      section = .package
      return true
    }
    guard starts(" \"", range), bytes[range.upperBound - 1] == UInt8(ascii: ","), range.count >= 4,
      bytes[range.upperBound - 2] == UInt8(ascii: "\"")
    else { return false }
    guard draft?.isWanted == true else { return true }
    guard let text = text((range.lowerBound + 2)..<(range.upperBound - 2)) else { return false }
    draft?.dependencies.append(text)
    return true
  }

  private mutating func takeMetadata(_ range: Range<Int>) -> Bool {
    guard only == nil else { return false }
    let quote = UInt8(ascii: "\"")
    guard bytes[range.lowerBound] == quote, bytes[range.upperBound - 1] == quote,
      let end = bytes[(range.lowerBound + 1)..<range.upperBound].firstIndex(of: quote),
      starts("\" = \"", end..<range.upperBound), range.upperBound - end >= 6,
      let key = text((range.lowerBound + 1)..<end),
      let value = text((end + 5)..<(range.upperBound - 1))
    else { return false }
    contents.metadata[key] = value
    return true
  }

  /// Ends the entry that is being read; false where it is not whole.
  private mutating func finish() -> Bool {
    guard let entry = draft else { return true }
    draft = nil
    guard let name = entry.name else { return false }
    guard entry.isWanted else { return true }
    guard let version = entry.version else { return false }
    let package = LockedPackage(
      name: name, version: version, source: entry.source, checksum: entry.checksum,
      dependencies: entry.dependencies, line: entry.line)
    if section == .unusedPatch {
      if only == nil { contents.unusedPatches.append(package) }
    } else {
      contents.packages.append(package)
    }
    return true
  }

  // MARK: - Bytes

  private var place: SourcePlace { SourcePlace(path: path, line: line, column: 1) }

  private func starts(_ prefix: StaticString, _ range: Range<Int>) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard range.count >= count else { return false }
    for index in 0..<count where prefix.utf8Start[index] != bytes[range.lowerBound + index] {
      return false
    }
    return true
  }

  private func has(_ text: StaticString, _ range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount && starts(text, range)
  }

  /// The bytes between the quotes of `key = "…"`.
  private func value(of key: StaticString, _ range: Range<Int>) -> Range<Int>? {
    let start = range.lowerBound + key.utf8CodeUnitCount
    guard starts(key, range), start < range.upperBound,
      bytes[range.upperBound - 1] == UInt8(ascii: "\"")
    else { return nil }
    return start..<(range.upperBound - 1)
  }

  /// The text of a string without escapes; nil where it has any.
  private func text(_ range: Range<Int>) -> String? {
    for index in range
    where bytes[index] == UInt8(ascii: "\\") || bytes[index] == UInt8(ascii: "\"") {
      return nil
    }
    return String(validating: bytes[range], as: UTF8.self)
  }

  private mutating func sourceText(_ range: Range<Int>) -> String? {
    if let source, bytes[source.bytes].elementsEqual(bytes[range]) { return source.text }
    guard let text = text(range) else { return nil }
    source = (range, text)
    return text
  }
}
