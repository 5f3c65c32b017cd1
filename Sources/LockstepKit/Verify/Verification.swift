package import LockstepCore
package import LockstepFleet
internal import LockstepGit
package import LockstepVerification

/// What the gates found out about a candidate, and what follows from it.
package struct Verification: Sendable {
  package let candidate: FoundationSide
  /// What was compared with; `nil` where nothing was released yet.
  package let baseline: FoundationSide?
  package let reports: [GateReport]
  package let overrides: VerifyWish.Overrides
  /// Gates that may be skipped.
  package let maySkip: [Configuration.Gate]
  /// What a reader should know beside the gates, a line each.
  package var remarks: [String] = []

  package init(
    candidate: FoundationSide, baseline: FoundationSide?, reports: [GateReport],
    overrides: VerifyWish.Overrides = .init(), maySkip: [Configuration.Gate] = []
  ) {
    self.candidate = candidate
    self.baseline = baseline
    self.reports = reports
    self.overrides = overrides
    self.maySkip = maySkip
  }

  /// Why a gate that did not pass holds nothing up; `nil` where it passed or does hold up.
  package func waiver(of report: GateReport) -> String? {
    if report.verdict == .passed { return nil }
    if overrides.gates.contains(report.gate) { return "overridden: \(overrides.reason)" }
    if case .skipped = report.verdict, maySkip.contains(report.gate) { return "may be skipped" }
    return nil
  }

  /// The gates that hold the candidate up.
  package var holding: [GateReport] {
    reports.filter { $0.verdict != .passed && waiver(of: $0) == nil }
  }

  /// 10 where a gate failed, 1 where one that counts decided nothing, else 0.
  package var exitStatus: ExitStatus {
    if holding.contains(where: { $0.verdict == .failed }) { return .decidedNo }
    return holding.isEmpty ? .done : .failed
  }

  /// The conclusion, in one line.
  package var conclusion: String {
    let names = holding.map(\.gate.rawValue)
    switch exitStatus {
    case .done:
      let waived = reports.filter { waiver(of: $0) != nil }.map(\.gate.rawValue)
      return waived.isEmpty
        ? "every gate passed" : "nothing holds it up (\(waived.joined(separator: ", ")) waived)"
    case .decidedNo:
      let failed = holding.filter { $0.verdict == .failed }.map(\.gate.rawValue)
      return "failed: \(failed.joined(separator: ", "))"
        + (failed.count < names.count
          ? "; not decided: \(names.filter { !failed.contains($0) }.joined(separator: ", "))" : "")
    default: return "not decided: \(names.joined(separator: ", "))"
    }
  }

  /// The result as JSON.
  package var json: JSONValue {
    [
      "schema": "lockstep.verify/1",
      "candidate": candidate.json, "baseline": baseline?.json ?? .null,
      "gates": .array(reports.map { json($0, withEvidence: true) }),
      "conclusion": .string(conclusion), "remarks": .array(remarks.map(JSONValue.string)),
      "status": .integer(Int64(exitStatus.rawValue)),
    ]
  }

  /// One gate as JSON.
  func json(_ report: GateReport, withEvidence: Bool) -> JSONValue {
    var members: [String: JSONValue] = [
      "gate": .string(report.gate.rawValue), "verdict": .string(report.verdict.word),
      "because": report.verdict.reason.map(JSONValue.string) ?? .null,
      "summary": .string(report.summary),
      "figure": report.figure?.json ?? .null, "threshold": report.threshold?.json ?? .null,
      "seconds": .number(report.seconds),
      "waived": waiver(of: report).map(JSONValue.string) ?? .null,
      "hints": .array(report.hints.map(JSONValue.string)),
    ]
    if withEvidence {
      members["evidence"] = .array(report.evidence.map(JSONValue.string))
      members["attachments"] = .array(
        report.attachments.map { ["name": .string($0.name), "text": .string($0.text)] })
    }
    return .object(members)
  }
}

extension GateReport.Figure {
  fileprivate var json: JSONValue {
    ["value": value.isFinite ? .number(value) : .null, "unit": .string(unit)]
  }
}

extension FoundationSide {
  /// The side as the results of a verification name it.
  var json: JSONValue {
    [
      "name": .string(name), "version": version.map { .string($0.description) } ?? .null,
      "commit": commit.map { .string($0.description) } ?? .null,
    ]
  }
}
