package import LockstepCore
internal import LockstepSystem
internal import Synchronization

/// How a watching service is, for whoever asks it.
///
/// It is well while rounds end in their time and succeed. Before the first round has ended it is neither.
package final class WatchHealth: Sendable {
  private struct State {
    var rounds = 0
    var lastRound: Timestamp?
    /// On the monotonic clock: by when the next round must have ended.
    var deadline: Duration
    var failure: Explanation?
    var firing: [String] = []
    var blind: [String] = []
  }

  /// How long a round may take beyond its turn before the service counts as stuck.
  private static let grace: Duration = .seconds(600)

  private let clock: Clock
  private let begun: Duration
  private let state: Mutex<State>

  init(_ clock: Clock) {
    self.clock = clock
    begun = clock.elapsed()
    state = Mutex(State(deadline: begun + Self.grace))
  }

  /// Takes in a round that ended; the next one begins at `next`.
  func note(_ round: WatchRound, next: Duration?) {
    let now = clock.elapsed()
    state.withLock { state in
      state.rounds += 1
      state.lastRound = round.at
      state.deadline = max(next ?? now, now) + Self.grace
      state.failure = nil
      state.firing = round.lines.filter { $0.reading.state == .fire }.map(\.reading.trigger.name)
      state.blind = round.looks.compactMap { look in
        if case .noData = look.state { look.source } else { nil }
      }
    }
  }

  /// Takes in why a round failed; returns whether that is another reason than before.
  func note(_ failure: Explanation) -> Bool {
    let now = clock.elapsed()
    return state.withLock { state in
      defer { state.failure = failure }
      state.deadline = now + Self.grace
      return state.failure != failure
    }
  }

  /// Whether it is well, and what there is to say about it: no names of people, no addresses.
  package func report() -> (isWell: Bool, json: JSONValue) {
    let now = clock.elapsed()
    return state.withLock { state in
      let isStuck = now > state.deadline
      let word =
        isStuck ? "stuck" : state.failure != nil ? "failing" : state.rounds == 0 ? "starting" : "ok"
      let json: JSONValue = [
        "schema": "lockstep.health/1", "state": .string(word),
        "uptime-seconds": .integer((now - begun).components.seconds),
        "rounds": .integer(Int64(state.rounds)),
        "last-round": state.lastRound.map { .string($0.description) } ?? .null,
        "failure": state.failure.map { .string($0.what) } ?? .null,
        "firing": .array(state.firing.map { .string($0) }),
        "no-data": .array(state.blind.map { .string($0) }),
      ]
      return (word == "ok" || word == "starting", json)
    }
  }
}
