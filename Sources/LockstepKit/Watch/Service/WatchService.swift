package import LockstepCore
internal import LockstepSystem

/// A watch that goes on until it is told to end.
///
/// Rounds follow one another; each looks at the sources whose turn has come. A round that fails as a whole
/// is told and tried again a little later: a service does not end because a network does.
package struct WatchService: Sendable {
  private let story: WatchStory
  private let executing: Bool
  private let interval: Span?
  package let health: WatchHealth

  /// The wait after a round that failed, and the least time between two rounds.
  private static let retry: Duration = .seconds(30)
  private static let least: Duration = .seconds(1)

  /// Prepares a service.
  ///
  /// - Parameter interval: How often it looks, in the place of what the configuration says.
  package init(_ story: WatchStory, executing: Bool, interval: Span? = nil) {
    self.story = story
    self.executing = executing
    self.interval = interval
    health = WatchHealth(story.workspace.host.clock)
  }

  /// Runs until the task is cancelled.
  ///
  /// - Parameters:
  ///   - changed: Gets the first round, and each that differs from the one before it.
  ///   - failed: Gets why a round could not be made, once for each new reason.
  /// - Throws: `CancellationError`, when it was told to end, and the present round has.
  package func run(
    changed: @Sendable (WatchRound) -> Void, failed: @Sendable (Explanation) -> Void
  ) async throws {
    let clock = story.workspace.host.clock
    var schedule = WatchSchedule(story.workspace.configuration, interval: interval)
    var last: [String]?
    while true {
      try Task.checkCancellation()
      do {
        let round = try await story.round(executing: executing, by: &schedule)
        health.note(round, next: schedule.next)
        if round.essence != last || !round.deeds.isEmpty || !round.calls.isEmpty { changed(round) }
        last = round.essence
      } catch let error as any ExplainedError {
        if health.note(error.explanation) { failed(error.explanation) }
        schedule.postpone(to: clock.elapsed() + Self.retry)
      }
      let wait = (schedule.next ?? clock.elapsed() + Self.retry) - clock.elapsed()
      try await clock.sleep(max(wait, Self.least))
    }
  }
}

extension WatchRound {
  /// What makes a round news: what fires, what is not seen, what remains to be done.
  fileprivate var essence: [String] {
    lines.map { line in
      let facts = line.reading.facts.map(\.id).joined(separator: " ")
      return "\(line.reading.trigger.name) \(line.reading.state.word) \(facts)"
    } + remarks + unfinished.map(\.record.key)
  }
}
