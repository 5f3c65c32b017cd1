internal import LockstepCore
internal import LockstepGit
internal import LockstepKit
internal import LockstepVerification

/// What a fleet run found: a block for each dependent that regressed, a line for each other one.
struct FleetRunPage {
  let report: FleetRunReport

  init(_ report: FleetRunReport) {
    self.report = report
  }

  func tell(on terminal: Terminal) {
    switch terminal.format {
    case .text: terminal.result(text)
    case .json: terminal.result(json)
    case .markdown: terminal.result(report.markdown)
    case .junit: terminal.result(report.junit)
    case .sarif: terminal.result(report.sarif(version: Lockstep.version))
    case .github: terminal.result(report.annotations)
    }
  }

  // MARK: - Text

  var text: String {
    guard !report.entries.isEmpty else {
      return "nobody depends on the foundation, as far as can be seen\n"
    }
    var blocks = ["\(report.baseline) → \(report.candidate), built and tested"]
    for kind in FleetRunReport.order {
      let entries = report.entries(kind)
      guard !entries.isEmpty else { continue }
      if kind == .regressed {
        blocks += entries.map(block)
      } else {
        blocks.append(lines(entries))
      }
    }
    if let causes { blocks.append(causes) }
    if let absence = report.sandboxAbsence {
      blocks.append("build scripts and tests were not kept apart from this machine: \(absence)")
    }
    blocks.append(
      report.waiver.map { "\(report.tally) (overridden: \(printable($0)))" } ?? report.tally)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func block(_ entry: FleetRunReport.Entry) -> String {
    var rows = ["\(entry.name)  regressed, \(seconds(entry))"]
    if let because = entry.because { rows[0] += ", because of \(because)" }
    if entry.outcome.newErrors.isEmpty, entry.outcome.failedTests.isEmpty {
      rows.append("  \(printable(entry.outcome.reason))")
    }
    rows += entry.outcome.newErrors.map { error in
      let file = error.key.file ?? error.key.package
      let place = "\(file):\(error.key.line ?? 1):\(error.column ?? 1)"
      let code = error.key.code.map { "\($0): " } ?? ""
      return "  \(printable(place))  \(printable(code))" + firstLine(error.key.message)
    }
    rows += entry.outcome.failedTests.map { "  test fails: \(printable($0.description))" }
    if let log = entry.outcome.log { rows.append("  log: \(log)") }
    return rows.joined(separator: "\n")
  }

  private func lines(_ entries: [FleetRunReport.Entry]) -> String {
    var table = Table(indent: 0)
    for entry in entries {
      var told = [firstLine(entry.outcome.reason)]
      if !entry.outcome.flakyTests.isEmpty {
        told.append(
          entry.outcome.flakyTests.map { printable($0.description) }.joined(separator: ", "))
      }
      table.add(
        entry.name.description, entry.outcome.kind.rawValue, seconds(entry),
        told.joined(separator: ": "))
    }
    return table.text
  }

  private var causes: String? {
    let causes = report.causes
    guard !causes.isEmpty else { return nil }
    var table = Table()
    for cause in causes {
      table.add(
        firstLine(cause.text), "\(cause.names.count)",
        cause.names.map(\.description).joined(separator: ", "))
    }
    return "What breaks them:\n" + table.text
  }

  private func seconds(_ entry: FleetRunReport.Entry) -> String {
    "\(Int(entry.outcome.seconds.rounded())) s"
  }

  private func firstLine(_ text: String) -> String {
    printable(String(text.prefix { $0 != "\n" }))
  }

  // MARK: - JSON

  var json: JSONValue {
    [
      "schema": "lockstep.verify/1", "baseline": .string(report.baseline),
      "candidate": .string(report.candidate),
      "sandbox": report.sandboxAbsence == nil ? "bubblewrap" : "none",
      "status": .integer(Int64(report.exitStatus.rawValue)),
      "dependents": .array(report.entries.map(Self.json)),
    ]
  }

  private static func json(_ entry: FleetRunReport.Entry) -> JSONValue {
    [
      "name": .string(entry.name.description), "outcome": .string(entry.outcome.kind.rawValue),
      "reason": .string(entry.outcome.reason),
      "seconds": .number(entry.outcome.seconds),
      "baseline-seconds": entry.outcome.baselineSeconds.map(JSONValue.number) ?? .null,
      "candidate-seconds": entry.outcome.candidateSeconds.map(JSONValue.number) ?? .null,
      "via": .array(entry.via.map { .string($0.description) }),
      "because": entry.because.map { .string($0.description) } ?? .null,
      "commit": entry.commit.map { .string($0.description) } ?? .null,
      "new-errors": .array(entry.outcome.newErrors.map(json)),
      "failed-tests": tests(entry.outcome.failedTests),
      "fixed-tests": tests(entry.outcome.fixedTests),
      "flaky-tests": tests(entry.outcome.flakyTests),
      "failures-before": .integer(Int64(entry.outcome.failuresBefore)),
      "log": entry.outcome.log.map(JSONValue.string) ?? .null,
    ]
  }

  private static func json(_ error: FailedCompile) -> JSONValue {
    [
      "file": error.key.file.map(JSONValue.string) ?? .null,
      "line": error.key.line.map { .integer(Int64($0)) } ?? .null,
      "column": error.column.map { .integer(Int64($0)) } ?? .null,
      "code": error.key.code.map(JSONValue.string) ?? .null,
      "message": .string(error.key.message), "package": .string(error.key.package),
    ]
  }

  private static func tests(_ names: [TestName]) -> JSONValue {
    .array(names.map { ["suite": .string($0.suite), "name": .string($0.name)] })
  }
}
