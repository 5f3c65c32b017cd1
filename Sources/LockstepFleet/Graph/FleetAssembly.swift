import LockstepCore
import LockstepEcosystems

/// Puts a fleet together: first the graph of packages, then what follows for repositories.
///
/// The graph is one of packages, not of repositories: who takes a package from a workspace in which
/// only another package needs the foundation does not depend on the foundation.
struct FleetAssembly {
  /// A package (or a root manifest without one) of a member.
  struct Node: Hashable {
    let member: Int
    let manifest: String
  }

  /// A requirement that stays within the fleet.
  struct Edge {
    let dependency: Dependency
    /// Where it leads; empty for the foundation.
    let targets: [Node]
    let toFoundation: Bool

    var isDevelopment: Bool { dependency.kind == .development }
  }

  let foundation: FoundationFacts
  let members: [ReadMember]
  let index: FleetIndex
  private(set) var edges: [Node: [Edge]] = [:]
  /// The packages through which the foundation comes to whoever takes them.
  private(set) var carriers: Set<Node> = []

  init(foundation: FoundationFacts, members: [ReadMember]) {
    self.foundation = foundation
    self.members = members
    index = FleetIndex(foundation: foundation, members: members)
    for position in members.indices { addEdges(of: position) }
    carriers = findCarriers()
  }

  private mutating func addEdges(of position: Int) {
    let member = members[position]
    let nodes = member.facts.packages.map { Node(member: position, manifest: $0.manifest) }
    for dependency in member.facts.dependencies {
      guard let target = index.target(of: dependency, in: position) else { continue }
      let node = Node(member: position, manifest: dependency.member)
      switch target {
      case .foundation:
        // Another package of the foundation's repository is not what is released.
        guard foundation.packages.contains(dependency.name) else { continue }
        edges[node, default: []].append(
          Edge(dependency: dependency, targets: [], toFoundation: true))
      case .package(let other, let manifest):
        let goal = Node(member: other, manifest: manifest)
        guard goal != node, other != position || nodes.contains(goal) else { continue }
        edges[node, default: []].append(
          Edge(dependency: dependency, targets: [goal], toFoundation: false))
      case .repository(let other):
        let goals = members[other].facts.packages.map { Node(member: other, manifest: $0.manifest) }
        guard other != position, !goals.isEmpty else { continue }
        edges[node, default: []].append(
          Edge(dependency: dependency, targets: goals, toFoundation: false))
      }
    }
  }

  /// Walks back from the foundation along requirements that users of a package inherit: all but
  /// those for development.
  private func findCarriers() -> Set<Node> {
    var users: [Node: [Node]] = [:]
    var found: Set<Node> = []
    for (node, edges) in edges {
      for edge in edges where !edge.isDevelopment {
        if edge.toFoundation { found.insert(node) }
        for target in edge.targets { users[target, default: []].append(node) }
      }
    }
    var waiting = Array(found)
    while let node = waiting.popLast() {
      for user in users[node] ?? [] where found.insert(user).inserted { waiting.append(user) }
    }
    return found
  }

  /// Whether an edge leads to the foundation in the end.
  func reaches(_ edge: Edge) -> Bool {
    edge.toFoundation || edge.targets.contains { carriers.contains($0) }
  }

  /// The uses of each member, by its position: what makes it a dependent.
  func uses() -> [Int: [Use]] {
    var uses: [Int: [Use]] = [:]
    for position in members.indices {
      let facts = members[position].facts
      var seen: Set<Dependency> = []
      for dependency in facts.dependencies where seen.insert(dependency).inserted {
        let node = Node(member: position, manifest: dependency.member)
        for edge in edges[node] ?? [] where edge.dependency == dependency && reaches(edge) {
          guard edge.targets.first?.member != position else { continue }
          let via = edge.targets.first.map { members[$0.member].member.name }
          uses[position, default: []].append(use(dependency, via: via, facts))
        }
      }
    }
    return uses
  }

  private func use(_ dependency: Dependency, via: RepositoryName?, _ facts: RepositoryFacts) -> Use
  {
    let lock = facts.lock(for: dependency.member)
    let locked = lock.map { LockMatch.entries(for: dependency, in: $0) } ?? []
    return Use(
      dependency: dependency, via: via, locked: locked, hasLock: lock != nil,
      enabledBy: enabling(dependency, facts))
  }

  /// The features that turn an optional dependency on, directly or through other features.
  private func enabling(_ dependency: Dependency, _ facts: RepositoryFacts) -> [String] {
    guard dependency.optional,
      let package = facts.packages.first(where: { $0.manifest == dependency.member })
    else { return [] }
    let key = dependency.key
    let all = package.features
    var found = Set(
      all.filter { _, parts in
        parts.contains { $0 == key || $0 == "dep:\(key)" || $0.hasPrefix("\(key)/") }
      }.keys)
    // A feature of the dependency's own name exists unless `dep:` is used for it.
    let named = all.values.contains { $0.contains("dep:\(key)") }
    if !named { found.insert(key) }
    var grew = true
    while grew {
      grew = false
      for (feature, parts) in all where !found.contains(feature) {
        guard parts.contains(where: found.contains) else { continue }
        found.insert(feature)
        grew = true
      }
    }
    return found.sorted()
  }
}

/// Finds the entries of a lock file that a requirement is fixed to.
enum LockMatch {
  /// The entries for `dependency`: those of its source; where there is none of it (a patch put
  /// another in its place), the only one of its name.
  static func entries(for dependency: Dependency, in lock: RepositoryFacts.Lock) -> [LockedUse] {
    let named = lock.packages.filter { $0.name == dependency.name }
    let exact = strictEntries(for: dependency, in: lock)
    let chosen = exact.isEmpty && named.count == 1 ? named : exact
    return chosen.map { use(of: $0, in: lock) }
  }

  /// The entries that are plainly for `dependency`: of its source and admitted by it.
  static func strictEntries(
    for dependency: Dependency, in lock: RepositoryFacts.Lock
  ) -> [RepositoryFacts.Entry] {
    lock.packages.filter { $0.name == dependency.name && fits($0, dependency) }
  }

  /// An entry with its place.
  static func use(of entry: RepositoryFacts.Entry, in lock: RepositoryFacts.Lock) -> LockedUse {
    LockedUse(
      place: SourcePlace(path: lock.path, line: max(1, entry.line), column: 1), name: entry.name,
      version: entry.version, source: entry.source)
  }

  private static func fits(_ entry: RepositoryFacts.Entry, _ dependency: Dependency) -> Bool {
    if let requirement = dependency.requirement, !requirement.admits(entry.version) { return false }
    switch dependency.source {
    case .path: return entry.source == nil
    case .registry:
      guard let source = entry.source else { return false }
      return source.hasPrefix("registry+") || source.hasPrefix("sparse+")
    case .git(let url, let reference):
      guard let git = entry.git else { return false }
      return git.reference == reference && AddressIdentity(git.url) == AddressIdentity(url)
    }
  }
}
