/// How long something takes for many repositories under the limits of a service.
///
/// It spends a ``ForgeBudget`` on a clock of its own, so it says what the scheduler will do.
package struct ForgeProjection: Hashable, Sendable {
  /// How a change reaches a repository.
  package enum Delivery: Hashable, Sendable {
    /// Pushed by git, which these limits do not count.
    case push
    /// Pushed to a branch by git; a pull request is opened, and merged by the service itself.
    case pullRequest
    /// As before, and merged by us once it is green.
    case pullRequestMergedByUs
    /// The merging alone: the pull requests were opened beforehand.
    case openedBefore
    /// Committed through the service, without a clone, to a branch of its own with a pull request.
    case commitAndPullRequest

    /// What it costs for one repository, in order.
    package var costs: [ForgeCost] {
      switch self {
      case .push: []
      case .pullRequest: [.read, .content, .graphChange]
      case .pullRequestMergedByUs: [.read, .content, .read, .content]
      case .openedBefore: [.read, .content]
      case .commitAndPullRequest: [.read, .change, .graphChange, .read, .content, .graphChange]
      }
    }

    /// How many pushes of git it takes.
    var pushes: Int {
      switch self {
      case .push, .pullRequest, .pullRequestMergedByUs: 1
      case .openedBefore, .commitAndPullRequest: 0
      }
    }
  }

  /// How many repositories it is for.
  package var count: Int
  /// How the change reaches them.
  package var delivery: Delivery
  /// How long it takes.
  package var duration: Duration
  /// How many requests it takes, without git's.
  package var requests: Int
  /// How many of them make something that people are told of.
  package var contentRequests: Int

  /// Computes how long `count` repositories take.
  ///
  /// - Parameters:
  ///   - limits: Those of one identity.
  ///   - identities: Between how many the repositories are divided.
  ///   - width: How many repositories are worked on at once, by each.
  ///   - roundTrip: From sending a request to its answer.
  ///   - push: One push of git.
  package init(
    of count: Int, by delivery: Delivery, under limits: ForgeLimits = .github,
    identities: Int = 1, width: Int = 16, roundTrip: Duration = .milliseconds(500),
    push: Duration = .seconds(1)
  ) {
    let costs = delivery.costs
    self.count = count
    self.delivery = delivery
    self.requests = count * costs.count
    self.contentRequests = count * costs.count { $0.createsContent }
    let share = (count + max(1, identities) - 1) / max(1, identities)
    self.duration = Self.time(
      of: share, costs: costs, limits: limits, width: width, roundTrip: roundTrip,
      before: push * delivery.pushes)
  }

  /// Whether it ends within `time`.
  package func fits(into time: Duration) -> Bool { duration <= time }

  /// How many repositories at most are done within `time`, by the same delivery under `limits`.
  package static func most(
    within time: Duration, by delivery: Delivery, under limits: ForgeLimits = .github,
    identities: Int = 1
  ) -> Int {
    var (low, high) = (0, 1)
    func fits(_ count: Int) -> Bool {
      ForgeProjection(of: count, by: delivery, under: limits, identities: identities)
        .fits(into: time)
    }
    while high < 65_536, fits(high) { (low, high) = (high, high * 2) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// Plays the requests of all repositories on `width` workers, each of which does one after another.
  private static func time(
    of count: Int, costs: [ForgeCost], limits: ForgeLimits, width: Int, roundTrip: Duration,
    before: Duration
  ) -> Duration {
    var budget = ForgeBudget(limits)
    var workers = [Worker](repeating: Worker(), count: min(max(1, width), max(1, count)))
    var started = 0
    var end = Duration.zero
    for index in workers.indices where started < count {
      workers[index] = Worker(free: before, next: 0)
      started += 1
    }
    var running: [(end: Duration, cost: ForgeCost)] = []
    while let index = workers.indices.filter({ workers[$0].next != nil })
      .min(by: { workers[$0].free < workers[$1].free })
    {
      let (free, next) = (workers[index].free, workers[index].next ?? 0)
      guard next < costs.count else {
        end = max(end, free)
        let more = started < count
        if more { started += 1 }
        workers[index] = Worker(free: free + before, next: more ? 0 : nil)
        continue
      }
      running.removeAll { request in
        guard request.end <= free else { return false }
        budget.end(request.cost, at: request.end)
        return true
      }
      let cost = costs[next]
      let opening = budget.opening(for: cost, at: free)
      guard let opening, opening <= free else {
        let nearest = running.map(\.end).filter { $0 > free }.min()
        workers[index].free = opening ?? nearest ?? free + roundTrip
        continue
      }
      budget.begin(cost, at: free)
      running.append((free + roundTrip, cost))
      workers[index] = Worker(free: free + roundTrip, next: next + 1)
    }
    return end
  }

  private struct Worker {
    var free: Duration = .zero
    /// The request that comes next; `nil` when there is nothing left to do.
    var next: Int?
  }
}
