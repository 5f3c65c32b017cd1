/// A pool that the service counts itself, and whose level it tells with its answers.
///
/// What it told counts until the pool is full again. Before it has told anything, the window is taken to
/// slide, which no way of counting is stricter than.
struct PrimaryPool: Hashable, Sendable {
  /// The level as the service told it, less what was sent since.
  private struct Level: Hashable, Sendable {
    var limit: Int
    var remaining: Int
    /// When the pool is full again; `nil` while that has to be told anew.
    var reset: Duration?
  }

  private let window: ForgeLimits.Window
  private var sliding: SlidingWindow
  private var level: Level?
  private var underWay = 0

  init(_ window: ForgeLimits.Window) {
    self.window = window
    self.sliding = SlidingWindow(window)
  }

  /// When one more request fits in, with that share of the pool left alone; `nil` where that depends on
  /// the end of one that is under way.
  mutating func opening(keeping kept: Double, at now: Duration) -> Duration? {
    refill(at: now)
    guard let level else {
      return sliding.opening(for: 1 + Int(Double(window.limit) * kept), at: now)
    }
    guard level.remaining - underWay <= Int(Double(level.limit) * kept) else { return now }
    if let reset = level.reset { return max(now, reset) }
    // Nothing is known of it since it was full again: one goes and is told.
    return underWay > 0 ? nil : now
  }

  /// Moves `moment` on to when one more request fits in; see ``opening(keeping:at:)``.
  mutating func postpone(_ moment: inout Duration?, keeping kept: Double, at now: Duration) {
    moment.postpone(to: opening(keeping: kept, at: now))
  }

  mutating func begin() {
    underWay += 1
    sliding.begin(1)
  }

  /// Counts a request as ended; `isFree` where the service does not count it.
  mutating func end(isFree: Bool, at now: Duration) {
    underWay -= 1
    sliding.end(1, at: now)
    if !isFree { level?.remaining -= 1 }
  }

  /// Takes in what an answer said.
  mutating func learn(_ report: ForgeLimitReport, at now: Duration) {
    refill(at: now)
    guard let remaining = report.remaining else { return }
    // An empty pool whose end nobody tells is waited for once, and not again and again.
    let reset = report.reset.map { max(now, $0) } ?? (remaining > 0 ? nil : now + window.length)
    var new = Level(
      limit: report.limit ?? level?.limit ?? window.limit, remaining: remaining, reset: reset)
    // Answers overtake one another: within one period the lowest level is the newest.
    if let level, let known = level.reset, reset.map({ $0 <= known + .seconds(1) }) ?? true {
      new.remaining = min(remaining, level.remaining)
      new.reset = reset ?? known
    }
    level = new
  }

  private mutating func refill(at now: Duration) {
    guard let known = level, let reset = known.reset, reset <= now else { return }
    level = Level(limit: known.limit, remaining: known.limit, reset: nil)
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
