import LockstepCore
import LockstepTOML

extension RequirementEditor {
  /// Gives the entry exactly these features, and turns its default ones on or off.
  ///
  /// A requirement that is a mere string becomes an inline table. A list that is empty goes.
  mutating func setFeatures(_ names: [String], defaults: Bool) throws(ManifestEditError) {
    let path = dependency.table
    let list = "[" + names.map { Self.spelled($0, quote: "\"") }.joined(separator: ", ") + "]"
    do {
      if let version = document.value(at: path)?.asString {
        guard !names.isEmpty || !defaults else { return }
        var fields = ["version = \(Self.spelled(version, quote: "\""))"]
        if !defaults { fields.append("default-features = false") }
        if !names.isEmpty { fields.append("features = \(list)") }
        return try document.replace(
          at: path, withLiteral: "{ \(fields.joined(separator: ", ")) }")
      }
      try setDefaults(defaults)
      let features = path + [.key("features")]
      switch (document.value(at: features) == nil, names.isEmpty) {
      case (true, true): break
      case (true, false):
        try document.insert(key: "features", literal: list, intoTableAt: path)
      case (false, true): try document.remove(at: features)
      case (false, false): try document.replace(at: features, withLiteral: list)
      }
    } catch {
      throw refused(error.description)
    }
  }

  /// The two spellings of the key; the second one is the older.
  private static let defaultsKeys = ["default-features", "default_features"]

  private mutating func setDefaults(_ on: Bool) throws(TOMLEditError) {
    let path = dependency.table
    let present = Self.defaultsKeys.first { document.value(at: path + [.key($0)]) != nil }
    if let present {
      try document.replace(at: path + [.key(present)], withLiteral: on ? "true" : "false")
    } else if !on {
      try document.insert(key: "default-features", literal: "false", intoTableAt: path)
    }
  }

  /// Puts back what `original` says of the features, where nobody has changed them since
  /// ``setFeatures(_:defaults:)`` gave the entry `names` and `defaults`.
  ///
  /// The entry's own bytes come back where nothing else has changed either.
  mutating func restoreFeatures(
    of original: [UInt8], from names: [String], defaults: Bool
  ) throws(ManifestEditError) {
    let now = try current()
    guard now.features == names, now.defaultFeatures == defaults else {
      throw refused(
        "its features were changed since they were switched off, and stay as they are",
        hints: ["its maintainers know which they want now"])
    }
    let before = try RequirementEditor(dependency, in: original)
    let stated = try before.current()
    if before.fields(in: before.document) == fields(in: document),
      let range = before.document.range(of: dependency.table),
      document.range(of: dependency.table) != nil
    {
      let text = String(decoding: before.document.bytes[range], as: UTF8.self)
      return try replaceValue(withLiteral: text)
    }
    try setFeatures(stated.features, defaults: stated.defaultFeatures)
  }
}
