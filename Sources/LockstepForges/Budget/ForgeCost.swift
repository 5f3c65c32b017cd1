/// What a request costs.
package struct ForgeCost: Hashable, Sendable {
  /// The interface of a service; each has points of its own.
  package enum Interface: Hashable, Sendable, CaseIterable {
    case rest, graph
  }

  /// What the service counts requests under.
  package enum Pool: String, Hashable, Sendable, CaseIterable {
    case rest = "core"
    case graph = "graphql"
    case search
    case codeSearch = "code_search"
  }

  /// The pool that it is counted under.
  package var pool: Pool
  /// Its points.
  package var points: Int
  /// Whether it changes something.
  package var isChange: Bool
  /// Whether it makes something that people are told of: a pull request, a comment, a release.
  package var createsContent: Bool

  /// Describes a cost.
  package init(pool: Pool, points: Int, isChange: Bool, createsContent: Bool) {
    self.pool = pool
    self.points = points
    self.isChange = isChange
    self.createsContent = createsContent
  }

  /// The interface that it goes to.
  package var interface: Interface { pool == .graph ? .graph : .rest }

  /// Looking at something.
  package static let read = ForgeCost(
    pool: .rest, points: 1, isChange: false, createsContent: false)
  /// Searching.
  package static let search = ForgeCost(
    pool: .search, points: 1, isChange: false, createsContent: false)
  /// Searching code.
  package static let codeSearch = ForgeCost(
    pool: .codeSearch, points: 1, isChange: false, createsContent: false)
  /// Asking GraphQL.
  package static let query = ForgeCost(
    pool: .graph, points: 1, isChange: false, createsContent: false)
  /// Changing something that nobody is told of.
  package static let change = ForgeCost(
    pool: .rest, points: 5, isChange: true, createsContent: false)
  /// Changing something by GraphQL that nobody is told of.
  package static let graphChange = ForgeCost(
    pool: .graph, points: 5, isChange: true, createsContent: false)
  /// Making something that people are told of.
  package static let content = ForgeCost(
    pool: .rest, points: 5, isChange: true, createsContent: true)
  /// Making something that people are told of by GraphQL.
  package static let graphContent = ForgeCost(
    pool: .graph, points: 5, isChange: true, createsContent: true)
}

/// Whose work goes first.
package enum ForgePriority: Int, Hashable, Comparable, Sendable {
  /// What nobody waits for: watching, discovery. It leaves a fifth of each pool alone.
  case background
  /// A release, a rollout.
  case ordinary
  /// A rollback.
  case emergency

  /// Orders from what can wait to what cannot.
  package static func < (a: ForgePriority, b: ForgePriority) -> Bool { a.rawValue < b.rawValue }
}
