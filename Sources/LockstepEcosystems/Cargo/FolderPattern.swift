/// A pattern for folders as `workspace.members` has them: `*` and `?` within a name, `[a-z]`, and
/// `**` for any number of folders.
package struct FolderPattern {
  private let parts: [[Unicode.Scalar]]

  /// Takes `pattern` as relative to `folder`; nil where it leaves the repository.
  package init?(_ pattern: String, in folder: String) {
    guard let joined = RepositoryPath.join(folder, pattern) else { return nil }
    let base = folder.isEmpty ? 0 : folder.split(separator: "/").count
    parts = joined.split(separator: "/").enumerated().map { index, part in
      // The folder that the pattern stands in is meant literally.
      index < base ? Self.escaped(part) : Array(part.unicodeScalars)
    }
  }

  /// Whether the pattern describes `folder`.
  ///
  /// The cost is bounded by the product of the lengths, whatever the pattern.
  package func matches(_ folder: String) -> Bool {
    let names = folder.split(separator: "/").map { Array($0.unicodeScalars) }
    // reached[i]: the first i names are matched by the parts taken so far.
    var reached = [Bool](repeating: false, count: names.count + 1)
    reached[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: names.count + 1)
      if part == ["*", "*"] {
        var seen = false
        for index in reached.indices {
          seen = seen || reached[index]
          next[index] = seen
        }
      } else {
        for index in names.indices where reached[index] {
          next[index + 1] = Self.matches(part, names[index])
        }
      }
      reached = next
    }
    return reached[names.count]
  }

  private static func escaped(_ part: Substring) -> [Unicode.Scalar] {
    part.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      switch scalar {
      case "*", "?", "[": ["[", scalar, "]"]
      default: [scalar]
      }
    }
  }

  /// Matches one name, going back only to the last `*`.
  private static func matches(_ part: [Unicode.Scalar], _ name: [Unicode.Scalar]) -> Bool {
    var (at, position) = (0, 0)
    var retry: (at: Int, position: Int)?
    while position < name.count {
      if at < part.count, part[at] == "*" {
        retry = (at + 1, position)
        at += 1
      } else if let next = step(part, at, name[position]) {
        at = next
        position += 1
      } else if let (back, from) = retry {
        retry = (back, from + 1)
        (at, position) = (back, from + 1)
      } else {
        return false
      }
    }
    return part[at...].allSatisfy { $0 == "*" }
  }

  /// Matches one scalar with the element at `at`, and tells where the next element starts.
  private static func step(_ part: [Unicode.Scalar], _ at: Int, _ scalar: Unicode.Scalar) -> Int? {
    guard at < part.count else { return nil }
    switch part[at] {
    case "?": return at + 1
    case "[":
      guard let end = part[(at + 1)...].dropFirst().firstIndex(of: "]") else {
        return scalar == "[" ? at + 1 : nil
      }
      return isInClass(part[(at + 1)..<end], scalar) ? end + 1 : nil
    default: return part[at] == scalar ? at + 1 : nil
    }
  }

  private static func isInClass(_ set: ArraySlice<Unicode.Scalar>, _ scalar: Unicode.Scalar) -> Bool
  {
    var rest = set
    let negated = rest.first == "!"
    if negated { rest.removeFirst() }
    var found = false
    while let low = rest.popFirst() {
      if rest.count >= 2, rest.first == "-" {
        rest.removeFirst()
        guard let high = rest.popFirst() else { break }
        found = found || (low...max(low, high)).contains(scalar)
      } else {
        found = found || low == scalar
      }
    }
    return found != negated
  }
}
