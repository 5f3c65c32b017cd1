package import LockstepAPIDiff
internal import LockstepCore
package import LockstepGit

/// The sections of a release in Keep a Changelog 1.1, in its order.
package enum ChangelogSection: String, Hashable, Sendable, CaseIterable {
  case added = "Added"
  case changed = "Changed"
  case deprecated = "Deprecated"
  case removed = "Removed"
  case fixed = "Fixed"
  case security = "Security"
}

/// What a release has to tell, sorted into sections: the real changes of the public API first, then the
/// commits.
package struct ChangelogNotes: Hashable, Sendable {
  /// One line of a section.
  struct Entry: Hashable, Sendable {
    var section: ChangelogSection
    var text: String
    /// The public path that it speaks of; `nil` for a commit.
    var item: String?
  }

  /// Changes of the API, heaviest first.
  private(set) var findings: [Entry]
  /// What the commits say, oldest first.
  private(set) var commits: [Entry]

  /// How many changes of the API one section lists at most.
  static let most = 100

  /// Sorts findings and commits into sections.
  ///
  /// - Parameters:
  ///   - findings: What the comparison of baseline and candidate found; empty where it was not made.
  ///   - commits: Those since the baseline, newest first, as the log gives them. Merges, release
  ///     commits, reverts together with what they take back, and what concerns nobody outside (`ci`,
  ///     `test`, `style`, `chore`) are left out.
  package init(findings: [Finding], commits: [CommitInfo]) {
    var counts: [ChangelogSection: Int] = [:]
    self.findings = findings.compactMap { finding in
      guard finding.bump != .patch else { return nil }
      let section = ChangelogSection(of: finding)
      counts[section, default: 0] += 1
      guard counts[section, default: 0] <= Self.most else { return nil }
      return Entry(section: section, text: Self.text(of: finding), item: finding.item)
    }
    for section in ChangelogSection.allCases {
      let more = counts[section, default: 0] - Self.most
      guard more > 0 else { continue }
      let text = "… and \(more) more; `lockstep diff` between the two releases lists them"
      self.findings.append(Entry(section: section, text: text, item: nil))
    }
    self.commits = Self.subjects(of: commits).compactMap(Self.entry)
  }

  // MARK: - Findings

  private static let endings = [
    " is new", " is gone", " is gone, or no longer public", " is gone, or no longer exported",
  ]

  /// `**Breaking:** the field `core::Node::parent`` under *Removed*, what became of it elsewhere.
  private static func text(of finding: Finding) -> String {
    var text = finding.message
    if let ending = endings.first(where: { text.hasSuffix($0) }) {
      text = String(text.dropLast(ending.count))
    }
    text = MarkdownText.prose(text)
    text = finding.bump == .major ? "**Breaking:** " + text : MarkdownText.capitalised(text)
    return text + signatures(of: finding)
  }

  /// Both signatures where they fit on a line.
  private static func signatures(of finding: Finding) -> String {
    guard let before = finding.before?.text, let after = finding.after?.text, before != after,
      [before, after].allSatisfy({ $0.count <= 100 && !$0.contains("\n") && !$0.contains("`") })
    else { return "" }
    return ": `\(before)` → `\(after)`"
  }

  // MARK: - Commits

  /// The subjects that may be told, oldest first.
  private static func subjects(of commits: [CommitInfo]) -> [String] {
    var takenBack: [String: Int] = [:]
    var subjects: [String] = []
    for commit in commits where commit.parents.count < 2 {
      let subject = commit.subject
      if let count = takenBack[subject], count > 0 {
        takenBack[subject] = count - 1
        // The revert goes with what it took back.
        if let index = subjects.lastIndex(of: "Revert \"\(subject)\"") {
          subjects.remove(at: index)
        }
        continue
      }
      if let reverted = Self.reverted(by: subject) { takenBack[reverted, default: 0] += 1 }
      subjects.append(subject)
    }
    return subjects.reversed()
  }

  /// The subject that `Revert "…"` takes back.
  private static func reverted(by subject: String) -> String? {
    guard subject.hasPrefix("Revert \""), subject.hasSuffix("\""), subject.count > 9 else {
      return nil
    }
    return String(subject.dropFirst(8).dropLast())
  }

  private static func entry(_ subject: String) -> Entry? {
    let subject = String(subject.drop(while: \.isWhitespace))
    guard !subject.isEmpty, !isRelease(subject) else { return nil }
    let commit = ConventionalSubject(subject)
    guard let section = commit.section else { return nil }
    let scope = commit.scope.map { "\($0): " } ?? ""
    // A page that changed is not a behaviour that did.
    let lead = commit.type == "docs" ? "Documentation: " : ""
    let text = MarkdownText.prose(lead + scope + commit.text)
    return Entry(
      section: section,
      text: commit.isBreaking ? "**Breaking:** " + text : MarkdownText.capitalised(text),
      item: nil)
  }

  /// Whether a commit only makes a release: `Release core 2.1.0`, `chore(release): 2.1.0`, `v2.1.0`.
  private static func isRelease(_ subject: String) -> Bool {
    let words = subject.lowercased().split { $0 == " " || $0 == ":" || $0 == "(" || $0 == ")" }
    guard let last = words.last,
      (try? Version(parsing: last.hasPrefix("v") ? last.dropFirst() : last)) != nil
    else { return false }
    let known: Set<Substring> = ["release", "bump", "chore", "version", "to", "prepare", "for"]
    return words.count == 1 || words.dropLast().allSatisfy(known.contains)
      || (words.first == "release" && words.count <= 3)
  }
}

extension ChangelogSection {
  /// The section that a change of the API belongs to.
  init(of finding: Finding) {
    if finding.kind.hasSuffix("_marked_deprecated") {
      self = .deprecated
    } else {
      switch (finding.before, finding.after) {
      case (nil, .some): self = .added
      case (.some, nil): self = .removed
      default: self = .changed
      }
    }
  }
}

/// A commit's subject in the form of Conventional Commits, or any other.
struct ConventionalSubject: Hashable {
  /// `feat`, `fix` …, in lower case; `nil` where the subject has no such prefix.
  var type: String?
  var scope: String?
  var isBreaking = false
  /// The rest.
  var text: String

  init(_ subject: String) {
    text = subject
    guard let colon = subject.firstIndex(of: ":") else { return }
    var head = subject[..<colon]
    let rest = subject[subject.index(after: colon)...]
    guard rest.first == " " else { return }
    if head.last == "!" {
      isBreaking = true
      head.removeLast()
    }
    if head.last == ")", let open = head.firstIndex(of: "(") {
      let inner = head[head.index(after: open)...].dropLast()
      scope = inner.isEmpty ? nil : String(inner)
      head = head[..<open]
    }
    guard !head.isEmpty, Self.types.contains(head.lowercased()) else {
      scope = nil
      isBreaking = false
      return
    }
    type = head.lowercased()
    text = String(rest.drop { $0 == " " })
  }

  private static let types: Set<String> = [
    "build", "chore", "ci", "docs", "feat", "feature", "fix", "bugfix", "perf", "refactor",
    "revert", "security", "style", "test", "tests", "deprecate", "remove",
  ]

  /// Where a changelog tells it; `nil` where it concerns nobody outside.
  var section: ChangelogSection? {
    if scope?.lowercased() == "security" { return .security }
    switch type {
    case "feat", "feature": return .added
    case "fix", "bugfix": return .fixed
    case "security": return .security
    case "deprecate": return .deprecated
    case "remove": return .removed
    case "chore", "ci", "style", "test", "tests": return isBreaking ? .changed : nil
    default: return .changed
    }
  }
}
