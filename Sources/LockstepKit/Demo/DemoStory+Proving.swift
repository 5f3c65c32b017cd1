internal import LockstepCore
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

extension DemoStory {
  /// Goes the way back on copies, before anything has gone wrong.
  func rehearsal() async throws {
    clock.advance(by: .hours(2))
    tell(.chapter("lockstep rollback --rehearse"))
    let found = try await RehearsalStory.tell(
      .rollback(RollbackWish(because: "a rehearsal")), in: try await workspace("rollback"),
      branch: nil, progress: { [tell] in tell(.line($0)) }, report: { _ in })
    for phase in found.operations.last?.phases ?? [] {
      tell(.line("\(phase.name): \(Self.seconds(phase.seconds))"))
    }
    guard found.isGreen else {
      throw ExplainedFailure("the demo's way back is not ready", why: found.obstacles)
    }
    tell(
      .line(
        "the way back is ready: \(counted(found.pinned, "dependent")) pinned and built on copies, "
          + "and not a reference of the real ones moved"))
  }

  /// Says how long the emergency pins took.
  func tellPins(by watch: RehearsalWatch) {
    let building = watch.time(where: PinSteps.isPreparation).inSeconds
    let pushing = watch.time(where: PinSteps.isPush).inSeconds
    tell(
      .line(
        "everybody was off 2.1.1 after \(Self.seconds(building + pushing)): "
          + "\(Self.seconds(building)) to write and build the pins, "
          + "\(Self.seconds(pushing)) to push them"))
  }

  /// Finds the commit that broke the dependents.
  func bisection() async throws {
    tell(.chapter("lockstep bisect"))
    let found = try await BisectStory.tell(
      BisectWish(), in: try await workspace("bisect"), progress: { [tell] in tell(.line($0)) })
    guard let culprit = found.culprits.first, found.exitStatus == .done else {
      throw ExplainedFailure(
        "the demo's bad commit was not found", why: found.dependents.map(\.reason))
    }
    tell(.line("first bad commit: \(culprit.line.commit.short) \(culprit.line.subject)"))
    for change in culprit.changes { tell(.line(change)) }
    tell(.line("it breaks \(culprit.dependents.joined(separator: " and "))"))
  }

  private static func seconds(_ seconds: Double) -> String {
    "\((seconds * 10).rounded() / 10) s"
  }
}
