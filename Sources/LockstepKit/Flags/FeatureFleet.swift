internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet

/// Which features every package of the fleet has switched on, and who asks whom for what.
///
/// Each package is looked at as its own repository builds it, with its default features, and as the other
/// dependents take it, with what they ask for. What a feature asks of a dependency is passed on. The walk
/// ends because there are only so many features.
struct FeatureFleet {
  /// A package of a dependent, by its manifest.
  struct Node: Hashable, Comparable {
    var repository: RepositoryName
    var manifest: String

    static func < (one: Self, other: Self) -> Bool {
      (one.repository, one.manifest) < (other.repository, other.manifest)
    }
  }

  /// What is asked for features.
  enum Target: Hashable {
    case foundation(String)
    case package(Node)
  }

  /// One request for a feature of a target.
  struct Request: Hashable {
    /// Where in a manifest it stands.
    enum Place: Hashable {
      /// In the `features` of the dependency.
      case list
      /// The dependency itself, which takes the default features.
      case defaults
      /// In an entry of a feature of the asking package.
      case entry(of: String, index: Int)
    }

    var by: Node
    var dependency: Dependency
    var target: Target
    var feature: String
    var place: Place
    /// The features of the asking package without which the request is not made; any of them will do.
    /// Empty where it is always made.
    var gates: [String]
    /// The gate as its authors call it: the declared feature, where the gate itself is one that an
    /// optional dependency makes.
    var gate: String?
  }

  struct Edge {
    var dependency: Dependency
    var target: Target
  }

  private(set) var graphs: [Node: FeatureGraph] = [:]
  private(set) var edges: [Node: [Edge]] = [:]
  /// The features that are on in some build.
  private(set) var active: [Node: Set<String>] = [:]
  /// The requests that some build makes, by what they ask.
  private(set) var requests: [Target: [Request]] = [:]
  /// The requests that no build of the fleet makes, though a feature would.
  private(set) var idle: [Target: [Request]] = [:]

  init(_ fleet: Fleet) {
    for dependent in fleet.dependents { addGraphs(of: dependent) }
    let packages = Dictionary(
      fleet.dependents.map { ($0.name, $0.facts.packages) }, uniquingKeysWith: { one, _ in one })
    for dependent in fleet.dependents { addEdges(of: dependent, to: packages) }
    walk()
    findIdle()
  }

  // MARK: - The graph

  private mutating func addGraphs(of dependent: Dependent) {
    let optional = Dictionary(
      grouping: dependent.facts.dependencies.filter(\.optional), by: \.member)
    for package in dependent.facts.packages {
      graphs[Node(repository: dependent.name, manifest: package.manifest)] = FeatureGraph(
        declared: package.features, optional: Set((optional[package.manifest] ?? []).map(\.key)))
    }
  }

  private mutating func addEdges(
    of dependent: Dependent, to packages: [RepositoryName: [RepositoryFacts.Package]]
  ) {
    var seen: Set<Use> = []
    for use in dependent.uses where seen.insert(use).inserted {
      let node = Node(repository: dependent.name, manifest: use.dependency.member)
      guard let via = use.via else {
        add(use.dependency, to: .foundation(use.dependency.name), from: node)
        continue
      }
      for package in packages[via] ?? []
      where package.name == use.dependency.name {
        let target = Node(repository: via, manifest: package.manifest)
        add(use.dependency, to: .package(target), from: node)
      }
    }
    // Packages of one repository that take one another by their folders.
    for dependency in dependent.facts.dependencies where dependency.patching == nil {
      guard let folder = dependency.folderInRepository else { continue }
      let target = Node(
        repository: dependent.name, manifest: RepositoryPath.file("Cargo.toml", in: folder))
      let node = Node(repository: dependent.name, manifest: dependency.member)
      guard graphs[target] != nil, target != node else { continue }
      add(dependency, to: .package(target), from: node)
    }
  }

  private mutating func add(_ dependency: Dependency, to target: Target, from node: Node) {
    guard graphs[node] != nil else { return }
    edges[node, default: []].append(Edge(dependency: dependency, target: target))
  }

  // MARK: - The walk

  private mutating func walk() {
    for node in graphs.keys { active[node] = ["default"] }
    var waiting = Set(graphs.keys)
    while !waiting.isEmpty {
      let round = waiting
      waiting = []
      for node in round {
        for request in made(by: node, with: active[node] ?? []) {
          guard case .package(let target) = request.target,
            active[target, default: []].insert(request.feature).inserted
          else { continue }
          waiting.insert(target)
        }
      }
    }
    for node in graphs.keys.sorted() {
      for request in made(by: node, with: active[node] ?? []) {
        requests[request.target, default: []].append(request)
      }
    }
  }

  private mutating func findIdle() {
    for node in graphs.keys.sorted() {
      guard let graph = graphs[node] else { continue }
      let known = Set(made(by: node, with: active[node] ?? []))
      for request in made(by: node, with: Set(graph.features.keys)) where !known.contains(request) {
        // The same request may be made already, by another of its gates.
        guard
          !known.contains(where: {
            $0.target == request.target && $0.feature == request.feature
              && $0.dependency == request.dependency && $0.place == request.place
          })
        else { continue }
        idle[request.target, default: []].append(request)
      }
    }
  }

  /// What a package asks for with some of its features on.
  private func made(by node: Node, with features: Set<String>) -> [Request] {
    guard let graph = graphs[node], let edges = edges[node] else { return [] }
    let reach = graph.reach(features)
    var found: [Request] = []
    for edge in edges {
      let dependency = edge.dependency
      let isOn = !dependency.optional || reach.dependencies.contains(dependency.key)
      guard isOn else { continue }
      let gates =
        dependency.optional
        ? reach.features.filter { graph.switches($0, on: dependency.key) }.sorted() : []
      func ask(_ feature: String, _ place: Request.Place, gates: [String]) {
        found.append(
          Request(
            by: node, dependency: dependency, target: edge.target, feature: feature, place: place,
            gates: gates, gate: graph.called(gates, among: reach.features)))
      }
      for feature in dependency.features { ask(feature, .list, gates: gates) }
      if dependency.defaultFeatures { ask("default", .defaults, gates: gates) }
      for request in reach.requests where request.dependency == dependency.key {
        ask(
          request.feature, .entry(of: request.asker, index: request.entry), gates: [request.asker])
      }
    }
    return found
  }
}
