internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit
internal import LockstepVerification

/// The gates of a candidate, in every form that they have.
struct VerifyPage {
  private let verification: Verification

  init(_ verification: Verification) {
    self.verification = verification
  }

  func tell(on terminal: Terminal) {
    switch terminal.format {
    case .json: terminal.result(verification.json)
    case .markdown: terminal.result(verification.markdown)
    case .junit: terminal.result(verification.junit)
    case .github: terminal.result(verification.annotations)
    case .text, .sarif: terminal.result(text)
    }
  }

  /// A row for each gate; below it, for each that did not pass, what it rests on and what to do.
  var text: String {
    let baseline = verification.baseline.map { " against \($0.name)" } ?? ""
    var table = Table()
    table.add("gate", "verdict", "figure", "threshold", "seconds", "what")
    for report in verification.reports {
      table.add(
        report.gate.rawValue, report.verdict.word, report.figure?.description ?? "",
        report.threshold?.description ?? "", Verification.seconds(report.seconds),
        printable(report.summary)
          + (verification.waiver(of: report).map { " (\(printable($0)))" } ?? ""))
    }
    var lines = [printable("\(verification.candidate.name)\(baseline)"), "", table.text]
    // How a benchmark passed is worth a look: its bounds tell how near the limit was.
    for report in verification.reports
    where report.verdict != .passed || report.gate == .benchmarks {
      let evidence = report.evidence.prefix(Self.shown)
      guard !evidence.isEmpty || !report.hints.isEmpty else { continue }
      lines += ["", report.gate.rawValue]
      lines += evidence.map { "  " + printable($0) }
      if report.evidence.count > evidence.count {
        lines.append("  … and \(counted(report.evidence.count - evidence.count, "more line"))")
      }
      lines += report.hints.map { "  hint: " + printable($0) }
    }
    return (lines + ["", verification.conclusion]).joined(separator: "\n") + "\n"
  }

  /// How many lines of evidence a gate shows; the JSON result has all that are kept.
  private static let shown = 20
}
