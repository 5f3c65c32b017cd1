package import LockstepCore
package import LockstepFleet

/// What one gate found out, with everything that a reader needs to believe it.
package struct GateReport: Hashable, Sendable, Codable {
  /// A number with its unit.
  package struct Figure: Hashable, Sendable, Codable, CustomStringConvertible {
    package var value: Double
    /// The unit, such as `%`; empty for a bare count.
    package var unit: String

    package init(_ value: Double, _ unit: String = "") {
      self.value = value
      self.unit = unit
    }

    /// The number with at most one decimal, and the unit.
    package var description: String {
      guard value.isFinite, abs(value) < 1e15 else { return "?" }
      let tenths = Int((abs(value) * 10).rounded())
      let sign = value < 0 && tenths > 0 ? "-" : ""
      let fraction = tenths.isMultiple(of: 10) ? "" : ".\(tenths % 10)"
      return "\(sign)\(tenths / 10)\(fraction)" + (unit.isEmpty ? "" : " \(unit)")
    }
  }

  /// A piece of evidence that is a file: a report, a plot.
  package struct Attachment: Hashable, Sendable, Codable {
    /// The file's name: letters, digits, `-`, `_` and one extension.
    package var name: String
    package var text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  package var gate: Configuration.Gate
  package var verdict: Verdict
  /// What was found, in one line.
  package var summary: String
  /// What was measured.
  package var figure: Figure?
  /// What the figure is held against.
  package var threshold: Figure?
  package var seconds: Double
  /// What the verdict rests on, a line each; bounded.
  package var evidence: [String]
  package var attachments: [Attachment]
  /// What a reader can do about it.
  package var hints: [String]

  /// The most lines of evidence that a gate keeps.
  package static let evidenceLimit = 200

  package init(
    _ gate: Configuration.Gate, _ verdict: Verdict, _ summary: String, figure: Figure? = nil,
    threshold: Figure? = nil, seconds: Double = 0, evidence: [String] = [],
    attachments: [Attachment] = [], hints: [String] = []
  ) {
    self.gate = gate
    self.verdict = verdict
    self.summary = summary
    self.figure = figure
    self.threshold = threshold
    self.seconds = seconds
    self.evidence = Self.bounded(evidence)
    self.attachments = attachments
    self.hints = hints
  }

  /// A gate that did not run.
  package static func skipped(
    _ gate: Configuration.Gate, because reason: String, hints: [String] = []
  ) -> GateReport {
    GateReport(gate, .skipped(because: reason), reason, hints: hints)
  }

  /// A gate that ran, or tried to, and learnt nothing.
  package static func inconclusive(
    _ gate: Configuration.Gate, because reason: String, evidence: [String] = [],
    hints: [String] = []
  ) -> GateReport {
    GateReport(
      gate, .inconclusive(because: reason), reason, evidence: evidence, hints: hints)
  }

  private static func bounded(_ lines: [String]) -> [String] {
    guard lines.count > evidenceLimit else { return lines }
    return lines.prefix(evidenceLimit) + ["… and \(lines.count - evidenceLimit) more lines"]
  }
}

/// The verdicts of several parts as one: a failure outweighs what is undecided, which outweighs what
/// was skipped.
extension Verdict {
  package static func joined(_ verdicts: [Verdict]) -> Verdict {
    var joined = Verdict.passed
    for verdict in verdicts {
      switch (verdict, joined) {
      case (.failed, _): return .failed
      case (.inconclusive, .passed), (.inconclusive, .skipped), (.skipped, .passed):
        joined = verdict
      default: break
      }
    }
    return joined
  }
}
