internal import LockstepAPIDiff
package import LockstepCore
internal import LockstepFleet
internal import LockstepGit

/// What is known about an emergency beside the plan: how bad it is, and what changed in the API since
/// the last good version.
package struct RollbackAssessment: Hashable, Sendable {
  /// How bad it is, by who has the bad version.
  package enum Severity: String, Hashable, Sendable {
    /// A committed lock, a tag or an exact requirement holds somebody on it.
    case high
    /// Nobody is held on it, but the next build or resolution may take it.
    case medium
    /// Nobody has it, and nobody can get it.
    case low
  }

  package var severity: Severity
  /// Why it is that severe, in one line.
  package var reason: String
  /// The class of the API's change since the last good version; `nil` where it is not known.
  package var required: Bump?
  /// The breaking changes since then, a line each.
  package var breaking: [String]
  /// Why the API was not compared; `nil` where it was.
  package var notCompared: String?

  /// Judges who is exposed, and knows nothing of the API yet.
  package init(of exposed: [RollbackFacts.ExposedDependent]) {
    let locked = exposed.count { $0.degree == Exposure.Degree.locked.words }
    let rest = exposed.count - locked
    switch (locked, rest) {
    case (0, 0): (severity, reason) = (.low, "nobody has it, nobody can get it")
    case (0, _): (severity, reason) = (.medium, "nobody is held on it, \(rest) can get it")
    case (_, 0): (severity, reason) = (.high, "\(counted(locked, "dependent")) held on it")
    default:
      (severity, reason) = (
        .high, "\(counted(locked, "dependent")) held on it, \(rest) more can get it"
      )
    }
    required = nil
    breaking = []
    notCompared = "it was not asked for"
  }

  /// The assessment as the rollback's JSON holds it.
  package var json: JSONValue {
    [
      "severity": .string(severity.rawValue), "reason": .string(reason),
      "required": required.map { .string($0.rawValue) } ?? .null,
      "breaking": .array(breaking.map(JSONValue.string)),
      "not-compared": notCompared.map(JSONValue.string) ?? .null,
    ]
  }
}

extension RollbackStory {
  /// Judges the emergency, with what changed in the API between the good and the bad version.
  ///
  /// An API that cannot be compared is no reason to wait: the assessment then says why it was not.
  package func assess(
    _ facts: RollbackFacts, progress: @escaping @Sendable (String) -> Void
  ) async throws -> RollbackAssessment {
    var assessment = RollbackAssessment(of: facts.exposed)
    do {
      let difference = try await ChangeStory(workspace: workspace, line: line).difference(
        from: facts.good.side, to: facts.bad.side, progress: progress)
      assessment.required = difference.required
      assessment.breaking = difference.breaking.map { "\($0.item): \($0.kind)" }
      assessment.notCompared = nil
    } catch let error as any ExplainedError {
      assessment.notCompared = error.explanation.oneLine
    }
    return assessment
  }
}

extension ReleasedVersion {
  /// This version as a side of a comparison.
  fileprivate var side: FoundationSide {
    FoundationSide(name: tag, version: version, commit: commit)
  }
}
