package import LockstepCore

/// How a version is spelt as a tag: text with exactly one `{version}` in it.
package struct TagTemplate: Hashable, Sendable, CustomStringConvertible {
  /// What stands before the version.
  package let prefix: String
  /// What stands after it.
  package let suffix: String

  /// Creates the template `prefix{version}suffix`.
  package init(prefix: String = "", suffix: String = "") {
    self.prefix = prefix
    self.suffix = suffix
  }

  /// Reads a template such as `v{version}`; nil unless `{version}` stands in it exactly once.
  package init?(parsing text: String) {
    let parts = Self.split(text, at: "{version}")
    guard parts.count == 2 else { return nil }
    self.init(prefix: parts[0], suffix: parts[1])
  }

  /// The tag of `version`, without `refs/tags/`.
  package func name(for version: Version) -> String { "\(prefix)\(version)\(suffix)" }

  /// The version that `name` stands for, or nil where this template did not make it.
  package func version(of name: String) -> Version? {
    guard name.utf8.count > prefix.utf8.count + suffix.utf8.count, name.hasPrefix(prefix),
      name.hasSuffix(suffix)
    else { return nil }
    let middle = name.dropFirst(prefix.count).dropLast(suffix.count)
    guard let version = try? Version(parsing: middle) else { return nil }
    return version
  }

  /// The template as it is written.
  package var description: String { "\(prefix){version}\(suffix)" }

  private static func split(_ text: String, at separator: String) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    var current = ""
    while let first = rest.first {
      if rest.hasPrefix(separator) {
        parts.append(current)
        current = ""
        rest = rest.dropFirst(separator.count)
      } else {
        current.append(first)
        rest = rest.dropFirst()
      }
    }
    return parts + [current]
  }
}
