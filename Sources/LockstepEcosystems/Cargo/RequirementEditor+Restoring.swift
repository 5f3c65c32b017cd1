import LockstepCore
import LockstepTOML

extension RequirementEditor {
  /// Puts back what `original` says of the dependency, and raises it where it excludes the target.
  ///
  /// The entry's own bytes come back where nothing but its source changed since; otherwise (a
  /// feature was added meanwhile, say) only the keys of the source are put back.
  mutating func restore(
    _ original: [UInt8], to target: ReleaseTarget
  ) throws(ManifestEditError) {
    let before = try Self.parse(original, for: dependency)
    guard before.value(at: dependency.table) != nil else {
      throw refused("`\(dependency.table.dotted)` was not there before, so nothing can be restored")
    }
    if others(in: before) != others(in: document) {
      try rewrite(to: fields(in: before))
    } else if let text = literal(in: before), literal(in: document) != nil {
      try replaceValue(withLiteral: text)
    } else if let old = region(in: before), let new = region(in: document) {
      try splice(before.bytes[old], into: new)
    } else {
      try rewrite(to: fields(in: before))
    }
    try apply(.raise(to: target, when: .whenNeeded))
  }

  /// The keys that are not about the source, with their values.
  private func others(in document: TOMLDocument) -> [String: OtherValue] {
    guard let table = document.value(at: dependency.table)?.asTable else { return [:] }
    var found: [String: OtherValue] = [:]
    for (key, value) in table where !Self.ownKeys.contains(key) {
      found[key] = OtherValue(value: value)
    }
    return found
  }

  private struct OtherValue: Equatable {
    var value: TOMLValue
  }

  /// The entry's text where it is written as one value.
  private func literal(in document: TOMLDocument) -> String? {
    document.range(of: dependency.table).map {
      String(decoding: document.bytes[$0], as: UTF8.self)
    }
  }

  /// The lines of an entry that is a table under a header, or made by dotted keys; nil where
  /// anything else stands between them.
  private func region(in document: TOMLDocument) -> Range<Int>? {
    let path = dependency.table
    guard let table = document.value(at: path)?.asTable, document.range(of: path) == nil else {
      return nil
    }
    var bounds: Range<Int>?
    for key in table.keys {
      let at = path + [.key(key)]
      guard let name = document.keyRange(of: at), let value = document.range(of: at) else {
        return nil
      }
      let line = Self.lines(from: name.lowerBound, to: value.upperBound, in: document.bytes)
      bounds = bounds.map {
        min($0.lowerBound, line.lowerBound)..<max($0.upperBound, line.upperBound)
      }
      bounds = bounds ?? line
    }
    guard let bounds, let alone = try? TOMLDocument(parsing: Array(document.bytes[bounds])) else {
      return nil
    }
    return Self.states(alone, table, at: path) ? bounds : nil
  }

  /// Whether `alone` consists of `table` and nothing else, under whatever end of `path` its keys
  /// are dotted with.
  private static func states(_ alone: TOMLDocument, _ table: TOMLTable, at path: TOMLPath) -> Bool {
    if alone.root == table { return true }
    return path.indices.contains { start in
      var node = alone.root
      for step in path[start...] {
        guard case .key(let key) = step, node.count == 1, let next = node.table(key) else {
          return false
        }
        node = next
      }
      return node == table
    }
  }

  /// The whole lines that hold a range, the last one with its line ending.
  private static func lines(from start: Int, to end: Int, in bytes: [UInt8]) -> Range<Int> {
    let newline = UInt8(ascii: "\n")
    let first = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let last = bytes[end...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
    return first..<last
  }
}
