internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepVerification

extension VerifyStory {
  /// The gate *compatibility*: does the planned version admit what changed?
  ///
  /// A candidate whose manifest still has the baseline's version plans none yet; the one that the
  /// changes require is then taken, and the gate only has to find it.
  func compatibility(
    of candidate: FoundationSide, against baseline: FoundationSide?
  ) async throws -> GateReport {
    guard let baseline else {
      return .skipped(.compatibility, because: "there is no release to compare with")
    }
    let difference = try await changes.difference(
      from: baseline, to: candidate, progress: { [progress] in progress("  \($0)") })
    return Self.compatibility(difference)
  }

  /// Judges a difference.
  static func compatibility(_ difference: FoundationDifference) -> GateReport {
    let found = difference.difference
    guard let required = difference.required else {
      return .inconclusive(
        .compatibility, because: "something could not be compared, so no bump is decided",
        evidence: found.undecided.map { "\($0.item): \($0.reason)" })
    }
    let evidence = difference.breaking.map { finding in
      let place = (finding.after ?? finding.before)?.place.map { " (\($0.path):\($0.line))" } ?? ""
      return "\(finding.kind): \(finding.message)\(place)"
    }
    let breaks = counted(difference.breaking.count, "breaking change")
    guard let planned = difference.candidate.version, let last = difference.baseline.version,
      let next = difference.next
    else {
      return GateReport(
        .compatibility, .passed, "the changes require a \(required) release (\(breaks))",
        figure: .init(Double(difference.breaking.count)), evidence: evidence)
    }
    if planned == last {
      return GateReport(
        .compatibility, .passed,
        "the changes require \(next) (\(required), \(breaks)); no version is planned yet",
        figure: .init(Double(difference.breaking.count)), evidence: evidence)
    }
    let admits = planned >= next
    return GateReport(
      .compatibility, admits ? .passed : .failed,
      admits
        ? "\(planned) admits the changes, which require \(next) or later (\(breaks))"
        : "\(planned) is too low: the changes require \(next) (\(required), \(breaks))",
      figure: .init(Double(difference.breaking.count)), evidence: evidence,
      hints: admits
        ? []
        : ["plan \(next), or take the breaking changes back; `lockstep diff` shows them in full"])
  }
}
