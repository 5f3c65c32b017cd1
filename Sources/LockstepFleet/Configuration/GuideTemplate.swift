package import LockstepCore

/// Where the migration guide of a version stands: a path with exactly one `{version}` in it.
///
/// It is a Markdown file inside the repository: a configuration cannot lead to any other file.
package struct GuideTemplate: Hashable, Sendable, CustomStringConvertible {
  /// What a path must not be.
  package struct Problem: Error, Hashable, Sendable {
    /// What is wrong, as it goes on from “`guide`”.
    package let problem: String
  }

  /// The template as it is written.
  package let description: String

  private static let placeholder = "{version}"

  /// The usual place.
  package init() {
    description = "docs/migration/\(Self.placeholder).md"
  }

  /// Reads a template such as `docs/migration/{version}.md`.
  package init(parsing text: String) throws(Problem) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix("-") {
      throw Problem(problem: "is no path from this file's folder on")
    }
    // Every part is a name of its own: the path neither climbs nor reaches into git's folder.
    guard parts.allSatisfy({ $0 != ".." && $0 != "." && !$0.isEmpty }) else {
      throw Problem(problem: "leaves this repository or has an empty part")
    }
    guard !parts.contains(where: { $0.lowercased().hasPrefix(".git") }) else {
      throw Problem(problem: "leads into git's own files")
    }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw Problem(problem: "holds a control character")
    }
    guard text.ranges(of: Self.placeholder).count == 1 else {
      throw Problem(problem: "needs `\(Self.placeholder)` exactly once")
    }
    guard text.hasSuffix(".md") else {
      throw Problem(problem: "names no Markdown file")
    }
    description = text
  }

  /// The path of the guide to `version`, from the configuration's folder on.
  package func path(for version: Version) -> String {
    description.replacing(Self.placeholder, with: version.description)
  }
}
