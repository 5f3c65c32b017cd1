internal import LockstepCore
internal import LockstepSystem
internal import LockstepWorkflow

extension StoryPerformer {
  /// Stops the operation, and lets nobody wait with it, until the time has passed.
  ///
  /// The end is fixed when the step is reached first; whoever goes on before it is told when it is. A
  /// pause that was asked for meanwhile begins where the soak ends.
  func perform(_ soak: Soak, in context: StepContext) async throws -> Performance {
    let now = workspace.host.clock.now()
    let known = context.earlier?.body["until"]?.string
    let end = try known.map { try Timestamp(parsing: $0) } ?? now.adding(soak.span)
    let body: JSONValue = ["until": .string(end.description)]
    guard now < end else {
      let step = "wave-\(soak.wave).soak"
      if case (.pause, let event)? = try await lastWord(on: soak.operation, since: step) {
        return Self.paused(event, before: "wave \(soak.wave + 1)", body)
      }
      return .done(Evidence(summary: "watched until \(end)", body: body))
    }
    return .stopped(
      Explanation(
        "wave \(soak.wave) is watched until \(end)",
        why: ["`soak` under [rollout] in lockstep.toml is \(soak.span)"],
        hints: [
          "from then on `lockstep rollout --continue` goes on with the next wave",
          "where it went wrong: `lockstep rollback`",
        ]), Evidence(summary: "watched until \(end)", body: body), .refused)
  }
}
