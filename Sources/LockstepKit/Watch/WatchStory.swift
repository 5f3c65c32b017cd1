internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem

/// The story of `lockstep watch`: it looks, decides, records what fires, and does what follows.
///
/// A quiet round records nothing. What fires is recorded by compare-and-swap before anything follows, and
/// what follows is recorded together with its effect, so that two watches at once, or one that died between
/// two steps, do everything once.
package struct WatchStory: Sendable {
  package let workspace: Workspace
  private let branch: String?
  /// Where the console's messages go.
  private let print: @Sendable (String) -> Void
  private let progress: @Sendable (String) -> Void

  /// Tells the watch of a foundation.
  ///
  /// - Parameter branch: The line that is watched; the first one where it is `nil`.
  package init(
    _ workspace: Workspace, branch: String? = nil, print: @escaping @Sendable (String) -> Void,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.workspace = workspace
    self.branch = branch
    self.print = print
    self.progress = progress
  }

  /// Looks once.
  ///
  /// - Parameter executing: Records what fires and does what follows; else both are only shown.
  package func round(executing: Bool) async throws -> WatchRound {
    var schedule = WatchSchedule(workspace.configuration)
    return try await round(executing: executing, by: &schedule)
  }

  /// Looks at the sources that are due by `schedule`; what the others said last still counts.
  package func round(
    executing: Bool, by schedule: inout WatchSchedule
  ) async throws -> WatchRound {
    let clock = workspace.host.clock
    let file = WatchMemoryFile(workspace)
    let remembered = schedule.memory ?? file.read()
    var memory = remembered ?? WatchMemory()
    let begun = clock.elapsed()
    let errand = schedule.errand(at: begun)
    let ground = try await WatchGround.survey(
      workspace, branch: branch, on: errand, memory: &memory)
    schedule.note(errand, at: begun)
    let configuration = ground.workspace.configuration
    schedule.take(configuration)
    let looks = await WatchSources(ground: ground, progress: progress)
      .look(at: schedule.due(at: begun))
    schedule.note(looks, at: clock.elapsed())
    memory.take(looks)
    let known = ground.history.watch
    // What another machine has seen missing counts here too.
    memory.timers.take(known.timers)
    let all =
      schedule.looks + [
        Self.silence(of: schedule.looks, configuration, &memory.timers, at: ground.now)
      ]
    let readings = (WatchTrigger.all(configuration) + [Self.silenceTrigger]).map { $0.read(all) }
    let decision = WatchDecision(
      readings, known: known, release: ground.release?.version, configuration: configuration,
      timers: &memory.timers, remembers: remembered != nil, at: ground.now)
    schedule.memory = memory
    var round = WatchRound(
      at: ground.now, package: configuration.foundation.package, release: ground.release,
      whyNoRelease: ground.whyNoRelease, looks: schedule.looks,
      lines: readings.compactMap { reading in
        // Nobody misses a line that says that everything was read.
        if reading.trigger.name == WatchTrigger.silence, reading.state != .fire { return nil }
        let before = known.known[reading.trigger.name] ?? []
        return .init(
          reading: reading, new: Set(reading.facts.map(\.id)).subtracting(before))
      },
      decision: decision, unfinished: known.unfinished, remarks: ground.remarks,
      executed: executing, needs: Set(configuration.watch.needs.map(\.rawValue)))
    guard executing else { return round }
    try file.write(memory)
    try await WatchFollowing(
      ground: ground, branch: branch, print: print, progress: progress
    ).follow(&round)
    return round
  }

  // MARK: - Silence

  private static let silenceTrigger = WatchTrigger(
    WatchTrigger.silence, .minor, sources: [WatchTrigger.silence],
    meaning: "the watch sees nothing")

  /// The sources that have had no data for too long, as something that somebody has to know.
  private static func silence(
    of looks: [WatchLook], _ configuration: Configuration, _ timers: inout WatchTimers,
    at now: Timestamp
  ) -> WatchLook {
    let silent = timers.noteSilence(
      of: looks, at: now, longest: configuration.watch.silence)
    return WatchLook(
      WatchTrigger.silence,
      findings: silent.map { look, since in
        var reason = ""
        if case .noData(let because) = look.state { reason = ": \(because)" }
        return .init(
          WatchTrigger.silence, look.source, "\(look.source) has no data since \(since)\(reason)",
          isOfRelease: false)
      })
  }
}
