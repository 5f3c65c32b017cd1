internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

/// What a bisection found: a block for each commit, a line for each dependent without one.
struct BisectPage {
  let report: BisectReport

  // MARK: - Text

  var text: String {
    var blocks = [
      "\(report.good.name) → \(report.bad.name), \(counted(report.commits, "commit")) between"
    ]
    blocks += report.culprits.map(block)
    let others = report.dependents.filter { $0.outcome != .found }
    if !others.isEmpty { blocks.append(others.map(lines).joined(separator: "\n")) }
    if let incident = report.incident { blocks.append("recorded for \(incident)") }
    blocks += report.remarks.map { "note: \(printable($0))" }
    blocks.append(
      "\(counted(report.probes.count, "probe")), \(Int(report.seconds.rounded())) s")
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func block(_ culprit: BisectReport.Culprit) -> String {
    var rows = [
      "first bad commit: \(culprit.line.commit.short)  \(printable(culprit.line.subject))",
      "  \(culprit.line.date) by \(printable(culprit.line.author))"
        + (culprit.isMerge ? ", a merge: none of what it brings is bad alone" : ""),
    ]
    for finding in report.dependents where finding.culprit == culprit.line.commit {
      rows.append(
        "  \(report.benchmark == nil ? "breaks" : "slows") \(printable(finding.name))")
      rows += finding.symptoms.map { "    \(printable($0))" }
      if !finding.later.isEmpty {
        rows.append(
          "    \(counted(finding.later.count, "further failure")) of \(report.bad.name) "
            + "began later")
      }
    }
    if !culprit.files.isEmpty {
      let shown = culprit.files.prefix(20).map(printable).joined(separator: ", ")
      let more = culprit.files.count - 20
      rows.append("  changes \(shown)" + (more > 0 ? " and \(more) more" : ""))
    }
    if culprit.changes.isEmpty, culprit.changesUnknown == nil {
      rows.append("  the public interface is as it was")
    } else if !culprit.changes.isEmpty {
      rows.append("  of the public interface:")
      rows += culprit.changes.map { "    \(printable($0))" }
    }
    if let unknown = culprit.changesUnknown {
      rows.append("  the public interface was not compared: \(printable(unknown))")
    }
    return rows.joined(separator: "\n")
  }

  private func lines(_ finding: BisectReport.Finding) -> String {
    var rows = [
      "\(printable(finding.name))  \(finding.outcome.rawValue): \(printable(finding.reason))"
    ]
    rows += finding.range.map { line in
      "  \(line.commit.short)  \(line.date)  \(printable(line.subject))"
    }
    return rows.joined(separator: "\n")
  }

  // MARK: - JSON

  var json: JSONValue {
    [
      "schema": "lockstep.bisect/1", "good": Self.json(report.good), "bad": Self.json(report.bad),
      "commits": .integer(Int64(report.commits)),
      "benchmark": report.benchmark.map { aim in
        ["name": .string(aim.name), "threshold": .number(aim.threshold)]
      } ?? .null,
      "culprits": .array(report.culprits.map(Self.json)),
      "dependents": .array(report.dependents.map(Self.json)),
      "probes": .array(report.probes.map(Self.json)), "seconds": .number(report.seconds),
      "remarks": .array(report.remarks.map(JSONValue.string)),
      "incident": report.incident.map(JSONValue.string) ?? .null,
      "status": .integer(Int64(report.exitStatus.rawValue)),
    ]
  }

  private static func json(_ side: FoundationSide) -> JSONValue {
    [
      "name": .string(side.name),
      "version": side.version.map { .string($0.description) } ?? .null,
      "commit": side.commit.map { .string($0.description) } ?? .null,
    ]
  }

  private static func json(_ line: BisectReport.CommitLine) -> [String: JSONValue] {
    [
      "commit": .string(line.commit.description), "author": .string(line.author),
      "date": .string(line.date.description), "subject": .string(line.subject),
    ]
  }

  private static func json(_ culprit: BisectReport.Culprit) -> JSONValue {
    .object(
      json(culprit.line).merging(
        [
          "parent": culprit.parent.map { .string($0.description) } ?? .null,
          "merge": .boolean(culprit.isMerge), "files": texts(culprit.files),
          "changes": texts(culprit.changes),
          "changes-unknown": culprit.changesUnknown.map(JSONValue.string) ?? .null,
          "dependents": texts(culprit.dependents),
        ]) { $1 })
  }

  private static func json(_ finding: BisectReport.Finding) -> JSONValue {
    [
      "name": .string(finding.name), "outcome": .string(finding.outcome.rawValue),
      "reason": .string(finding.reason),
      "commit": finding.culprit.map { .string($0.description) } ?? .null,
      "symptoms": texts(finding.symptoms), "later": texts(finding.later),
      "range": .array(finding.range.map { .object(json($0)) }),
    ]
  }

  private static func json(_ probe: BisectReport.Probe) -> JSONValue {
    [
      "commit": .string(probe.commit.description), "subject": .string(probe.subject),
      "verdicts": .object(probe.verdicts.mapValues(JSONValue.string)),
      "seconds": .number(probe.seconds),
    ]
  }

  private static func texts(_ texts: [String]) -> JSONValue {
    .array(texts.map(JSONValue.string))
  }
}
