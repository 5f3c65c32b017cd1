/// How much of what a service lets one identity do.
///
/// Several identities (a person, an app's installation) have these limits each.
package struct ForgeLimits: Hashable, Sendable {
  /// So much within so long, wherever that time begins.
  package struct Window: Hashable, Sendable {
    /// The most that fits in.
    package var limit: Int
    /// How long it is.
    package var length: Duration

    /// Describes a window.
    package init(_ limit: Int, per length: Duration) {
      self.limit = limit
      self.length = length
    }
  }

  /// The pools that are counted by the service itself and told with every answer.
  package var primary: [ForgeCost.Pool: Window]
  /// Points of requests, by the interface that they go to; absent where there is no such limit.
  package var points: [ForgeCost.Interface: Window]
  /// Requests that make something which people are told of; all of these windows hold.
  package var content: [Window]
  /// The least time from the beginning of one change to that of the next.
  package var spacing: Duration
  /// The most requests that are under way.
  package var concurrent: Int

  /// Describes limits.
  package init(
    primary: [ForgeCost.Pool: Window] = [:], points: [ForgeCost.Interface: Window] = [:],
    content: [Window] = [], spacing: Duration = .zero, concurrent: Int
  ) {
    self.primary = primary
    self.points = points
    self.content = content
    self.spacing = spacing
    self.concurrent = concurrent
  }

  /// GitHub's, for a personal token or an installation in an organisation of up to 20 repositories.
  ///
  /// From GitHub's pages "Rate limits for the REST API", "Rate limits and query limits for the
  /// GraphQL API" and "Best practices": 5,000 requests an hour in each interface, 30 searches and 10
  /// code searches a minute, 900 points a minute in REST and 2,000 in GraphQL, about 80 content-creating
  /// requests a minute and 500 an hour, one second between changes, 100 requests at once.
  package static let github = ForgeLimits(
    primary: [
      .rest: Window(5_000, per: .seconds(3_600)), .graph: Window(5_000, per: .seconds(3_600)),
      .search: Window(30, per: .seconds(60)), .codeSearch: Window(10, per: .seconds(60)),
    ],
    points: [.rest: Window(900, per: .seconds(60)), .graph: Window(2_000, per: .seconds(60))],
    content: [Window(80, per: .seconds(60)), Window(500, per: .seconds(3_600))],
    spacing: .seconds(1), concurrent: 100)

  /// GitLab's on gitlab.com: 2,000 requests a minute.
  package static let gitlab = ForgeLimits(
    primary: [.rest: Window(2_000, per: .seconds(60))], concurrent: 20)

  /// A server of one's own, which sets no limits unless its answers say so.
  package static let unlimited = ForgeLimits(concurrent: 20)
}
