package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepKit
internal import LockstepVerification

/// The gates of a candidate as one page: the verdicts, what each rests on, the benchmarks' plot.
package struct VerificationDocument {
  private let verification: Verification
  private let at: Timestamp

  /// - Parameter at: When the page is made.
  package init(_ verification: Verification, at: Timestamp) {
    self.verification = verification
    self.at = at
  }

  /// The file.
  package var html: String {
    let baseline = verification.baseline.map { " against \($0.name)" } ?? ""
    let title = verification.candidate.name + baseline
    return Page("Gates: \(title)") {
      tag("header") {
        tag("h1", title)
        tag("p", ["class": "verdict \(shade)"], verification.conclusion)
        if let commit = verification.candidate.commit {
          tag("p", ["class": "faint"], "commit \(commit)")
        }
        tag("p", ["class": "faint"], "made \(at)")
        for remark in verification.remarks { tag("p", ["class": "faint"], remark) }
      }
      table
      for report in verification.reports { details(of: report) }
    }.html
  }

  private var shade: String {
    switch verification.exitStatus {
    case .done: "good"
    case .decidedNo: "bad"
    default: "warn"
    }
  }

  private var table: Markup {
    tag("table") {
      tag("thead") {
        tag("tr") {
          for title in ["gate", "verdict"] { tag("th", ["scope": "col"], title) }
          for title in ["figure", "threshold", "seconds"] {
            tag("th", ["scope": "col", "class": "number wide"], title)
          }
          tag("th", ["scope": "col"], "what")
        }
      }
      tag("tbody") {
        for report in verification.reports {
          tag("tr") {
            tag("td", ["class": "word"], report.gate.rawValue)
            tag("td", ["class": "word \(report.verdict.shade)"], report.verdict.word)
            tag("td", ["class": "number wide"], report.figure?.description ?? "")
            tag("td", ["class": "number wide"], report.threshold?.description ?? "")
            tag("td", ["class": "number wide"], Verification.seconds(report.seconds))
            tag("td") {
              FleetRunDocument.short(report.summary, 500)
              if let waiver = verification.waiver(of: report) {
                tag("span", ["class": "faint"], " (\(FleetRunDocument.short(waiver, 300)))")
              }
            }
          }
        }
      }
    }
  }

  private func details(of report: GateReport) -> [Markup] {
    let plot = report.attachments.first { $0.name == "benchmarks.svg" }
    guard !report.evidence.isEmpty || !report.hints.isEmpty || plot != nil else { return [] }
    return [
      tag("article", ["class": report.verdict.shade]) {
        tag("h3", report.gate.rawValue)
        for hint in report.hints { tag("p", "hint: \(FleetRunDocument.short(hint, 500))") }
        GateSection.plot(plot.map { Array($0.text.utf8) })
        if !report.evidence.isEmpty {
          tag("details", ["open": report.verdict == .passed ? nil : ""]) {
            tag("summary", "Evidence")
            tag("pre") {
              Markup(
                lines: report.evidence.map {
                  FleetRunDocument.short(LogExcerpt.plain($0[...]), 500)
                })
            }
          }
        }
      }
    ]
  }
}
