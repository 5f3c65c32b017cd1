/// The generated text of a guide: the same facts give the same text.
struct GuideText {
  let facts: GuideFacts
  /// The anchors of the sections, by item.
  private let anchors: [String: String]

  /// How many places of one dependent are listed; the rest is counted.
  private static let mostPlaces = 12
  /// How many dependents of one change are listed; the rest is counted.
  private static let mostDependents = 50

  init(_ facts: GuideFacts) {
    self.facts = facts
    anchors = Self.anchors(of: facts.changes.map(\.item))
  }

  // MARK: - Above the sections

  /// The generated text of one of the parts above the sections.
  func part(_ name: String) -> String? {
    switch name {
    case "summary": summary
    case "timeline":
      "Notice: \(facts.notice) before the release. Window: \(facts.window) after it."
    case "contacts":
      facts.contacts.isEmpty
        ? "No contact is configured." : facts.contacts.map { "- \($0)" }.joined(separator: "\n")
    default: nil
    }
  }

  private var summary: String {
    let count = facts.changes.count
    var lines = [
      "From \(LivingMarkdown.escaped(facts.baseline)) to \(facts.version): "
        + (count == 1 ? "one breaking change." : "\(count) breaking changes.")
        + " \(standing)",
      "", "| Change | What | Dependents |", "| --- | --- | --- |",
    ]
    for change in facts.changes {
      let link = "[\(LivingMarkdown.code(change.item))](#\(anchors[change.item] ?? ""))"
      let what = change.breaks.first.map { LivingMarkdown.escaped($0.message) } ?? ""
      let more = change.breaks.count > 1 ? ", and \(change.breaks.count - 1) more" : ""
      lines.append(
        "| \(LivingMarkdown.cell(link)) | \(LivingMarkdown.cell(what))\(more) | \(names(change.item)) |"
      )
    }
    if let others = facts.impact.hits[""], !others.isEmpty {
      lines += ["", "Dependents break at places that no single change explains:", ""]
      lines += hits(others)
    }
    if !facts.undecided.isEmpty {
      lines += ["", "Could not be compared, so there may be more:", ""]
      lines += facts.undecided.map { "- \(LivingMarkdown.escaped($0))" }
    }
    return lines.joined(separator: "\n")
  }

  /// How what is said of the dependents was found out.
  private var standing: String {
    let impact = facts.impact
    let looked =
      impact.dependents == 1 ? "The one dependent was" : "All \(impact.dependents) dependents were"
    let day = impact.day.map { " on \($0)" } ?? ""
    var text =
      switch impact.source {
      case .compiled where impact.dependents == 0, .estimate where impact.dependents == 0:
        "The fleet has no dependents."
      case .compiled:
        "\(looked) compiled against the candidate\(day)."
      case .estimate:
        "The places in dependents are an estimate, read off their sources without compiling."
      case .none:
        "Nobody has looked at the dependents yet"
          + (impact.reason.map { ": \(LivingMarkdown.escaped($0))." } ?? ".")
      }
    if !impact.unknown.isEmpty {
      let names = impact.unknown.map(LivingMarkdown.code).joined(separator: ", ")
      text += " Nothing could be learnt of \(names)."
    }
    return text
  }

  private func names(_ item: String) -> String {
    guard facts.impact.source != .none else { return "?" }
    let hits = facts.impact.hits[item] ?? []
    guard !hits.isEmpty else { return "none" }
    let names = hits.prefix(6).map { LivingMarkdown.cell(LivingMarkdown.code($0.dependent)) }
    let rest = hits.count - names.count
    return names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  // MARK: - Sections

  /// The generated text of a section.
  func section(of change: GuideChange) -> String {
    let heading = (change.noun.map { "\($0) " } ?? "") + LivingMarkdown.code(change.item)
    var lines = ["### <a id=\"\(anchors[change.item] ?? "")\"></a>\(heading)"]
    for (number, part) in change.breaks.enumerated() {
      let rule = LivingMarkdown.link(LivingMarkdown.code(part.kind), to: part.reference)
      lines += [
        "",
        "\(Self.sentence(LivingMarkdown.escaped(part.message))) "
          + "\(Self.sentence(LivingMarkdown.escaped(part.explanation))) (\(rule))",
      ]
      // Several rules may speak of the same two declarations: these stand below the last of them.
      let next = number + 1 < change.breaks.count ? change.breaks[number + 1] : nil
      if next?.before != part.before || next?.after != part.after {
        lines += Self.declarations(part)
      }
    }
    lines += ["", impact(on: change.item)]
    let hits = facts.impact.hits[change.item] ?? []
    if !hits.isEmpty { lines += [""] + self.hits(hits) }
    return lines.joined(separator: "\n")
  }

  /// The generated text of a section whose change is gone.
  func gone(_ item: String) -> String {
    """
    ### \(LivingMarkdown.code(item))

    Not breaking any more. What was written about it is kept here; delete the section when nobody \
    needs it.
    """
  }

  /// The heading above such sections.
  static let goneHeading = "## No longer breaking"

  private static func sentence(_ text: String) -> String {
    guard let first = text.first, let last = text.last else { return text }
    let begun = first.isLowercase ? first.uppercased() + text.dropFirst() : text
    return ".!?".contains(last) ? begun : begun + "."
  }

  private static func declarations(_ part: GuideChange.Break) -> [String] {
    let lines =
      (part.before.map { LivingMarkdown.marked($0.text, "- ") } ?? [])
      + (part.after.map { LivingMarkdown.marked($0.text, "+ ") } ?? [])
    guard !lines.isEmpty else { return [] }
    let places = [
      part.before?.place.map { "Before: \(LivingMarkdown.code($0))." },
      part.after?.place.map { "After: \(LivingMarkdown.code($0))." },
    ].compactMap(\.self)
    return ["", LivingMarkdown.block(lines, language: "diff")]
      + (places.isEmpty ? [] : ["", places.joined(separator: " ")])
  }

  private func impact(on item: String) -> String {
    let count = facts.impact.hits[item]?.count ?? 0
    let dependents = count == 1 ? "one dependent" : "\(count) dependents"
    switch facts.impact.source {
    case .none: return "Which dependents it hits is not known yet."
    case .compiled:
      guard count == 0 else { return "It breaks \(dependents):" }
      let hasOthers = facts.impact.hits[""]?.isEmpty == false
      return hasOthers ? "No break of a dependent is traced to it." : "It breaks no dependent."
    case .estimate:
      return count == 0
        ? "No dependent is seen to use it (an estimate)."
        : "It touches \(dependents) (an estimate):"
    }
  }

  private func hits(_ hits: [GuideHit]) -> [String] {
    var lines = hits.prefix(Self.mostDependents).map { hit in
      let places = hit.places.prefix(Self.mostPlaces).map(LivingMarkdown.code)
      let rest = hit.places.count - places.count
      return "- \(LivingMarkdown.code(hit.dependent))"
        + (places.isEmpty ? "" : ": \(places.joined(separator: ", "))")
        + (rest > 0 ? " and \(rest) more" : "")
    }
    let rest = hits.count - lines.count
    if rest > 0 { lines.append("- and \(rest) more dependents") }
    return lines
  }

  // MARK: - Anchors

  /// A name for each item that a link can lead to: letters, digits and dashes.
  private static func anchors(of items: [String]) -> [String: String] {
    var anchors: [String: String] = [:]
    var used: Set<String> = []
    for item in items {
      var base = "change"
      var isGap = true
      for scalar in item.unicodeScalars {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_":
          if isGap { base += "-" }
          base.unicodeScalars.append(scalar)
          isGap = false
        default: isGap = true
        }
      }
      var anchor = base
      var number = 2
      while !used.insert(anchor).inserted {
        anchor = "\(base)-\(number)"
        number += 1
      }
      anchors[item] = anchor
    }
    return anchors
  }
}
