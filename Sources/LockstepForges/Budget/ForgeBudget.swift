/// What one identity may still send to a service, and when.
///
/// It only counts: moments go in, and the next moment that is allowed comes out. Moments are durations
/// since anything, from a clock that never goes back.
package struct ForgeBudget: Hashable, Sendable {
  /// What it counts against.
  package let limits: ForgeLimits
  private var primary: [ForgeCost.Pool: PrimaryPool]
  private var points: [ForgeCost.Interface: SlidingWindow]
  private var content: [SlidingWindow]
  private var lastChange: Duration?
  private var pause: Duration?
  private var refusals = 0
  /// How many requests are under way.
  package private(set) var underWay = 0

  /// Begins with nothing spent.
  package init(_ limits: ForgeLimits) {
    self.limits = limits
    self.primary = limits.primary.mapValues(PrimaryPool.init)
    self.points = limits.points.mapValues(SlidingWindow.init)
    self.content = limits.content.map(SlidingWindow.init)
  }

  /// Returns the first moment, from `now` on, at which a request of this cost may be sent; `nil` where
  /// that depends on the end of one that is under way.
  ///
  /// A later answer of the service may move it; so whoever has waited asks again.
  package mutating func opening(
    for cost: ForgeCost, _ priority: ForgePriority = .ordinary, at now: Duration
  ) -> Duration? {
    guard underWay < limits.concurrent else { return nil }
    var moment: Duration? = max(now, pause ?? now)
    if cost.isChange, let lastChange { moment.postpone(to: lastChange + limits.spacing) }
    points[cost.interface]?.postpone(&moment, for: cost.points, at: now)
    if cost.createsContent {
      for index in content.indices { content[index].postpone(&moment, for: 1, at: now) }
    }
    let kept = priority == .background ? 0.2 : 0
    primary[cost.pool]?.postpone(&moment, keeping: kept, at: now)
    return moment
  }

  /// Records that a request is being sent.
  package mutating func begin(_ cost: ForgeCost, at now: Duration) {
    underWay += 1
    if cost.isChange { lastChange = now }
    points[cost.interface]?.begin(cost.points)
    primary[cost.pool]?.begin()
    guard cost.createsContent else { return }
    for index in content.indices { content[index].begin(1) }
  }

  /// Records that a request has ended, with or without an answer, and what the answer said.
  ///
  /// `isFree` says that the service does not count it: what has not changed since it was last asked for.
  package mutating func end(
    _ cost: ForgeCost, report: ForgeLimitReport? = nil, isFree: Bool = false, at now: Duration
  ) {
    underWay -= 1
    points[cost.interface]?.end(cost.points, at: now)
    primary[cost.pool]?.end(isFree: isFree, at: now)
    if cost.createsContent {
      for index in content.indices { content[index].end(1, at: now) }
    }
    guard let report, report.limit != nil || report.remaining != nil else { return }
    // A server of one's own tells of a pool that nobody expected.
    let window = ForgeLimits.Window(report.limit ?? report.remaining ?? 0, per: .seconds(3_600))
    primary[report.pool, default: PrimaryPool(window)].learn(report, at: now)
  }

  /// Records that the service refused a request for a limit, and returns how long nothing is sent.
  ///
  /// Where the service does not say how long, it is a minute, then twice as long each time, at most 16
  /// minutes, as GitHub asks for.
  @discardableResult
  package mutating func refuse(retryAfter: Duration?, at now: Duration) -> Duration {
    // Requests that were under way together are refused together: that is one refusal.
    if let pause, pause > now {
      self.pause = max(pause, now + (retryAfter ?? .zero))
    } else {
      pause = now + (retryAfter ?? .seconds(60 << min(refusals, 4)))
      refusals += 1
    }
    return (pause ?? now) - now
  }

  /// Records that a request was not refused for a limit.
  package mutating func accept() {
    refusals = 0
  }
}
