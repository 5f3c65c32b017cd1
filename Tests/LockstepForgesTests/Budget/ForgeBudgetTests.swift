import LockstepForges
import Testing

/// The budget lets through what the limits allow: no more, and not much less.
@Suite struct ForgeBudgetTests {
  /// Sends `costs` one after another, as soon as each is allowed; the ways there take `delay` each,
  /// differently long. Returns when the last one was sent, and what the service refused.
  private func send(
    _ costs: [ForgeCost], under limits: ForgeLimits, delay: (Int) -> Duration
  ) -> (last: Duration, refusals: [String]) {
    var budget = ForgeBudget(limits)
    var arrivals: [(at: Duration, cost: ForgeCost)] = []
    var running: [(end: Duration, cost: ForgeCost)] = []
    var now = Duration.zero
    for (index, cost) in costs.enumerated() {
      while true {
        for request in running where request.end <= now {
          budget.end(request.cost, at: request.end)
        }
        running.removeAll { $0.end <= now }
        guard let opening = budget.opening(for: cost, at: now) else {
          now = running.map(\.end).min() ?? now
          continue
        }
        if opening <= now { break }
        now = min(opening, running.map(\.end).min() ?? opening)
      }
      budget.begin(cost, at: now)
      // The service counts it somewhere on the way, and the answer takes its time too.
      arrivals.append((now + delay(index), cost))
      running.append((now + delay(index) * 2, cost))
      running.sort { $0.end < $1.end }
    }
    var service = CountingService(limits)
    for arrival in arrivals.sorted(by: { $0.at < $1.at }) {
      service.take(arrival.cost, at: arrival.at)
    }
    return (now, service.refusals)
  }

  @Test(
    arguments: [
      // 500 an hour: two full hours pass before the last 200 go, one a second.
      ([.content], 1_200, 7_399),
      // 1 s between them.
      ([.change], 400, 399),
      // 900 points a minute of 1 each, until the hour's 5,000 are gone.
      ([.read], 4_500, 240),
      ([.read], 5_100, 3_600),
      // 30 a minute.
      ([.search], 100, 180),
      ([.codeSearch], 25, 120),
      // What a rollout sends: 500 pull requests an hour, with two looks and an auto-merge each.
      ([.read, .content, .graphChange, .read], 600, 3_600 + 199),
    ] as [([ForgeCost], Int, Double)])
  func `nothing is refused, and within 5 % of what is allowed`(
    costs: [ForgeCost], times: Int, ideal: Double
  ) {
    let (last, refusals) = send(
      Array(repeatElement(costs, count: times).joined()), under: .github
    ) { index in
      .milliseconds(20 + index * 7_919 % 480)
    }
    #expect(refusals.first == nil)
    let seconds = Double(last.components.seconds)
    #expect(seconds >= ideal - 1 && seconds <= ideal * 1.05, "\(seconds) s, ideally \(ideal) s")
  }

  @Test func `no more than so many are under way`() {
    var budget = ForgeBudget(ForgeLimits(concurrent: 2))
    budget.begin(.read, at: .zero)
    #expect(budget.opening(for: .read, at: .zero) == .zero)
    budget.begin(.read, at: .zero)
    #expect(budget.opening(for: .read, at: .zero) == nil)
    budget.end(.read, at: .seconds(1))
    #expect(budget.opening(for: .read, at: .seconds(1)) == .seconds(1))
  }

  @Test func `what the service says counts more than what was counted here`() {
    var budget = ForgeBudget(.github)
    budget.begin(.read, at: .zero)
    budget.end(
      .read,
      report: ForgeLimitReport(pool: .rest, limit: 5_000, remaining: 0, reset: .seconds(90)),
      at: .seconds(1))
    #expect(budget.opening(for: .read, at: .seconds(1)) == .seconds(90))
    #expect(budget.opening(for: .query, at: .seconds(1)) == .seconds(1))
    #expect(budget.opening(for: .read, at: .seconds(90)) == .seconds(90))
  }

  @Test func `background work leaves a fifth`() {
    var budget = ForgeBudget(.github)
    budget.begin(.read, at: .zero)
    budget.end(
      .read,
      report: ForgeLimitReport(pool: .rest, limit: 5_000, remaining: 900, reset: .seconds(90)),
      at: .zero)
    #expect(budget.opening(for: .read, .background, at: .zero) == .seconds(90))
    #expect(budget.opening(for: .read, .emergency, at: .zero) == .zero)
  }

  @Test func `a refusal stops everything for as long as asked for, else longer each time`() {
    var budget = ForgeBudget(.github)
    #expect(budget.refuse(retryAfter: .seconds(7), at: .zero) == .seconds(7))
    #expect(budget.opening(for: .read, at: .zero) == .seconds(7))
    // Those that were under way with it are refused with it.
    #expect(budget.refuse(retryAfter: nil, at: .seconds(1)) == .seconds(6))
    budget.accept()
    #expect(budget.refuse(retryAfter: nil, at: .seconds(10)) == .seconds(60))
    #expect(budget.refuse(retryAfter: nil, at: .seconds(80)) == .seconds(120))
    #expect(budget.refuse(retryAfter: nil, at: .seconds(300)) == .seconds(240))
    budget.accept()
    #expect(budget.refuse(retryAfter: nil, at: .seconds(900)) == .seconds(60))
  }

  @Test(arguments: [
    (ForgeProjection.Delivery.push, 1_000, 1, 62, 66),
    (.pullRequest, 400, 1, 800, 840),
    (.pullRequest, 1_000, 1, 4_500, 4_800),
    (.pullRequest, 1_000, 2, 990, 1_100),
    (.pullRequestMergedByUs, 400, 1, 3_880, 3_980),
    (.openedBefore, 500, 1, 499, 525),
    (.pullRequest, 0, 1, 0, 0),
  ])
  func `a projection says how long a fleet takes`(
    delivery: ForgeProjection.Delivery, count: Int, identities: Int, from: Int, to: Int
  ) {
    let projection = ForgeProjection(of: count, by: delivery, identities: identities)
    let seconds = Int(projection.duration.components.seconds)
    #expect((from...to).contains(seconds), "\(seconds) s")
    #expect(projection.requests == count * delivery.costs.count)
  }

  @Test func `an hour is enough for about 500 pull requests`() {
    let most = ForgeProjection.most(within: .seconds(3_600), by: .pullRequest)
    #expect((490...510).contains(most), "\(most)")
    #expect(!ForgeProjection(of: 520, by: .pullRequest).fits(into: .seconds(3_600)))
    #expect(ForgeProjection(of: 1_000, by: .push).fits(into: .seconds(3_600)))
  }
}
