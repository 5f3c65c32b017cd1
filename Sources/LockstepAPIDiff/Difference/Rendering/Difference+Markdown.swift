import LockstepCore

extension Difference {
  /// The difference as a page of Markdown, for a forge's comment or a summary.
  package func markdown(_ heading: DifferenceHeading) -> String {
    var lines = ["## API difference", "", Self.escaped(verdict(heading)), ""]
    for bump in [Bump.major, .minor, .patch] {
      let group = findings(bump)
      guard !group.isEmpty else { continue }
      lines += ["### \(Self.title(bump)) (\(group.count))", ""]
      for finding in group { lines += Self.markdown(finding) }
    }
    if !undecided.isEmpty {
      lines += ["### Could not be compared (\(undecided.count))", ""]
      for part in undecided {
        lines.append("- \(Self.code(part.item)): \(Self.escaped(part.reason))")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  private static func markdown(_ finding: Finding) -> [String] {
    let name = finding.reference.map { "[`\(finding.kind)`](\($0))" } ?? "`\(finding.kind)`"
    var first = "- \(name): \(escaped(finding.message))"
    if let place = finding.place { first += " (\(code("\(place.path):\(place.line)")))" }
    var lines = [first, ""]
    let diff =
      (finding.before.map { prefixed($0.text, "- ") } ?? [])
      + (finding.after.map { prefixed($0.text, "+ ") } ?? [])
    if !diff.isEmpty {
      let fence = String(repeating: "`", count: max(3, longestRun(in: diff) + 1))
      lines += ["  \(fence)diff"] + diff.map { "  " + $0 } + ["  \(fence)", ""]
    }
    return lines
  }

  private static func prefixed(_ text: String, _ mark: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { mark + $0 }
  }

  private static func longestRun(in lines: [String]) -> Int {
    var longest = 0
    for line in lines {
      var run = 0
      for character in line {
        run = character == "`" ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return longest
  }

  /// Text that comes from a repository must not become markup, apart from code in backticks.
  private static func escaped(_ text: String) -> String {
    text.replacing("<", with: "&lt;").replacing("\n", with: " ").replacing("|", with: "\\|")
  }

  private static func code(_ text: String) -> String {
    let fence = String(repeating: "`", count: longestRun(in: [text]) + 1)
    return fence + text + fence
  }
}
