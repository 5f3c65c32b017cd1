internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

extension FlagsPage {
  /// The review as a page of Markdown, for a forge's comment or a release's checklist.
  var markdown: String {
    var lines = ["## Feature flags of \(Self.cell(review.candidate))", ""]
    lines += heading.split(separator: "\n").dropFirst().map { "- \(Self.cell(String($0)))" }
    lines.append("")
    guard !review.features.isEmpty else {
      return (lines + ["It has no features.", ""]).joined(separator: "\n")
    }
    lines += [
      "| Feature | Class | Since | Enabled by | Tested | Advice |", "|---|---|---|---|---|---|",
    ]
    for feature in review.features {
      let cells = [
        "`\(label(feature).replacing("`", with: "'"))`", Self.words(feature), Self.since(feature),
        Self.users(feature), Self.tested(feature), "**\(feature.advice.action.rawValue)**",
      ]
      lines.append("| " + cells.map(Self.cell).joined(separator: " | ") + " |")
    }
    lines.append("")
    for feature in review.features {
      lines += [
        "### `\(label(feature).replacing("`", with: "'"))`: \(feature.advice.action.rawValue)", "",
      ]
      lines += (feature.advice.reasons + Self.relations(feature)).map { "- \(Self.cell($0))" }
      for enabler in feature.enablers.prefix(Self.most) {
        let place = "`\(enabler.place.path):\(enabler.place.line)`"
        let words = enabler.isActive ? enabler.sentence : "could: " + enabler.sentence
        lines.append(
          "- \(Self.cell(enabler.repository.description)), \(Self.cell(place)): \(Self.cell(words))"
        )
      }
      let more = feature.enablers.count - Self.most
      if more > 0 { lines.append("- … and \(more) more") }
      lines.append("")
    }
    if !review.deprecations.isEmpty {
      lines += ["### Deprecated in the sources", ""]
      lines += review.deprecations.map { item in
        Self.cell(
          "- `\(item.name)`, `\(item.place.path):\(item.place.line)`: \(item.sentence(review.cycle))"
        )
      }
      lines.append("")
    }
    if !review.conditional.isEmpty {
      lines += ["### Only with a feature of their own take it", ""]
      lines += review.conditional.map { use in
        let place = "`\(use.place.path):\(use.place.line)`"
        return Self.cell(
          "- \(use.repository), \(place): with `\(use.own)`, which is \(use.isActive ? "on" : "off")"
        )
      }
      lines.append("")
    }
    if !review.remarks.isEmpty {
      lines += ["### Worth knowing", ""] + review.remarks.map { "- \(Self.cell($0))" } + [""]
    }
    return lines.joined(separator: "\n")
  }

  /// Text that comes from repositories does not become markup, apart from code between backticks.
  private static func cell(_ text: String) -> String {
    printable(text).replacing("<", with: "&lt;").replacing("|", with: "\\|")
  }
}
