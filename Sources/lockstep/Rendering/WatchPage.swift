internal import LockstepCore
internal import LockstepKit

/// One round of a watch on one screen.
struct WatchPage {
  let round: WatchRound

  /// The most facts of a trigger that are shown.
  private static let factLimit = 12
  /// The most characters of a reason that are shown; `--format json` has all of it.
  private static let reasonLimit = 240

  var text: String {
    var lines = [heading, ""]
    var table = Table()
    for line in round.lines {
      table.add(Self.mark(line.reading), line.reading.trigger.name, Self.told(line))
    }
    lines.append(table.text)
    for line in round.lines where !line.reading.facts.isEmpty {
      lines.append("\(line.reading.trigger.name):")
      let facts = line.reading.facts
      lines += facts.prefix(Self.factLimit).map { fact in
        printable("  \(fact.text)\(line.new.contains(fact.id) ? "" : " (known)")")
      }
      if facts.count > Self.factLimit {
        lines.append("  and \(facts.count - Self.factLimit) more; `--format json` has them all")
      }
    }
    let remarks = round.remarks + round.lines.flatMap(\.reading.remarks)
    if !remarks.isEmpty {
      lines.append("remarks:")
      lines += remarks.map { printable("  \($0)") }
    }
    let followed = self.followed
    if !followed.isEmpty { lines += [""] + followed }
    return lines.joined(separator: "\n")
  }

  private var heading: String {
    let release = round.release.map { " \($0.version)" } ?? ""
    let reason = round.whyNoRelease.map { " (\($0))" } ?? ""
    return printable("\(round.package)\(release)\(reason), \(round.at)")
  }

  private var followed: [String] {
    var lines = round.deeds.map { printable("\($0.deed.rawValue): \($0.outcome)") }
    lines += round.calls.map { printable($0) }
    guard !round.executed else {
      lines += round.unfinished.map { firing in
        let deeds = firing.pending.map(\.rawValue).joined(separator: ", ")
        return printable("still to be done for \(firing.record.title): \(deeds)")
      }
      return lines
    }
    lines += round.decision.fires.map { fired in
      let wants = fired.wants.map(\.rawValue).joined(separator: ", ")
      return "would record that \(fired.trigger) fired"
        + (wants.isEmpty ? "" : ", and do what follows: \(wants)")
    }
    lines += round.unfinished.map { firing in
      let deeds = firing.pending.map(\.rawValue).joined(separator: ", ")
      return printable("would finish what follows of \(firing.record.title): \(deeds)")
    }
    if !lines.isEmpty { lines.append("`--execute` does it") }
    return lines
  }

  private static func told(_ line: WatchRound.Line) -> String {
    let state = line.reading.state
    switch state {
    case .fire:
      let old = line.reading.facts.count - line.new.count
      let count = counted(line.reading.facts.count, "finding")
      return "fire: \(count)" + (old == 0 ? "" : ", \(old) known")
    case .quiet:
      let few = line.reading.facts.count
      return few == 0 ? "quiet" : "quiet: \(counted(few, "finding")), too few to fire"
    case .noData(let reason):
      let short =
        reason.count > Self.reasonLimit ? reason.prefix(Self.reasonLimit) + "…" : reason[...]
      return printable("\(line.reading.isIdle ? "nothing to look at" : "no data"): \(short)")
    }
  }

  private static func mark(_ reading: TriggerReading) -> String {
    switch reading.state {
    case .fire: "✗"
    case .quiet: "✓"
    case .noData: reading.isIdle ? "–" : "?"
    }
  }
}
