/// What was spent within the last so long, of a limit that holds wherever that time begins.
///
/// A request counts from when it is sent; what the service does with it happens somewhere between
/// then and its answer. So it is held against the window until it has ended and the window's length
/// has passed from there: whatever the ways between, the service never sees more than the limit.
struct SlidingWindow: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    var end: Duration
    var amount: Int
  }

  private let window: ForgeLimits.Window
  private var entries: [Entry] = []
  /// The entries before this one are out of the window.
  private var first = 0
  private var ended = 0
  private(set) var underWay = 0

  init(_ window: ForgeLimits.Window) {
    self.window = window
  }

  /// When `amount` more fits in, as things stand: `now`, or later; `nil` where that depends on the end
  /// of what is under way.
  mutating func opening(for amount: Int, at now: Duration) -> Duration? {
    drop(before: now - window.length)
    var excess = ended + underWay + amount - window.limit
    guard excess > 0 else { return now }
    for entry in entries[first...] {
      excess -= entry.amount
      if excess <= 0 { return max(now, entry.end + window.length) }
    }
    return underWay > 0 ? nil : now + window.length
  }

  /// Moves `moment` on to when `amount` more fits in; see ``opening(for:at:)``.
  mutating func postpone(_ moment: inout Duration?, for amount: Int, at now: Duration) {
    moment.postpone(to: opening(for: amount, at: now))
  }

  mutating func begin(_ amount: Int) {
    underWay += amount
  }

  mutating func end(_ amount: Int, at now: Duration) {
    underWay -= amount
    ended += amount
    if let last = entries.last, last.end == now {
      entries[entries.count - 1].amount += amount
    } else {
      entries.append(Entry(end: now, amount: amount))
    }
  }

  /// What has ended within the window that ends now, and what is under way.
  mutating func spent(at now: Duration) -> Int {
    drop(before: now - window.length)
    return ended + underWay
  }

  private mutating func drop(before moment: Duration) {
    while first < entries.count, entries[first].end <= moment {
      ended -= entries[first].amount
      first += 1
    }
    if first > 512, first * 2 > entries.count {
      entries.removeFirst(first)
      first = 0
    }
  }
}

extension Duration? {
  /// Becomes `moment` where that is later; what is not known of either is not known of both.
  mutating func postpone(to moment: Duration?) {
    guard let known = self, let moment else {
      self = nil
      return
    }
    self = max(known, moment)
  }
}
