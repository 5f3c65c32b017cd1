internal import LockstepCore
internal import LockstepGit

/// The generated text of a post-mortem: the same facts give the same text.
struct PostMortemText {
  let facts: PostMortem

  /// How many rows of a table are shown; the rest is counted.
  private static let mostRows = 200
  private static let mostMoments = 400

  init(_ facts: PostMortem) { self.facts = facts }

  func text(of part: PostMortemContent.Part) -> String {
    switch part {
    case .summary: summary
    case .impact: impact
    case .timeline: timeline
    case .detection: detection
    case .cause: cause
    case .well: remarks(.well)
    case .badly: remarks(.badly)
    case .lucky: remarks(.lucky)
    case .gaps: gaps
    case .next: nextRelease
    }
  }

  /// The generated text of one action.
  func text(of action: PostMortem.Proposal) -> String {
    "### \(LivingMarkdown.words(action.title))\n\nProposed by the record: "
      + "\(Self.sentence(LivingMarkdown.escaped(action.reason)))"
  }

  // MARK: - Summary

  private var summary: String {
    let incident = facts.incident
    let releases = facts.releases
    var rows: [(String, String)] = [
      ("Incident", "\(LivingMarkdown.code(incident.id)), \(incident.severity.rawValue)"),
      ("Foundation", LivingMarkdown.code(facts.foundation)),
    ]
    if let bad = releases.bad {
      let assumed = releases.isAssumed ? ", taken to be the cause: nothing was taken back" : ""
      rows.append(("Bad version", "\(version(bad))\(since(releases.publishedAt))\(assumed)"))
    }
    if let good = releases.good { rows.append(("Last good version", version(good))) }
    if let hotfix = releases.hotfix {
      rows.append(("Hotfix", "\(version(hotfix))\(since(releases.hotfixAt))"))
    }
    if let yanked = releases.yankedAt { rows.append(("Withdrawn", "\(yanked)")) }
    rows.append(("Opened", "\(incident.openedAt)\(by(incident.openedBy))"))
    rows.append(
      (
        "Taken",
        incident.acknowledgedAt.map { "\($0)\(by(incident.acknowledgedBy ?? ""))" } ?? "by nobody"
      ))
    rows += incident.roles.map { role in
      (role.role.title, LivingMarkdown.words(role.person))
    }
    rows.append(("Closed", incident.closedAt.map(\.description) ?? "still open"))
    rows.append(("Touched", touched))
    var lines = ["| | |", "| --- | --- |"]
    lines += rows.map { "| \($0.0) | \(LivingMarkdown.cell($0.1)) |" }
    lines += ["", "As the ledger tells it up to \(facts.asOf) (UTC)."]
    if !facts.withheld.isEmpty {
      lines += [
        "", "Left out here: \(LivingMarkdown.words(facts.withheld.joined(separator: "; "))).",
      ]
    }
    return lines.joined(separator: "\n")
  }

  private var touched: String {
    let impact = facts.impact
    return "\(counted(impact.exposures.count, "dependent")) for "
      + "\(Self.hours(impact.hours)) together, \(impact.broken.count) broken"
  }

  private func version(_ release: ReleasedVersion) -> String {
    "\(release.version) (\(LivingMarkdown.code(release.tag)), \(LivingMarkdown.code(release.commit.short)))"
  }

  private func since(_ time: Timestamp?) -> String { time.map { ", public since \($0)" } ?? "" }

  private func by(_ name: String) -> String {
    name.isEmpty ? "" : " by \(LivingMarkdown.words(name))"
  }

  // MARK: - Impact

  private var impact: String {
    let impact = facts.impact
    var lines: [String] = []
    if !impact.broken.isEmpty {
      lines += [
        "Does not build or pass its tests with it: "
          + "\(impact.broken.map(LivingMarkdown.code).joined(separator: ", ")).", "",
      ]
    }
    guard !impact.exposures.isEmpty else {
      return (lines + ["No dependent had it, as far as the record tells."]).joined(separator: "\n")
    }
    lines += [
      "| Dependent | How | From | Until | Hours | Ended by |",
      "| --- | --- | --- | --- | ---: | --- |",
    ]
    for span in impact.exposures.prefix(Self.mostRows) {
      let hours = span.hours.map { (span.isAtMost ? "≤ " : "") + Self.number($0) } ?? "?"
      let cells = [
        LivingMarkdown.cell(LivingMarkdown.code(span.name)),
        LivingMarkdown.cell(LivingMarkdown.words(span.how)),
        span.from?.description ?? "?", span.until?.description ?? "…", hours,
        LivingMarkdown.words(span.end),
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    let rest = impact.exposures.count - Self.mostRows
    if rest > 0 { lines.append("| and \(rest) more | | | | | |") }
    lines += [
      "",
      "Counted from the push of the update to the push of the way back; where nobody knows since when a "
        + "dependent had it, from publication (≤).",
    ]
    if impact.safe > 0 {
      lines += ["", "\(counted(impact.safe, "dependent")) could not get it."]
    }
    return lines.joined(separator: "\n")
  }

  // MARK: - Timeline

  private var timeline: String {
    guard !facts.timeline.isEmpty else { return "The ledger has nothing on it." }
    var lines = ["| When (UTC) | What | By | Evidence |", "| --- | --- | --- | --- |"]
    // The end is what a reader wants to know of a very long one.
    let shown = facts.timeline.suffix(Self.mostMoments)
    let rest = facts.timeline.count - shown.count
    if rest > 0 { lines.append("| | \(rest) earlier events are not shown | | |") }
    for moment in shown {
      let links = moment.links.enumerated().map { number, address in
        LivingMarkdown.link("[\(number + 1)]", to: address)
      }
      let cells = [
        "\(moment.at)",
        LivingMarkdown.cell(LivingMarkdown.escaped(moment.text)),
        LivingMarkdown.cell(LivingMarkdown.words(moment.by)),
        ([LivingMarkdown.code(moment.entry.short)] + links).joined(separator: " "),
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    lines += [
      "",
      "Evidence: `git show` with such an id shows the event in the ledger, `refs/lockstep/ledger`.",
    ]
    return lines.joined(separator: "\n")
  }

  // MARK: - Detection and cause

  private var detection: String {
    let detection = facts.detection
    var lines = [
      "Noticed \(detection.at)"
        + (detection.after.map { ", \($0) after publication" } ?? "") + ". "
        + Self.sentence(LivingMarkdown.escaped(detection.trigger))
    ]
    if let after = detection.acknowledgedAfter {
      lines += ["", "Taken \(after) after it was opened."]
    }
    return lines.joined(separator: "\n")
  }

  private var cause: String {
    switch facts.cause {
    case .withheld: return "Told when the incident is closed."
    case .notBisected(let command):
      return "Not bisected. \(LivingMarkdown.code(command)) finds the commit."
    case .found(let culprits):
      return culprits.map(cause).joined(separator: "\n\n")
    case .narrowed(let ranges):
      return ranges.map(cause).joined(separator: "\n\n")
    }
  }

  private func cause(_ range: BisectRecord.Range) -> String {
    let broken = range.dependents.map(LivingMarkdown.code).joined(separator: ", ")
    let lines = range.commits.prefix(Self.mostRows).map { line in
      "- \(LivingMarkdown.code(line.commit.short)) \(LivingMarkdown.words(line.subject)), \(line.date)"
        + by(line.author)
    }
    return
      ([
        "One of these commits, of which those in between could not be tried"
          + (broken.isEmpty ? ":" : "; it breaks \(broken):"), "",
      ] + lines).joined(separator: "\n")
  }

  private func cause(_ culprit: BisectReport.Culprit) -> String {
    var lines = [
      "\(LivingMarkdown.code(culprit.line.commit.short)) "
        + "**\(LivingMarkdown.words(culprit.line.subject))**, \(culprit.line.date)"
        + by(culprit.line.author) + ". Found by bisection"
        + (culprit.dependents.isEmpty
          ? "."
          : ": the parent commit is well with \(culprit.dependents.map(LivingMarkdown.code).joined(separator: ", ")), this one is not.")
    ]
    if !culprit.changes.isEmpty {
      lines += ["", "What it changes in the public interface:", ""]
      lines += culprit.changes.prefix(Self.mostRows).map { "- \(LivingMarkdown.escaped($0))" }
    } else if let unknown = culprit.changesUnknown {
      lines += ["", "The public interface was not compared: \(LivingMarkdown.escaped(unknown))."]
    } else {
      lines += ["", "The public interface is as it was: what changed is behaviour."]
    }
    if !culprit.files.isEmpty {
      let shown = culprit.files.prefix(20).map(LivingMarkdown.code).joined(separator: ", ")
      let rest = culprit.files.count - 20
      lines += ["", "Files: \(shown)" + (rest > 0 ? " and \(rest) more." : ".")]
    }
    return lines.joined(separator: "\n")
  }

  // MARK: - Remarks, gaps, the next release

  private func remarks(_ kind: PostMortem.Remark.Kind) -> String {
    let found = facts.remarks.filter { $0.kind == kind }
    guard !found.isEmpty else { return "The record shows nothing." }
    return found.map { "- \(Self.sentence(LivingMarkdown.escaped($0.text)))" }.joined(
      separator: "\n")
  }

  private var gaps: String {
    guard !facts.gaps.isEmpty else { return "The record shows none." }
    var lines = ["| Check | Standing | Why it did not stop it |", "| --- | --- | --- |"]
    for gap in facts.gaps.prefix(Self.mostRows) {
      lines.append(
        "| \(LivingMarkdown.cell(LivingMarkdown.words(gap.check))) | \(gap.standing.words) | "
          + "\(LivingMarkdown.cell(LivingMarkdown.escaped(gap.text))) |")
    }
    return lines.joined(separator: "\n")
  }

  private var nextRelease: String {
    guard let next = facts.nextRelease else { return "There is nothing to release anew." }
    var lines = [
      "With the cause mended, what was taken back can come out as **\(next.version)** (\(next.bump)); "
        + "`lockstep plan` says what the number has to be when it is mended.",
      "",
      "- Green before: \(LivingMarkdown.words(next.gates.joined(separator: ", "))).",
      "- Notice: "
        + (next.notice > .zero
          ? "\(next.notice); announced at the end of this record, it may go out from \(next.earliest) on."
          : "none."),
      "- Approvals: \(next.approvals). Window: \(next.window).",
    ]
    if next.needsGuide {
      lines.append("- Its changes break dependents: with a migration guide, `lockstep guide`.")
    }
    lines.append("- The way back rehearsed on that very candidate: `lockstep release --rehearse`.")
    return lines.joined(separator: "\n")
  }

  // MARK: - Words

  /// A reason as a sentence; names in code keep their letters.
  private static func sentence(_ text: String) -> String {
    guard let first = text.first, let last = text.last else { return text }
    let text = first.isLowercase ? first.uppercased() + text.dropFirst() : text
    return ".!?”".contains(last) ? text : text + "."
  }

  static func hours(_ hours: Double) -> String { "\(number(hours)) h" }

  /// Two digits behind the point: 36 s is 0.01 h.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

extension PostMortem.Gap.Standing {
  /// The standing as a reader says it.
  package var words: String {
    switch self {
    case .notRun: "not run"
    case .otherCommit: "run on another commit"
    case .notConfigured: "not configured"
    case .leftOut: "left out"
    case .overridden, .failed, .inconclusive, .skipped, .passed: rawValue
    }
  }
}
