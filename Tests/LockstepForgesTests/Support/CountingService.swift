import LockstepForges

/// A service that counts as GitHub does, each limit by itself, over requests that come in order.
struct CountingService {
  private struct Counter {
    var name: String
    var window: ForgeLimits.Window
    var amount: @Sendable (ForgeCost) -> Int
    var taken: [(at: Duration, amount: Int)] = []
    var first = 0
    var sum = 0
  }

  private var counters: [Counter]
  private(set) var refusals: [String] = []

  init(_ limits: ForgeLimits) {
    counters = limits.points.map { interface, window in
      Counter(name: "points of \(interface)", window: window) {
        $0.interface == interface ? $0.points : 0
      }
    }
    counters += limits.content.map { window in
      Counter(name: "content", window: window) { $0.createsContent ? 1 : 0 }
    }
    counters += limits.primary.map { pool, window in
      Counter(name: "\(pool)", window: window) { $0.pool == pool ? 1 : 0 }
    }
  }

  mutating func take(_ cost: ForgeCost, at moment: Duration) {
    for index in counters.indices {
      let amount = counters[index].amount(cost)
      guard amount > 0 else { continue }
      while counters[index].first < counters[index].taken.count,
        moment - counters[index].taken[counters[index].first].at >= counters[index].window.length
      {
        counters[index].sum -= counters[index].taken[counters[index].first].amount
        counters[index].first += 1
      }
      counters[index].taken.append((moment, amount))
      counters[index].sum += amount
      if counters[index].sum > counters[index].window.limit {
        refusals.append("\(counters[index].name) at \(moment)")
      }
    }
  }
}
