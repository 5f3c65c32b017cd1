internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem
internal import LockstepVerification

extension Verification {
  /// The result as a page for a forge's comment or a job's summary.
  package var markdown: String {
    var lines = [
      "### \(Self.cell(candidate.name)): \(Self.cell(conclusion))", "",
      "| gate | verdict | figure | threshold | seconds | what |",
      "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    for report in reports {
      let waived = waiver(of: report).map { " (\($0))" } ?? ""
      let cells = [
        report.gate.rawValue, report.verdict.word + waived, report.figure?.description ?? "",
        report.threshold?.description ?? "", Self.seconds(report.seconds), report.summary,
      ]
      lines.append("| \(cells.map(Self.cell).joined(separator: " | ")) |")
    }
    for report in holding where !report.evidence.isEmpty {
      lines += ["", "<details><summary>\(report.gate.rawValue)</summary>", ""]
      lines += report.evidence.map { "    " + printable($0) }
      lines += ["", "</details>"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The result as JUnit's XML, a test case for each gate.
  ///
  /// A waived gate is a skipped test: nothing of what did not pass looks as if it had. An undecided one
  /// is an error, not a failure.
  package var junit: String {
    let failures = holding.count { $0.verdict == .failed }
    let skipped = reports.count { waiver(of: $0) != nil }
    let errors = holding.count - failures
    let total = Self.seconds(reports.reduce(0) { $0 + $1.seconds })
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites>",
      "<testsuite name=\"lockstep verify\" tests=\"\(reports.count)\" failures=\"\(failures)\" "
        + "errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"\(total)\">",
    ]
    for report in reports {
      let head =
        "<testcase classname=\"lockstep.gates\" name=\"\(report.gate.rawValue)\" "
        + "time=\"\(Self.seconds(report.seconds))\""
      guard report.verdict != .passed else {
        lines.append(head + "/>")
        continue
      }
      let text = XMLText.escaped(report.evidence.joined(separator: "\n"))
      let element =
        if let waiver = waiver(of: report) {
          "<skipped message=\"\(XMLText.escaped("\(report.summary) (\(waiver))"))\"/>"
        } else if report.verdict == .failed {
          "<failure message=\"\(XMLText.escaped(report.summary))\">\(text)</failure>"
        } else {
          "<error message=\"\(XMLText.escaped(report.verdict.description))\">\(text)</error>"
        }
      lines.append("\(head)>\(element)</testcase>")
    }
    return (lines + ["</testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
  }

  /// Seconds with one decimal.
  package static func seconds(_ value: Double) -> String {
    GateReport.Figure(value).description
  }

  private static func cell(_ text: String) -> String {
    printable(text).replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }

  /// Writes what gates attached (plots, figures) and the reports into a folder.
  package func write(to folder: String) throws {
    try Files.createDirectories(folder)
    var files = ["verify.json": String(decoding: json.bytes(pretty: true), as: UTF8.self)]
    files["verify.xml"] = junit
    files["verify.md"] = markdown
    for attachment in reports.flatMap(\.attachments) { files[attachment.name] = attachment.text }
    for (name, text) in files {
      try Files.writeAtomically(Array(text.utf8), to: Files.join(folder, name))
    }
  }
}
