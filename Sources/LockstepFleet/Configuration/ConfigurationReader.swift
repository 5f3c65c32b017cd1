import LockstepCore
import LockstepTOML

/// Reads values out of a configuration's document and collects everything that is wrong on the way.
///
/// A reader belongs to one reading; it is never shared.
final class ConfigurationReader {
  let document: TOMLDocument
  let path: String
  private(set) var problems: [ConfigurationError.Problem] = []
  private(set) var stated: Set<String> = []

  init(document: TOMLDocument, path: String) {
    self.document = document
    self.path = path
  }

  /// Where the value at `tomlPath` stands; the beginning of the file where it has no place.
  func place(of tomlPath: TOMLPath) -> SourcePlace {
    let place = document.place(of: tomlPath)
    return SourcePlace(path: path, line: place?.line ?? 1, column: place?.column ?? 1)
  }

  /// Where the key at `tomlPath` stands; the value's place where it has none of its own.
  func keyPlace(of tomlPath: TOMLPath) -> SourcePlace {
    guard let range = document.keyRange(of: tomlPath) else { return place(of: tomlPath) }
    let place = document.place(ofByte: range.lowerBound)
    return SourcePlace(path: path, line: place.line, column: place.column)
  }

  /// Notes a problem.
  func report(_ message: String, at place: SourcePlace, hint: String? = nil) {
    problems.append(ConfigurationError.Problem(place: place, message: message, hint: hint))
  }

  /// The top level.
  func root() -> ConfigurationCursor {
    ConfigurationCursor(
      reader: self, path: [], table: document.root, schema: ConfigurationSchema.root)
  }

  fileprivate func noteStated(_ tomlPath: TOMLPath) {
    let names = tomlPath.compactMap { key -> String? in
      if case .key(let name) = key { name } else { nil }
    }
    stated.insert(names.joined(separator: "."))
  }
}

/// One table of the document, read by the keys that its place knows.
struct ConfigurationCursor {
  let reader: ConfigurationReader
  let path: TOMLPath
  let table: TOMLTable
  let schema: ConfigurationSchema.Place

  init(
    reader: ConfigurationReader, path: TOMLPath, table: TOMLTable,
    schema: ConfigurationSchema.Place
  ) {
    self.reader = reader
    self.path = path
    self.table = table
    self.schema = schema
    for key in table.keys { check(key) }
  }

  /// Refuses a key that this place does not know, or that names a secret.
  private func check(_ key: String) {
    let tomlPath = path + [.key(key)]
    reader.noteStated(tomlPath)
    guard !schema.names.contains(key) else { return }
    guard !SecretScent.isSecret(key: key) else {
      reader.report(
        "`\(key)` is called like a secret, and secrets are never in this file",
        at: reader.keyPlace(of: tomlPath), hint: Self.whereSecretsBelong)
      return
    }
    let hint =
      nearest(to: key, among: schema.names).map { "did you mean `\($0)`?" }
      ?? "known here: \(schema.names.map { "`\($0)`" }.joined(separator: ", "))"
    reader.report(
      "unknown key `\(key)` in \(schema.title)", at: reader.keyPlace(of: tomlPath), hint: hint)
  }

  static let whereSecretsBelong =
    "tokens come from the environment (for example LOCKSTEP_GITHUB_TOKEN, CARGO_REGISTRY_TOKEN) or "
    + "from git's credential helper; withdraw the one that stood here"

  /// Where the key's value stands.
  func place(of key: String) -> SourcePlace { reader.place(of: path + [.key(key)]) }

  /// Where this table stands.
  var place: SourcePlace { reader.place(of: path) }

  /// Reads `key`, or nil where it is absent or wrong (which is then reported).
  func read<T>(_ key: String, _ form: ConfigurationForm<T>) -> T? {
    guard let value = table[key] else { return nil }
    return convert(value, at: path + [.key(key)], named: key, form)
  }

  /// Reads `key`, which has to be there.
  func require<T>(_ key: String, _ form: ConfigurationForm<T>) -> T? {
    guard table[key] != nil else {
      let example = schema.keys.first { $0.name == key }?.sample ?? ""
      reader.report(
        "\(schema.title) has no `\(key)`", at: place,
        hint: "add it, for example `\(key) = \(example)`")
      return nil
    }
    return read(key, form)
  }

  /// Reads every element of the array `key`; a wrong element is reported and left out.
  func readAll<T>(_ key: String, _ form: ConfigurationForm<T>) -> [T]? {
    guard let value = table[key] else { return nil }
    guard case .array(let elements) = value else {
      reader.report(
        "`\(key)` has to be an array of \(form.expected), not \(value.kindName)",
        at: place(of: key), hint: "write `\(key) = [...]`")
      return nil
    }
    return elements.indices.compactMap { index in
      convert(elements[index], at: path + [.key(key), .index(index)], named: key, form)
    }
  }

  /// The table `key` as a cursor, or nil where it is absent or no table.
  func enter(_ key: String, _ schema: ConfigurationSchema.Place) -> ConfigurationCursor? {
    guard let value = table[key] else { return nil }
    guard case .table(let inner) = value else {
      reader.report(
        "`\(key)` has to be a table, not \(value.kindName)", at: place(of: key),
        hint: "write `\(self.path.isEmpty ? "[\(key)]" : "\(key) = { ... }")`")
      return nil
    }
    return ConfigurationCursor(
      reader: reader, path: path + [.key(key)], table: inner, schema: schema)
  }

  /// The tables of the array `key` as cursors.
  func enterAll(_ key: String, _ schema: ConfigurationSchema.Place) -> [ConfigurationCursor] {
    guard let value = table[key] else { return [] }
    let full = path + [.key(key)]
    guard case .array(let elements) = value else {
      reader.report(
        "`\(key)` has to be an array of tables, not \(value.kindName)",
        at: reader.keyPlace(of: full), hint: "write `\(schema.title)` with two brackets")
      return []
    }
    return elements.indices.compactMap { index in
      guard case .table(let inner) = elements[index] else {
        reader.report(
          "`\(key)` has to be an array of tables, not of \(elements[index].kindName)",
          at: reader.place(of: full + [.index(index)]),
          hint: "write `\(schema.title)` with two brackets")
        return nil
      }
      return ConfigurationCursor(
        reader: reader, path: full + [.index(index)], table: inner, schema: schema)
    }
  }

  private func convert<T>(
    _ value: TOMLValue, at tomlPath: TOMLPath, named key: String, _ form: ConfigurationForm<T>
  ) -> T? {
    if case .string(let text) = value, SecretScent.isSecret(value: text) {
      reader.report(
        "the value of `\(key)` looks like a secret, and secrets are never in this file",
        at: reader.place(of: tomlPath), hint: Self.whereSecretsBelong)
      return nil
    }
    switch form.convert(value) {
    case .fits(let result): return result
    case .wrongType:
      reader.report(
        "`\(key)` has to be \(form.expected), not \(value.kindName)",
        at: reader.place(of: tomlPath), hint: "for example `\(form.example)`")
    case .wrong(let message, let hint):
      reader.report("`\(key)` \(message)", at: reader.place(of: tomlPath), hint: hint)
    }
    return nil
  }
}

extension TOMLValue {
  /// What the value is, for whoever wrote something else.
  var kindName: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a number with a fraction"
    case .boolean: "a boolean"
    case .offsetDateTime, .localDateTime: "a date and time"
    case .localDate: "a date"
    case .localTime: "a time"
    case .array: "an array"
    case .table: "a table"
    }
  }
}
