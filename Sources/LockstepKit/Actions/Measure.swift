internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

/// The benchmarks of a version, measured against those of an earlier one.
package struct Measurement: Codable, Hashable, Sendable {
  package var release: ReleasedVersion
  package var baseline: ReleasedVersion

  package init(release: ReleasedVersion, baseline: ReleasedVersion) {
    self.release = release
    self.baseline = baseline
  }
}

extension StoryPerformer {
  /// Runs the gate of the benchmarks; its answer is evidence, and holds nothing up.
  func perform(_ measurement: Measurement, in context: StepContext) async throws -> Performance {
    guard !workspace.isRehearsal else {
      return .done(Evidence(summary: "not measured: a rehearsal shares its machine"))
    }
    let wish = VerifyWish(
      candidate: measurement.release.commit.description,
      baseline: measurement.baseline.commit.description, gates: [.benchmarks])
    let verification = try await VerifyStory.tell(
      wish, in: workspace, progress: context.progress)
    guard let report = verification.reports.first else {
      return .done(Evidence(summary: "not measured: there is no such gate"))
    }
    let said =
      switch report.verdict {
      case .passed: "as fast as \(measurement.baseline.version)"
      case .failed: "not as fast as \(measurement.baseline.version)"
      case .inconclusive(let reason): "not decided: \(reason)"
      case .skipped(let reason): "not measured: \(reason)"
      }
    return .done(
      Evidence(
        summary: [said, report.summary].filter { !$0.isEmpty }.joined(separator: ": "),
        body: .array(report.evidence.map(JSONValue.string))))
  }
}
