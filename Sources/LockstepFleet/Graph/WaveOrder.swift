package import LockstepCore
import LockstepEcosystems

/// Says that the configuration updates dependents before what they need.
package struct WaveConflictError: ExplainedError, ExitStatusCarrying, Hashable {
  /// One entry that asks for too early a wave.
  package struct Conflict: Hashable, Sendable {
    /// The dependent.
    package let name: RepositoryName
    /// The wave that is configured.
    package let configured: Int
    /// The earliest wave that is possible.
    package let earliest: Int
    /// What it has to wait for.
    package let needs: RepositoryName
    /// Where the wave is configured.
    package let place: SourcePlace?
  }

  /// The entries, by name.
  package let conflicts: [Conflict]

  package var exitStatus: ExitStatus { .configuration }

  package var explanation: Explanation {
    let lines = conflicts.map { conflict in
      (conflict.place.map { "\($0): " } ?? "")
        + "`\(conflict.name)` is configured for wave \(conflict.configured), but it needs "
        + "`\(conflict.needs)`, which is updated in wave \(conflict.earliest - 1)"
    }
    return Explanation(
      conflicts.count == 1
        ? "a configured wave comes too early"
        : "\(conflicts.count) configured waves come too early",
      why: lines,
      hints: ["a wave can only be delayed: raise the number, or leave `wave` out"],
      place: conflicts.first?.place)
  }
}

/// Orders dependents so that each follows what it needs.
struct WaveOrder {
  /// The wave of each dependent, by its position among the members.
  private(set) var wave: [Int: Int] = [:]
  /// The circles, as positions, each beginning with its least.
  private(set) var cycles: [[Int]] = []

  init(uses: [Int: [Use]], members: [ReadMember]) throws(WaveConflictError) {
    var position: [RepositoryName: Int] = [:]
    for (index, member) in members.enumerated() { position[member.member.name] = index }
    var all: [Int: Set<Int>] = [:]
    var firm: [Int: Set<Int>] = [:]
    for (user, uses) in uses {
      all[user] = []
      for use in uses {
        guard let via = use.via, let provider = position[via], provider != user else { continue }
        all[user, default: []].insert(provider)
        if use.dependency.kind != .development { firm[user, default: []].insert(provider) }
      }
    }
    let needs = Self.withoutDevelopmentCircles(all, firm)
    let groups = StrongComponents.of(needs)
    cycles = groups.filter { $0.count > 1 }
      .compactMap { StrongComponents.circle(within: $0, needs) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    try assign(groups, needs, members)
  }

  /// Requirements for development may run in a circle, and then they order nothing.
  private static func withoutDevelopmentCircles(
    _ all: [Int: Set<Int>], _ firm: [Int: Set<Int>]
  ) -> [Int: Set<Int>] {
    var needs = all
    for group in StrongComponents.of(all) where group.count > 1 {
      let inside = Set(group)
      for user in group {
        needs[user] = (all[user] ?? []).subtracting(inside)
          .union((firm[user] ?? []).intersection(inside))
      }
    }
    return needs
  }

  /// Gives each group its wave; the groups come with what they need before them.
  private mutating func assign(
    _ groups: [[Int]], _ needs: [Int: Set<Int>], _ members: [ReadMember]
  ) throws(WaveConflictError) {
    var conflicts: [WaveConflictError.Conflict] = []
    for group in groups {
      let inside = Set(group)
      let before = group.flatMap { (needs[$0] ?? []).subtracting(inside) }
      let latest = before.max { (wave[$0] ?? 0, $1) < (wave[$1] ?? 0, $0) }
      let earliest = latest.map { (wave[$0] ?? 0) + 1 } ?? 1
      var chosen = earliest
      for user in group {
        guard let configured = members[user].member.settings?.wave else { continue }
        if configured < earliest, let latest {
          conflicts.append(
            WaveConflictError.Conflict(
              name: members[user].member.name, configured: configured, earliest: earliest,
              needs: members[latest].member.name,
              place: members[user].member.settings?.wavePlace))
        }
        chosen = max(chosen, configured)
      }
      for user in group { wave[user] = chosen }
    }
    guard conflicts.isEmpty else {
      throw WaveConflictError(conflicts: conflicts.sorted { $0.name < $1.name })
    }
  }
}

/// Groups of nodes that reach one another (Tarjan's algorithm, without recursion).
enum StrongComponents {
  /// The groups of `graph`, each after every group that it points to, sorted inside.
  static func of(_ graph: [Int: Set<Int>]) -> [[Int]] {
    var index: [Int: Int] = [:]
    var low: [Int: Int] = [:]
    var open: [Int] = []
    var isOpen: Set<Int> = []
    var groups: [[Int]] = []
    var path: [(node: Int, rest: [Int])] = []
    func enter(_ node: Int) {
      index[node] = index.count
      low[node] = index[node]
      open.append(node)
      isOpen.insert(node)
      // Sorted backwards, because the last is taken first.
      path.append((node, (graph[node] ?? []).filter { graph[$0] != nil }.sorted(by: >)))
    }
    for start in graph.keys.sorted() where index[start] == nil {
      enter(start)
      while let (node, _) = path.last {
        if let next = path[path.count - 1].rest.popLast() {
          if index[next] == nil {
            enter(next)
          } else if isOpen.contains(next) {
            low[node] = min(low[node] ?? 0, index[next] ?? 0)
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.node {
          low[parent] = min(low[parent] ?? 0, low[node] ?? 0)
        }
        guard low[node] == index[node] else { continue }
        var group: [Int] = []
        while let last = open.popLast() {
          isOpen.remove(last)
          group.append(last)
          if last == node { break }
        }
        groups.append(group.sorted())
      }
    }
    return groups
  }

  /// A shortest circle through the least node of a group that has one.
  static func circle(within group: [Int], _ graph: [Int: Set<Int>]) -> [Int]? {
    guard let start = group.min() else { return nil }
    let inside = Set(group)
    var before: [Int: Int] = [:]
    var waiting = [start]
    var next = 0
    while next < waiting.count {
      let node = waiting[next]
      next += 1
      for target in (graph[node] ?? []).intersection(inside).sorted() {
        if target == start {
          var circle = [node]
          while let previous = before[circle[0]] { circle.insert(previous, at: 0) }
          return circle
        }
        guard before[target] == nil else { continue }
        before[target] = node
        waiting.append(target)
      }
    }
    return nil
  }
}
