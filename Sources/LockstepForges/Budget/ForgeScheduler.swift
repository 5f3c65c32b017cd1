import LockstepCore
package import LockstepSystem
import Synchronization

/// Lets requests of a whole fleet go when the budget of one identity allows it: the most urgent work
/// first, and within that first come, first served.
///
/// Requests that wait for different limits do not hold one another up, but what could go now never
/// takes the place of something more urgent that could go now too.
package final class ForgeScheduler: Sendable {
  fileprivate typealias Wake = CheckedContinuation<Turn, Never>

  /// What whoever waits has to do next.
  fileprivate enum Turn {
    case go
    case sleep(until: Duration)
    case askAgain
  }

  fileprivate struct Ticket {
    var number: Int
    var cost: ForgeCost
    var priority: ForgePriority
    /// Present while its holder waits for somebody else.
    var wake: Wake?
  }

  fileprivate struct State {
    var budget: ForgeBudget
    /// In the order in which they are served.
    var tickets: [Ticket] = []
    var lastNumber = 0
  }

  private let state: Mutex<State>
  private let clock: Clock

  /// Spends the budget of `limits` on the hands of `clock`.
  package init(_ limits: ForgeLimits, clock: Clock) {
    self.state = Mutex(State(budget: ForgeBudget(limits)))
    self.clock = clock
  }

  /// What is spent and what is left, as of now.
  package var budget: ForgeBudget { state.withLock { $0.budget } }

  /// Waits until a request of this cost may be sent, and counts it as sent.
  ///
  /// Whoever calls it calls ``end(_:report:isFree:)`` once for it. Throws `CancellationError` alone.
  package func begin(_ cost: ForgeCost, _ priority: ForgePriority) async throws {
    let number = state.withLock { $0.enter(cost, priority) }
    do {
      while true {
        try Task.checkCancellation()
        switch await turn(of: number) {
        case .go: return
        case .askAgain: continue
        case .sleep(let moment): try await clock.sleep(moment - clock.elapsed())
        }
      }
    } catch {
      wake(
        state.withLock { state in
          state.tickets.removeAll { $0.number == number }
          return state.takeWakes()
        })
      throw error
    }
  }

  /// Counts a request as ended, with what its answer said of the limits.
  ///
  /// `isFree` says that the service does not count it.
  package func end(_ cost: ForgeCost, report: ForgeLimitReport? = nil, isFree: Bool = false) {
    let now = clock.elapsed()
    wake(
      state.withLock { state in
        state.budget.end(cost, report: report, isFree: isFree, at: now)
        return state.takeWakes()
      })
  }

  /// Counts a refusal for a limit, and returns how long nothing is sent.
  @discardableResult
  package func refuse(retryAfter: Duration?) -> Duration {
    let now = clock.elapsed()
    return state.withLock { $0.budget.refuse(retryAfter: retryAfter, at: now) }
  }

  /// Counts an answer that was no refusal for a limit.
  package func accept() {
    state.withLock { $0.budget.accept() }
  }

  private func turn(of number: Int) async -> Turn {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = clock.elapsed()
        let (turn, wakes) = state.withLock { state in
          // Cancelled before this lock was taken: the handler below has found nobody to wake.
          guard !Task.isCancelled else { return (Turn.askAgain as Turn?, [Wake]()) }
          return state.turn(of: number, at: now, or: continuation)
        }
        wake(wakes)
        if let turn { continuation.resume(returning: turn) }
      }
    } onCancel: {
      let continuation = state.withLock { state in
        state.tickets.firstIndex { $0.number == number }
          .flatMap { state.tickets[$0].wake.take() }
      }
      continuation?.resume(returning: .askAgain)
    }
  }

  private func wake(_ continuations: [Wake]) {
    for continuation in continuations { continuation.resume(returning: .askAgain) }
  }
}

extension ForgeScheduler.State {
  mutating func enter(_ cost: ForgeCost, _ priority: ForgePriority) -> Int {
    lastNumber += 1
    let place = tickets.firstIndex { $0.priority < priority } ?? tickets.endIndex
    tickets.insert(
      ForgeScheduler.Ticket(number: lastNumber, cost: cost, priority: priority), at: place)
    return lastNumber
  }

  /// Decides what the holder of a ticket does next; with `nil`, `wake` is called later.
  mutating func turn(
    of number: Int, at now: Duration, or wake: ForgeScheduler.Wake
  ) -> (ForgeScheduler.Turn?, [ForgeScheduler.Wake]) {
    guard let index = tickets.firstIndex(where: { $0.number == number }) else {
      return (.askAgain, [])
    }
    let ticket = tickets[index]
    let isBehind = tickets[..<index].contains { other in
      // The same limits hold both up; of other limits, only who could go now is in front.
      if other.cost == ticket.cost { return true }
      guard other.priority > ticket.priority,
        let opening = budget.opening(for: other.cost, other.priority, at: now)
      else { return false }
      return opening <= now
    }
    guard !isBehind, let opening = budget.opening(for: ticket.cost, ticket.priority, at: now)
    else {
      tickets[index].wake = wake
      return (nil, [])
    }
    guard opening <= now else { return (.sleep(until: opening), []) }
    tickets.remove(at: index)
    budget.begin(ticket.cost, at: now)
    return (.go, takeWakes())
  }

  /// Whoever may have to do something else now: the first of each cost.
  mutating func takeWakes() -> [ForgeScheduler.Wake] {
    var seen: Set<ForgeCost> = []
    return tickets.indices.compactMap { index in
      guard seen.insert(tickets[index].cost).inserted else { return nil }
      return tickets[index].wake.take()
    }
  }
}
