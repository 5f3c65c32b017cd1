/// A pool that the service counts itself, and whose level it tells with its answers.
struct PrimaryPool: Hashable, Sendable {
  private let window: ForgeLimits.Window
  private var limit: Int
  private var remaining: Int
  /// When the pool is full again; `nil` before the first request.
  private var reset: Duration?
  private var underWay = 0

  init(_ window: ForgeLimits.Window) {
    self.window = window
    self.limit = window.limit
    self.remaining = window.limit
  }

  /// When one more request fits in, with `kept` of them left alone.
  mutating func opening(keeping kept: Double, at now: Duration) -> Duration {
    refill(at: now)
    let reserve = Int(Double(limit) * kept)
    guard remaining - underWay <= reserve, let reset else { return now }
    return max(now, reset)
  }

  mutating func begin(at now: Duration) {
    refill(at: now)
    if reset == nil { reset = now + window.length }
    underWay += 1
  }

  mutating func end(isFree: Bool) {
    underWay -= 1
    if !isFree { remaining -= 1 }
  }

  /// Takes in what an answer said.
  mutating func learn(_ report: ForgeLimitReport, at now: Duration) {
    refill(at: now)
    if let told = report.limit, told > 0 { limit = told }
    guard let told = report.remaining else { return }
    let moment = report.reset.map { max(now, $0) }
    // Answers overtake one another: within one period the lowest level is the newest.
    if let moment, let reset, moment > reset + .seconds(1) {
      remaining = told
    } else {
      remaining = min(remaining, told)
    }
    if let moment { reset = moment }
  }

  private mutating func refill(at now: Duration) {
    guard let moment = reset, moment <= now else { return }
    remaining = limit
    reset = underWay > 0 ? now + window.length : nil
  }
}

/// What an answer says of the limits.
package struct ForgeLimitReport: Hashable, Sendable {
  /// The pool that the request was counted under.
  package var pool: ForgeCost.Pool
  /// How much it holds when it is full.
  package var limit: Int?
  /// How much is left in it.
  package var remaining: Int?
  /// When it is full again, on the same clock as the budget.
  package var reset: Duration?

  /// Describes a report.
  package init(
    pool: ForgeCost.Pool, limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil
  ) {
    self.pool = pool
    self.limit = limit
    self.remaining = remaining
    self.reset = reset
  }
}
