package import LockstepCore
package import LockstepKit
internal import LockstepVerification

/// A fleet run as one page: what it comes to, what breaks whom, every dependent, and for each that is not
/// well what the compiler and the tests said.
///
/// The page stays under four megabytes whatever the run found: the most urgent dependents come first, and
/// those for whom no room is left keep their row in the table.
package struct FleetRunDocument {
  let report: FleetRunReport
  let gates: GateEvidence?
  let logs: LogShelf
  let at: Timestamp

  /// How much of a page the details may take, and of that the logs, in bytes.
  private static let roomForDetails = 2 << 20
  private static let roomForLogs = 1 << 20
  /// More dependents with their logs unfolded than this are no page that anybody scrolls through.
  private static let mostUnfolded = 12

  /// - Parameters:
  ///   - gates: What is known of the candidate's gates.
  ///   - logs: Where excerpts may be taken from.
  ///   - at: When the page is made.
  package init(
    _ report: FleetRunReport, gates: GateEvidence? = nil, logs: LogShelf, at: Timestamp
  ) {
    self.report = report
    self.gates = gates
    self.logs = logs
    self.at = at
  }

  /// The file.
  package var html: String {
    let ordered = report.ordered
    let details = details(of: ordered)
    return Page("Fleet run: \(report.baseline) → \(report.candidate)") {
      tag("header") {
        tag("h1", "\(report.baseline) → \(report.candidate)")
        tag("p", ["class": "verdict \(report.shade)"], report.conclusion)
        if !ordered.isEmpty { bar }
        tag(
          "p", ["class": "faint"],
          "\(report.tally)\(ordered.isEmpty ? "" : "; ")\(report.apartness)")
        tag("p", ["class": "faint"], "every dependent built and tested on both sides; made \(at)")
      }
      causes(details.anchors)
      if !ordered.isEmpty { table(ordered, details.anchors) }
      if !details.articles.isEmpty {
        tag("section") {
          tag("h2", "Details")
          details.articles
          if details.left > 0 {
            tag(
              "p", ["class": "faint"],
              "\(counted(details.left, "more dependent")) without details: a page is bounded. "
                + "`--format json` has everything.")
          }
        }
      }
      if let gates { GateSection.section(gates) }
    }.html
  }

  // MARK: - Summary

  /// The outcomes as lengths of one bar.
  private var bar: Markup {
    let total = max(1, report.entries.count)
    var start = 0
    var parts: [Markup] = []
    for kind in FleetRunReport.order {
      let number = report.entries(kind).count
      guard number > 0 else { continue }
      parts.append(
        tag(
          "rect",
          [
            "class": kind.shade, "x": "\(start * 1000 / total)", "y": "0",
            "width": "\(max(2, number * 1000 / total))", "height": "12",
          ]
        ) { tag("title", "\(number) \(kind.rawValue)") })
      start += number
    }
    return tag(
      "svg",
      [
        "class": "bar", "viewBox": "0 0 1000 12", "preserveAspectRatio": "none", "role": "img",
        "aria-label": report.tally,
      ]
    ) { parts }
  }

  private func causes(_ anchors: [RepositoryName: String]) -> [Markup] {
    let causes = report.causes
    guard !causes.isEmpty else { return [] }
    let shown = causes.prefix(100)
    return [
      tag("section") {
        tag("h2", "What breaks them")
        tag("ul") {
          for cause in shown {
            tag("li") {
              tag("code", Self.short(cause.text, 500))
              ": \(counted(cause.names.count, "dependent")): "
              names(cause.names, anchors)
            }
          }
          if causes.count > shown.count { tag("li", "… and \(causes.count - shown.count) more") }
        }
      }
    ]
  }

  private func names(_ names: [RepositoryName], _ anchors: [RepositoryName: String]) -> [Markup] {
    let shown = names.prefix(50)
    var parts: [Markup] = []
    for (number, name) in shown.enumerated() {
      if number > 0 { parts.append(Markup(", ")) }
      parts.append(link(name, anchors))
    }
    if names.count > shown.count { parts.append(Markup(" and \(names.count - shown.count) more")) }
    return parts
  }

  private func link(_ name: RepositoryName, _ anchors: [RepositoryName: String]) -> Markup {
    guard let anchor = anchors[name] else { return Markup(name.description) }
    return tag("a", ["href": "#\(anchor)"], name.description)
  }

  // MARK: - Table

  private func table(_ entries: [FleetRunReport.Entry], _ anchors: [RepositoryName: String])
    -> Markup
  {
    tag("section") {
      tag("h2", "Dependents")
      tag("div", ["class": "filter"]) {
        for kind in FleetRunReport.order where !report.entries(kind).isEmpty {
          tag("label") {
            void(
              "input", ["type": "checkbox", "id": "show-\(kind.rawValue)", "checked": ""])
            tag("span", ["class": kind.shade], " \(report.entries(kind).count) \(kind.rawValue)")
          }
        }
        tag("label", ["hidden": ""]) {
          void(
            "input",
            [
              "type": "search", "id": "filter-text", "placeholder": "filter by text",
              "aria-label": "filter by text",
            ])
        }
      }
      tag("table", ["class": "dependents"]) {
        tag("thead") {
          tag("tr") {
            for title in ["dependent", "outcome", "reason"] { tag("th", ["scope": "col"], title) }
            for title in ["baseline", "candidate"] {
              tag("th", ["scope": "col", "class": "number wide"], title)
            }
            tag("th", ["scope": "col", "class": "wide"], "commit")
          }
        }
        tag("tbody") { entries.map { row($0, anchors) } }
      }
    }
  }

  private func row(_ entry: FleetRunReport.Entry, _ anchors: [RepositoryName: String]) -> Markup {
    let kind = entry.outcome.kind
    return tag("tr", ["data-outcome": kind.rawValue, "data-details": anchors[entry.name]]) {
      tag("td") {
        link(entry.name, anchors)
        if !entry.via.isEmpty {
          tag(
            "span", ["class": "faint"],
            " via \(Self.short(entry.via.map(\.description).joined(separator: ", "), 200))")
        }
      }
      tag("td", ["class": "word \(kind.shade)"], kind.rawValue)
      tag("td", ["class": "reason"], kind == .passed ? "" : Self.short(entry.told, 240))
      tag("td", ["class": "number wide"], Self.seconds(entry.outcome.baselineSeconds))
      tag("td", ["class": "number wide"], Self.seconds(entry.outcome.candidateSeconds))
      tag("td", ["class": "wide"]) {
        if let commit = entry.shortCommit { tag("code", commit) }
      }
    }
  }

  // MARK: - Details

  private struct Details {
    var articles: [Markup] = []
    /// Where a dependent's details are on the page.
    var anchors: [RepositoryName: String] = [:]
    /// How many dependents have none for lack of room.
    var left = 0
  }

  private func details(of entries: [FleetRunReport.Entry]) -> Details {
    var details = Details()
    var room = Self.roomForDetails
    var roomForLogs = Self.roomForLogs
    for (number, entry) in entries.enumerated()
    where ![.passed, .skipped].contains(entry.outcome.kind) {
      let anchor = "d\(number)"
      let block = FleetRunBlock(
        entry: entry, anchor: anchor, isUnfolded: details.articles.count < Self.mostUnfolded)
      let log = roomForLogs > 0 ? block.log(from: logs)?.written() : nil
      let article = block.article(with: log?.markup).written()
      guard article.size <= room else {
        details.left += 1
        continue
      }
      room -= article.size
      roomForLogs -= log?.size ?? 0
      details.articles.append(article.markup)
      details.anchors[entry.name] = anchor
    }
    return details
  }

  // MARK: - Words

  static func short(_ text: String, _ most: Int) -> String {
    guard text.utf8.count > most else { return text }
    let part = text.prefix(most)
    return part.endIndex == text.endIndex ? text : part + "…"
  }

  static func seconds(_ value: Double?) -> String {
    value.map { "\(Verification.seconds($0)) s" } ?? ""
  }
}

extension FleetOutcome.Kind {
  /// The class of style that shows how much it matters.
  var shade: String {
    switch self {
    case .regressed: "bad"
    case .unknown, .flaky: "warn"
    case .brokenBefore, .skipped: "calm"
    case .fixed, .passed: "good"
    }
  }
}

extension FleetRunReport {
  fileprivate var shade: String {
    switch exitStatus {
    case .done: "good"
    case .decidedNo: "bad"
    default: "warn"
    }
  }
}
