import LockstepCore
package import LockstepSystem

/// A forge whose every request can be sent twice without harm.
///
/// Nothing is asked for before it was looked whether it is there already, and after an answer that did
/// not come, a limit or a service that was away, it is looked again. So a pull request is never opened
/// twice and a commit never made twice, also when this process dies between the request and its answer
/// and another one takes up the work.
package struct SteadyForge: Sendable {
  /// How often something is tried, and how long is waited in between.
  package struct Patience: Hashable, Sendable {
    /// How often one thing is tried before it is given up.
    package var attempts: Int
    /// The wait before the second attempt; each further one is twice as long.
    package var firstWait: Duration
    /// The longest wait for a limit; a longer one is an error at once.
    package var longestLimit: Duration

    /// Describes patience.
    package init(
      attempts: Int = 6, firstWait: Duration = .seconds(1),
      longestLimit: Duration = .seconds(3_700)
    ) {
      self.attempts = attempts
      self.firstWait = firstWait
      self.longestLimit = longestLimit
    }
  }

  /// The forge that is asked.
  package let forge: any Forge
  private let clock: Clock
  private let patience: Patience

  /// Asks `forge`, and waits on the hands of `clock`.
  package init(_ forge: any Forge, clock: Clock, patience: Patience = Patience()) {
    self.forge = forge
    self.clock = clock
    self.patience = patience
  }

  /// Looks at something, as often as it takes.
  package func look<Answer: Sendable>(
    _ body: (any Forge) async throws -> Answer
  ) async throws -> Answer {
    var attempt = 1
    while true {
      do {
        return try await body(forge)
      } catch let error as ForgeError {
        try await wait(after: error, attempt: attempt)
        attempt += 1
      }
    }
  }

  /// Returns what `observe` finds; while it finds nothing, lets `perform` make it.
  func settle<Answer: Sendable>(
    observe: (any Forge) async throws -> Answer?,
    perform: (any Forge) async throws -> Answer
  ) async throws -> Answer {
    var attempt = 1
    while true {
      if let found = try await look(observe) { return found }
      do {
        return try await perform(forge)
      } catch let error as ForgeError {
        switch error.kind {
        case .alreadyExists, .stale, .conflict, .notFound:
          // Somebody else was faster, or we were and did not hear of it.
          if let found = try await look(observe) { return found }
          throw error
        default: try await wait(after: error, attempt: attempt)
        }
        attempt += 1
      }
    }
  }

  /// Waits before the next attempt, or throws `error` where there is none.
  private func wait(after error: ForgeError, attempt: Int) async throws {
    guard attempt < patience.attempts else { throw error }
    switch error.kind {
    case .limited(let until):
      let span = until.span(since: clock.now())
      guard span.duration <= patience.longestLimit else { throw error }
      try await clock.sleep(max(patience.firstWait, span.duration))
    case .unavailable, .uncertain:
      // What was done may take a moment to be seen.
      try await clock.sleep(patience.firstWait * (1 << min(attempt - 1, 6)))
    default: throw error
    }
  }
}
