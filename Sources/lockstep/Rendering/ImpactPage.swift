internal import LockstepCore
internal import LockstepKit

/// Whom a candidate hits: a block for each dependent that is hit, a line for each other one.
struct ImpactPage {
  let report: ImpactReport

  init(_ report: ImpactReport) {
    self.report = report
  }

  // MARK: - Text

  var text: String {
    guard !report.dependents.isEmpty else {
      return "nobody depends on the foundation, as far as can be seen\n"
    }
    var blocks = [heading]
    for outcome in DependentImpact.Outcome.allCases {
      let dependents = report.dependents(outcome)
      guard !dependents.isEmpty else { continue }
      if outcome == .breaks {
        blocks += dependents.map(block)
      } else {
        blocks.append(lines(dependents))
      }
    }
    if let causes { blocks.append(causes) }
    blocks.append(summary)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var heading: String {
    let way = report.isEstimate ? "estimated from sources, nothing was compiled" : "compiled"
    return "\(report.baseline) → \(report.candidate), \(way)"
  }

  private func block(_ impact: DependentImpact) -> String {
    var rows = ["\(impact.name)  breaks\(count(impact.sites.count, "place"))"]
    if !impact.via.isEmpty { rows[0] += ", through \(names(impact.via))" }
    if let reason = impact.reason { rows.append("  \(printable(reason))") }
    if let bump = bump(of: impact) { rows.append("  \(bump)") }
    for (change, sites) in Self.grouped(impact.sites) {
      rows.append("  \(heading(of: change, sites))")
      rows += sites.map { "    \(line(of: $0))" }
    }
    return rows.joined(separator: "\n")
  }

  /// An estimate has one message for all places of a change; a compiler has one for each.
  private func heading(of change: ChangeReference?, _ sites: [ImpactSite]) -> String {
    guard let change else { return "cause not certain" }
    let message = report.isEstimate ? sites.first.map { ": \(printable($0.message))" } ?? "" : ""
    return "\(printable(change.item)) (\(change.kind))\(message)"
  }

  private func line(of site: ImpactSite) -> String {
    let place = "\(printable(site.file)):\(site.line):\(site.column)"
    let tests = site.isInTests ? " (in tests)" : ""
    if report.isEstimate {
      // What is certain needs no word.
      let doubt = site.certainty.map { $0 == "certain" ? "" : " (\($0))" } ?? ""
      return place + doubt + tests
    }
    let code = site.code.map { "\($0): " } ?? ""
    return "\(place)  \(code)" + printable(String(site.message.prefix { $0 != "\n" })) + tests
  }

  private func lines(_ impacts: [DependentImpact]) -> String {
    var table = Table(indent: 0)
    for impact in impacts {
      let told = [impact.reason.map(printable), bump(of: impact)].compactMap(\.self)
      table.add(
        impact.name.description, impact.outcome.rawValue, told.joined(separator: "; "))
    }
    return table.text
  }

  private func bump(of impact: DependentImpact) -> String? {
    impact.bump.map { bump in
      "needs a \(bump) release itself" + (impact.bumpReason.map { ": \(printable($0))" } ?? "")
    }
  }

  /// One changed item that breaks nine dependents is one line with nine names.
  private var causes: String? {
    var hit: [ChangeReference: [RepositoryName]] = [:]
    for impact in report.dependents {
      for change in Set(impact.sites.compactMap(\.change)) {
        hit[change, default: []].append(impact.name)
      }
    }
    guard !hit.isEmpty else { return nil }
    let order = hit.sorted {
      ($1.value.count, $0.key.item, $0.key.kind) < ($0.value.count, $1.key.item, $1.key.kind)
    }
    var table = Table()
    for (change, names) in order {
      table.add(
        printable(change.item), change.kind,
        "\(names.count): \(self.some(names))")
    }
    return "What breaks them:\n" + table.text
  }

  private var summary: String {
    DependentImpact.Outcome.allCases.compactMap { outcome in
      let number = report.dependents(outcome).count
      return number == 0 ? nil : "\(number) \(outcome.rawValue)"
    }.joined(separator: ", ")
  }

  private func count(_ number: Int, _ word: String) -> String {
    number == 0 ? "" : " at \(number) \(word)\(number == 1 ? "" : "s")"
  }

  /// The first names; what hundreds have in common is told by their number.
  private func some(_ names: [RepositoryName]) -> String {
    let more = names.count - 12
    return more > 1 ? "\(self.names(Array(names.prefix(12)))) and \(more) more" : self.names(names)
  }

  private func names(_ names: [RepositoryName]) -> String {
    names.map(\.description).joined(separator: ", ")
  }

  /// The sites by the change behind them, in the order of their first sites; unexplained ones last.
  private static func grouped(_ sites: [ImpactSite]) -> [(ChangeReference?, [ImpactSite])] {
    var order: [ChangeReference?] = []
    var groups: [ChangeReference?: [ImpactSite]] = [:]
    for site in sites {
      if groups[site.change] == nil { order.append(site.change) }
      groups[site.change, default: []].append(site)
    }
    return (order.filter { $0 != nil } + order.filter { $0 == nil }).map { ($0, groups[$0] ?? []) }
  }

  // MARK: - JSON

  var json: JSONValue {
    [
      "schema": "lockstep.impact/1", "baseline": .string(report.baseline),
      "candidate": .string(report.candidate), "estimate": .boolean(report.isEstimate),
      "status": .integer(Int64(report.exitStatus.rawValue)),
      "dependents": .array(report.dependents.map(Self.json(of:))),
    ]
  }

  private static func json(of impact: DependentImpact) -> JSONValue {
    [
      "name": .string(impact.name.description), "outcome": .string(impact.outcome.rawValue),
      "reason": impact.reason.map(JSONValue.string) ?? .null,
      "via": .array(impact.via.map { .string($0.description) }),
      "bump": impact.bump.map { .string($0.rawValue) } ?? .null,
      "bump-reason": impact.bumpReason.map(JSONValue.string) ?? .null,
      "sites": .array(impact.sites.map(json(of:))),
    ]
  }

  private static func json(of site: ImpactSite) -> JSONValue {
    [
      "file": .string(site.file), "line": .integer(Int64(site.line)),
      "column": .integer(Int64(site.column)),
      "code": site.code.map(JSONValue.string) ?? .null, "message": .string(site.message),
      "tests": .boolean(site.isInTests),
      "certainty": site.certainty.map(JSONValue.string) ?? .null,
      "change": site.change.map {
        ["kind": .string($0.kind), "item": .string($0.item)]
      } ?? .null,
    ]
  }
}
