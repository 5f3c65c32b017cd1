package import LockstepCore

/// A changelog in the form of Keep a Changelog 1.1, edited without touching what people wrote.
///
/// A release takes what stands under *Unreleased* as its own section, word for word. Changes of the API
/// that nobody wrote down there are added in the section where they belong; where nothing stands under
/// *Unreleased*, the commits since the baseline follow them.
package struct Changelog: Sendable {
  private var page: MarkdownLines

  /// The whole text, with its own line endings.
  package var text: String { page.text }

  package init(_ text: String) {
    page = MarkdownLines(text)
  }

  /// Reads a file's bytes; a file that is not UTF-8 is refused, because it could not be kept as it is.
  package init(bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ExplainedFailure(
        "the changelog is not UTF-8", hints: ["convert CHANGELOG.md to UTF-8 and commit it"])
    }
    self.init(text)
  }

  /// Adds the section of `version`, dated `day`, and leaves an empty *Unreleased* section above it where
  /// the file keeps one; the links at the end of the file, where it has them, learn the new version.
  ///
  /// Does nothing when the version has its section already.
  ///
  /// - Parameter tag: The name of the version's tag, for the links.
  package mutating func release(
    _ version: Version, tag: String, on day: String, notes: ChangelogNotes
  ) {
    guard !hasSection(of: version) else { return }
    let title = "## [\(version)] - \(day)"
    if let unreleased, holdsEntries(unreleased) {
      let body = ChangelogBody(page.contents(unreleased))
      for insertion in body.insertions(of: notes.findings).reversed() {
        page.insert(insertion.lines, at: unreleased.lowerBound + insertion.index)
      }
      page.insert(["", title], at: unreleased.lowerBound)
    } else {
      add([title, ""] + ChangelogBody.lines(notes.findings + notes.commits) + [""])
    }
    link(version, tag: tag)
  }

  /// Adds the section of a hotfix, of which one sentence tells everything.
  ///
  /// What stands under *Unreleased* is not in a hotfix, and stays there.
  package mutating func release(
    hotfix version: Version, tag: String, on day: String, saying sentence: String
  ) {
    guard !hasSection(of: version) else { return }
    let section = ["## [\(version)] - \(day)", "", "- \(sentence)", ""]
    if let unreleased, holdsEntries(unreleased) {
      page.insert(section, at: unreleased.upperBound)
    } else {
      add(section)
    }
    link(version, tag: tag)
  }

  /// What stands under the heading of `version`, without the heading; `nil` where there is no such section.
  package func section(of version: Version) -> String? {
    guard let body = bodies.first(where: { $0.heading.hasVersion(version) })?.range else {
      return nil
    }
    var lines = page.contents(body)[...]
    while lines.first?.isEmpty == true { lines.removeFirst() }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// A changelog for a project that has none.
  package static let empty = Changelog(
    """
    # Changelog

    The notable changes of this project, in the form of
    [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

    ## [Unreleased]

    """)

  // MARK: - Places

  /// Whether it tells of `version`.
  func hasSection(of version: Version) -> Bool {
    bodies.contains { $0.heading.hasVersion(version) }
  }

  /// The lines under *Unreleased*.
  private var unreleased: Range<Int>? {
    bodies.first { $0.heading.isUnreleased }?.range
  }

  /// Every heading of a release, and the lines under it.
  private var bodies: [(heading: ChangelogHeading, range: Range<Int>)] {
    let inert = page.inert
    let ends = page.indices.filter { index in
      !inert.contains(index)
        && (page[index].hasPrefix("## ") || ChangelogLink(page[index]) != nil)
    }
    return ends.enumerated().compactMap { position, index in
      guard let heading = ChangelogHeading(page[index]) else { return nil }
      let next = position + 1 < ends.count ? ends[position + 1] : page.count
      return (heading, index + 1..<next)
    }
  }

  /// Whether somebody wrote something there: empty headings and comments are waiting to be filled.
  private func holdsEntries(_ range: Range<Int>) -> Bool {
    let inert = page.inert
    return range.contains { index in
      let line = page[index]
      if line.hasPrefix("### ") || line.allSatisfy(\.isWhitespace) { return false }
      return !inert.contains(index) || line.hasPrefix("```") || line.hasPrefix("~~~")
    }
  }

  /// Puts a section that is ready on top of the others.
  private mutating func add(_ section: [String]) {
    if let unreleased {
      let isBlank = page.contents(unreleased).allSatisfy { $0.allSatisfy(\.isWhitespace) }
      if isBlank {
        page.replace(unreleased, with: [""] + section)
      } else {
        // Headings and comments that wait to be filled stay where they are.
        page.insert(section, at: unreleased.upperBound)
      }
    } else {
      let first = bodies.first.map { $0.range.lowerBound - 1 }
      page.insert(section, at: first ?? endOfTitle)
    }
  }

  /// The line after the document's title and its introduction's first blank line.
  private var endOfTitle: Int {
    guard page.count > 0, page[0].hasPrefix("# ") else { return 0 }
    return page.count > 1 && page[1].isEmpty ? 2 : 1
  }

  // MARK: - Links

  /// Keeps the links at the end of the file up to date.
  private mutating func link(_ version: Version, tag: String) {
    let links = page.indices.compactMap { index in
      ChangelogLink(page[index]).map { (index: index, link: $0) }
    }
    guard !links.contains(where: { $0.link.hasVersion(version) }) else { return }
    if let (index, unreleased) = links.first(where: { $0.link.isUnreleased }),
      let moved = unreleased.moved(to: tag)
    {
      page.set(index, to: moved.unreleased)
      page.insert([moved.released(version)], at: index + 1)
    } else if let (index, newest) = links.first(where: { $0.link.version != nil }),
      let line = newest.followed(by: version, tag: tag)
    {
      page.insert([line], at: index)
    }
  }
}

/// A heading of a release: `## [2.1.0] - 2026-01-05`, `## 2.1.0`, `## [Unreleased]`.
struct ChangelogHeading {
  private let name: Substring

  init?(_ line: String) {
    guard line.hasPrefix("## ") else { return nil }
    var name = line.dropFirst(3).drop { $0 == " " || $0 == "[" }
    name = name.prefix { $0 != "]" && $0 != " " && $0 != "\t" }
    self.name = name.hasPrefix("v") ? name.dropFirst() : name
  }

  var isUnreleased: Bool { name.lowercased() == "unreleased" }
  func hasVersion(_ version: Version) -> Bool { (try? Version(parsing: name)) == version }
}
