package import LockstepCore

/// A changelog in the form of Keep a Changelog, edited without touching what people wrote.
///
/// A release takes what stands under *Unreleased* as its own section; where nothing stands there, the
/// subjects of the commits since the baseline fill it.
package struct Changelog: Sendable {
  /// The whole text, with its own line endings.
  package private(set) var text: String

  package init(_ text: String) {
    self.text = text
  }

  /// Reads a file's bytes; a file that is not UTF-8 is refused, because it could not be kept as it is.
  package init(bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ExplainedFailure(
        "the changelog is not UTF-8", hints: ["convert CHANGELOG.md to UTF-8 and commit it"])
    }
    self.text = text
  }

  /// Adds the section of `version`, dated `day`, and leaves an empty *Unreleased* section above it where
  /// the file keeps one.
  ///
  /// Does nothing when the version has its section already.
  package mutating func release(_ version: Version, on day: String, commits: [String]) {
    let newline = text.contains("\r\n") ? "\r\n" : "\n"
    var lines = text.split(separator: newline, omittingEmptySubsequences: false).map(String.init)
    guard !lines.contains(where: { Self.heading($0)?.hasVersion(version) == true }) else { return }

    let title = "## [\(version)] - \(day)"
    if let unreleased = lines.firstIndex(where: { Self.heading($0)?.isUnreleased == true }) {
      let end = Self.endOfSection(after: unreleased, in: lines)
      let isEmpty = lines[(unreleased + 1)..<end].allSatisfy { $0.allSatisfy(\.isWhitespace) }
      if isEmpty {
        let section = ["", title, ""] + Self.entries(commits) + [""]
        lines.replaceSubrange((unreleased + 1)..<end, with: section)
      } else {
        lines.insert(contentsOf: ["", title], at: unreleased + 1)
      }
    } else {
      let section = [title, ""] + Self.entries(commits) + [""]
      let first = lines.firstIndex { Self.heading($0) != nil }
      lines.insert(contentsOf: section, at: first ?? Self.endOfTitle(in: lines))
    }
    text = lines.joined(separator: newline)
  }

  /// What stands under the heading of `version`, without the heading; `nil` where there is no such section.
  package func section(of version: Version) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.hasSuffix("\r") ? line.dropLast() : line)
    }
    guard let start = lines.firstIndex(where: { Self.heading($0)?.hasVersion(version) == true })
    else { return nil }
    let body = lines[(start + 1)..<Self.endOfSection(after: start, in: lines)]
    return body.joined(separator: "\n").trimmingNewlines()
  }

  /// A changelog for a project that has none.
  package static let empty = Changelog(
    """
    # Changelog

    The notable changes of this project, in the form of Keep a Changelog.

    ## [Unreleased]

    """)

  private struct Heading {
    var name: Substring
    var isUnreleased: Bool { name.lowercased() == "unreleased" }
    func hasVersion(_ version: Version) -> Bool { (try? Version(parsing: name)) == version }
  }

  /// Reads `## [name] - day` and `## name`.
  private static func heading(_ line: String) -> Heading? {
    guard line.hasPrefix("## ") else { return nil }
    var name = line.dropFirst(3).drop { $0 == " " || $0 == "[" }
    name = name.prefix { $0 != "]" && $0 != " " && $0 != "\t" && $0 != "\r" }
    return Heading(name: name.hasPrefix("v") ? name.dropFirst() : name)
  }

  private static func endOfSection(after heading: Int, in lines: [String]) -> Int {
    let rest = lines[(heading + 1)...]
    return rest.firstIndex { $0.hasPrefix("## ") || isLinkReference($0) } ?? lines.endIndex
  }

  /// Recognises the `[2.1.0]: https://…` lines that such a file ends with.
  private static func isLinkReference(_ line: String) -> Bool {
    line.hasPrefix("[") && line.contains("]: ")
  }

  /// The line after the document's title and its introduction's first blank line.
  private static func endOfTitle(in lines: [String]) -> Int {
    guard let first = lines.first, first.hasPrefix("# ") else { return 0 }
    return lines.dropFirst().first == "" ? 2 : 1
  }

  private static func entries(_ commits: [String]) -> [String] {
    commits.isEmpty ? ["- No notable changes."] : commits.map { "- \($0)" }
  }
}

extension String {
  fileprivate func trimmingNewlines() -> String {
    var text = self[...]
    while text.first == "\n" { text.removeFirst() }
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
