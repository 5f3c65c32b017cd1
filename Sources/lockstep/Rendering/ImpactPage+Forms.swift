internal import LockstepCore
internal import LockstepKit

/// The forms that machines of a forge read.
extension ImpactPage {
  func tell(on terminal: Terminal) {
    switch terminal.format {
    case .markdown: terminal.result(markdown)
    case .sarif: terminal.result(sarif)
    case .github: terminal.result(annotations)
    default: terminal.result(text: text, json: json)
    }
  }

  // MARK: - Markdown

  /// A table of all dependents, and the places of each that breaks folded below it.
  var markdown: String {
    var lines = [
      "## Impact: \(Self.escaped(report.baseline)) → \(Self.escaped(report.candidate))", "",
    ]
    if report.isEstimate { lines += ["*Estimated from sources; nothing was compiled.*", ""] }
    lines += [
      "| dependent | outcome | places | own release | remark |", "| --- | --- | --- | --- | --- |",
    ]
    for outcome in DependentImpact.Outcome.allCases {
      for impact in report.dependents(outcome) {
        let cells = [
          impact.name.description, impact.outcome.rawValue, "\(impact.sites.count)",
          impact.bump?.rawValue ?? "", impact.reason ?? "",
        ]
        lines.append("| " + cells.map(Self.escaped).joined(separator: " | ") + " |")
      }
    }
    for impact in report.dependents(.breaks) where !impact.sites.isEmpty {
      lines += ["", "<details><summary>\(Self.escaped(impact.name.description))</summary>", ""]
      lines += impact.sites.map { site in
        let cause = site.change.map { ", because of \(Self.code($0.item))" } ?? ""
        return "- \(Self.code("\(site.file):\(site.line)")) "
          + Self.escaped((site.code.map { "\($0): " } ?? "") + site.message) + cause
      }
      lines += ["", "</details>"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text that comes from a repository must not become markup.
  private static func escaped(_ text: String) -> String {
    printable(text.replacing("\n", with: " ")).replacing("&", with: "&amp;")
      .replacing("<", with: "&lt;").replacing("|", with: "\\|")
  }

  private static func code(_ text: String) -> String {
    "`" + printable(text).replacing("`", with: "'").replacing("|", with: "\\|") + "`"
  }

  // MARK: - GitHub annotations

  /// One workflow command for each place; it names the file in its text, for it is another repository's.
  var annotations: String {
    var lines: [String] = []
    for impact in report.dependents {
      switch impact.outcome {
      case .unaffected, .alreadyBroken: continue
      case .unknown:
        lines.append(
          "::warning title=\(Self.property("\(impact.name) is not known"))::"
            + Self.data(impact.reason ?? ""))
      case .breaks:
        let title = Self.property("\(impact.name) breaks")
        if impact.sites.isEmpty {
          lines.append("::error title=\(title)::" + Self.data(impact.reason ?? ""))
        }
        lines += impact.sites.map { site in
          let cause = site.change.map { " (\($0.item), \($0.kind))" } ?? ""
          return "::error title=\(title)::"
            + Self.data("\(site.file):\(site.line): \(site.message)\(cause)")
        }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  // MARK: - SARIF

  /// SARIF 2.1.0; each repository is a base of its own, named as the fleet names it.
  var sarif: JSONValue {
    let broken = report.dependents(.breaks)
    let rules = Set(broken.flatMap(\.sites).map(Self.rule(of:))).sorted()
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "lockstep", "version": .string(Lockstep.version),
              "rules": .array(rules.map { ["id": .string($0)] }),
            ]
          ],
          "originalUriBaseIds": .object(
            Dictionary(
              broken.map { impact in
                let text = JSONValue.string("The repository \(impact.name).")
                return (Self.base(of: impact), ["description": ["text": text]])
              }, uniquingKeysWith: { first, _ in first })),
          "results": .array(
            broken.flatMap { impact in impact.sites.map { Self.result($0, impact) } }),
          "properties": [
            "baseline": .string(report.baseline), "candidate": .string(report.candidate),
            "estimate": .boolean(report.isEstimate),
          ],
        ]
      ],
    ]
  }

  private static func result(_ site: ImpactSite, _ impact: DependentImpact) -> JSONValue {
    let place: JSONValue = [
      "artifactLocation": [
        "uri": .string(percentEncoded(path: site.file)), "uriBaseId": .string(base(of: impact)),
      ],
      "region": [
        "startLine": .integer(Int64(site.line)), "startColumn": .integer(Int64(site.column)),
      ],
    ]
    let names = site.change.map { JSONValue.string($0.item) }
    return [
      "ruleId": .string(rule(of: site)), "level": "error",
      "message": ["text": .string("\(impact.name): \(site.message)")],
      "locations": [
        [
          "physicalLocation": place,
          "logicalLocations": .array(names.map { [["fullyQualifiedName": $0]] } ?? []),
        ]
      ],
    ]
  }

  private static func base(of impact: DependentImpact) -> String { "REPOSITORY:\(impact.name)" }

  private static func rule(of site: ImpactSite) -> String {
    site.change?.kind ?? site.code ?? "error"
  }
}
