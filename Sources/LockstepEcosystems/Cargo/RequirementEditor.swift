import LockstepCore
import LockstepTOML

/// Changes one dependency's entry in a `Cargo.toml`.
///
/// Every change is put as the keys that the entry shall have (``rewrite(to:)``); a key that takes
/// another's place is renamed where it stands, so that comments, order and spacing survive.
struct RequirementEditor {
  /// A key that says where a dependency comes from, with its text.
  struct Field: Hashable {
    var key: String
    var text: String
  }

  /// The keys that this editor owns; it touches no other.
  static let ownKeys = [
    "version", "git", "branch", "tag", "rev", "path", "registry", "registry-index",
  ]
  /// Keys of one group take one another's place.
  static let groups: [Set<String>] = [["branch", "tag", "rev"], ["path", "git", "version"]]

  let dependency: Dependency
  var document: TOMLDocument

  init(_ dependency: Dependency, in bytes: [UInt8]) throws(ManifestEditError) {
    self.dependency = dependency
    document = try Self.parse(bytes, for: dependency)
    guard document.value(at: dependency.table) != nil else {
      throw refused("there is no `\(dependency.table.dotted)` any more")
    }
  }

  /// The entry as the document states it now.
  func current() throws(ManifestEditError) -> Dependency {
    let path = dependency.table
    guard let value = document.value(at: path) else {
      throw refused("there is no `\(path.dotted)` any more")
    }
    do {
      let reader = ManifestReader(path: dependency.manifest, document: document)
      return try reader.dependency(dependency.key, value, at: path, checkingName: false)
    } catch {
      throw ManifestEditError(error.problem, place: error.place)
    }
  }

  /// The own keys that `document` has for the dependency, in its order.
  func fields(in document: TOMLDocument) -> [Field] {
    switch document.value(at: dependency.table) {
    case .string(let text)?: return [Field(key: "version", text: text)]
    case .table(let table)?:
      return table.compactMap { key, value in
        Self.ownKeys.contains(key) ? value.asString.map { Field(key: key, text: $0) } : nil
      }
    default: return []
    }
  }

  func refused(_ problem: String, hints: [String] = []) -> ManifestEditError {
    ManifestEditError(problem, place: dependency.place, hints: hints)
  }

  // MARK: - Rewriting

  /// Gives the entry exactly these own keys, in this order where they are new.
  mutating func rewrite(to wanted: [Field]) throws(ManifestEditError) {
    let path = dependency.table
    let present = fields(in: document)
    guard present != wanted else { return }
    do {
      if document.value(at: path)?.asString != nil {
        try rewriteString(to: wanted)
      } else {
        try rewriteTable(from: present, to: wanted)
      }
    } catch {
      throw refused(error.description)
    }
  }

  private mutating func rewriteString(to wanted: [Field]) throws(TOMLEditError) {
    let path = dependency.table
    if wanted.count == 1, wanted[0].key == "version" {
      return try document.replaceString(at: path, with: wanted[0].text)
    }
    let quote = self.quote(at: path)
    let fields = wanted.map { "\($0.key) = \(Self.spelled($0.text, quote: quote))" }
    try document.replace(at: path, withLiteral: "{ \(fields.joined(separator: ", ")) }")
  }

  private mutating func rewriteTable(
    from present: [Field], to wanted: [Field]
  ) throws(TOMLEditError) {
    let path = dependency.table
    var surplus = present.map(\.key).filter { key in !wanted.contains { $0.key == key } }
    var held = Set(present.map(\.key)).subtracting(surplus)
    for field in wanted where !held.contains(field.key) {
      let group = Self.groups.first { $0.contains(field.key) } ?? []
      guard let index = surplus.firstIndex(where: group.contains) else { continue }
      try document.renameKey(at: path + [.key(surplus.remove(at: index))], to: field.key)
      held.insert(field.key)
    }
    for field in wanted where held.contains(field.key) {
      let at = path + [.key(field.key)]
      guard document.value(at: at)?.asString != field.text else { continue }
      try document.replaceString(at: at, with: field.text)
    }
    for (index, field) in wanted.enumerated() where !held.contains(field.key) {
      let before = wanted[..<index].last { held.contains($0.key) }?.key
      let quote = before.map { self.quote(at: path + [.key($0)]) } ?? "\""
      try document.insert(
        key: field.key, literal: Self.spelled(field.text, quote: quote), intoTableAt: path,
        after: before)
      held.insert(field.key)
    }
    for key in surplus { try document.remove(at: path + [.key(key)]) }
  }

  /// The kind of quotes that the string at `path` is written in.
  private func quote(at path: TOMLPath) -> Character {
    guard let range = document.range(of: path), let first = document.bytes[range].first else {
      return "\""
    }
    return first == UInt8(ascii: "'") ? "'" : "\""
  }

  /// Writes `text` as a TOML string, in single quotes where asked for and possible.
  static func spelled(_ text: String, quote: Character) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    if quote == "'", isPlain, !text.contains("'") { return "'\(text)'" }
    var spelled = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": spelled += "\\\""
      case "\\": spelled += "\\\\"
      case let control where control.value < 0x20 || control.value == 0x7F:
        let digits = String(control.value, radix: 16, uppercase: true)
        spelled += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: spelled.unicodeScalars.append(scalar)
      }
    }
    return spelled + "\""
  }

  // MARK: - Whole texts

  static func parse(
    _ bytes: [UInt8], for dependency: Dependency
  ) throws(ManifestEditError) -> TOMLDocument {
    do {
      return try TOMLDocument(parsing: bytes)
    } catch {
      throw ManifestEditError(
        "expected \(error.expected), found \(error.found)",
        place: SourcePlace(path: dependency.manifest, line: error.line, column: error.column))
    }
  }

  /// Replaces the entry's value, whatever it is, by the text of another one.
  mutating func replaceValue(withLiteral text: String) throws(ManifestEditError) {
    do {
      try document.replace(at: dependency.table, withLiteral: text)
    } catch {
      throw refused(error.description)
    }
  }

  /// Puts `bytes` in the place of `range`, which the caller knows to hold the entry alone.
  mutating func splice(_ bytes: ArraySlice<UInt8>, into range: Range<Int>) throws(ManifestEditError)
  {
    var text = document.bytes
    text.replaceSubrange(range, with: bytes)
    document = try Self.parse(text, for: dependency)
  }
}
