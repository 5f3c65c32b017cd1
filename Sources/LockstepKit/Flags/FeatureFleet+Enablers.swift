internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet

extension FeatureFleet {
  /// An enabler, and the request that makes it one, whose place is not looked up yet.
  struct Found: Hashable {
    var request: Request
    var way: FeatureEnabler.Way
    var via: [RepositoryName]
    var own: String?
    var isActive: Bool
    var isDevelopment: Bool
  }

  /// Everybody who switches on the feature `name` of the foundation's `package`, and who only could.
  func enablers(of name: String, package: String, in graph: FeatureGraph) -> [Found] {
    var found: [Found] = []
    let target = Target.foundation(package)
    var leads: [String: Bool] = [:]
    for (requests, isActive) in [(requests[target] ?? [], true), (idle[target] ?? [], false)] {
      for request in requests {
        let isLeading =
          leads[request.feature] ?? graph.reach([request.feature]).features.contains(name)
        leads[request.feature] = isLeading
        guard isLeading else { continue }
        found += enablers(by: request, of: name, isActive: isActive)
      }
    }
    var seen: Set<Found> = []
    return found.filter { seen.insert($0).inserted }
  }

  private func enablers(by request: Request, of name: String, isActive: Bool) -> [Found] {
    let way: FeatureEnabler.Way =
      if request.feature == name { .named } else if request.feature == "default" { .defaults } else
      {
        .implied(by: request.feature)
      }
    let isDevelopment = request.dependency.kind == .development
    var found = [
      Found(
        request: request, way: way, via: [], own: request.gate, isActive: isActive,
        isDevelopment: isDevelopment)
    ]
    guard isActive, !request.gates.isEmpty, !isDevelopment else { return found }
    // Whoever switches on the feature that leads there, level by level.
    var seen: Set<Node> = [request.by]
    var level = [(node: request.by, gates: request.gates, via: [request.by.repository])]
    while !level.isEmpty {
      var next: [(node: Node, gates: [String], via: [RepositoryName])] = []
      for (node, gates, via) in level {
        for asked in askers(of: gates, at: node) {
          // A package of the same repository is on the way, and nobody of its own.
          let isSame = asked.by.repository == via.first
          let isTest = asked.dependency.kind == .development
          if !isSame {
            found.append(
              Found(
                request: asked, way: way, via: via, own: asked.gate, isActive: true,
                isDevelopment: isTest))
          }
          guard !isTest, !asked.gates.isEmpty, seen.insert(asked.by).inserted else { continue }
          next.append((asked.by, asked.gates, (isSame ? [] : [asked.by.repository]) + via))
        }
      }
      level = next
    }
    return found
  }

  /// The requests to a package that switch on any of `features`.
  private func askers(of features: [String], at node: Node) -> [Request] {
    guard let graph = graphs[node] else { return [] }
    return (requests[.package(node)] ?? []).filter { request in
      !graph.reach([request.feature]).features.isDisjoint(with: features)
    }
  }

  /// The packages that take the foundation only with a feature of their own, and that feature.
  var conditional: [ConditionalUse] {
    var found: Set<ConditionalUse> = []
    for (node, edges) in edges {
      guard let graph = graphs[node] else { continue }
      for edge in edges where edge.dependency.optional {
        guard case .foundation(let package) = edge.target else { continue }
        let key = edge.dependency.key
        let now = graph.reach(active[node] ?? [])
        let isActive = now.dependencies.contains(key)
        let features = isActive ? now.features : Set(graph.features.keys)
        let gates = features.filter { graph.switches($0, on: key) }.sorted()
        guard let own = graph.called(gates, among: features) else { continue }
        found.insert(
          ConditionalUse(
            repository: node.repository, package: package, place: edge.dependency.use,
            own: own, isActive: isActive))
      }
    }
    return found.sorted {
      ($0.repository, $0.place.path, $0.place.line) < ($1.repository, $1.place.path, $1.place.line)
    }
  }

  /// The requests for features that `graph` does not have.
  func unknown(of package: String, in graph: FeatureGraph) -> [Request] {
    let target = Target.foundation(package)
    return ((requests[target] ?? []) + (idle[target] ?? [])).filter { request in
      request.feature != "default" && graph.features[request.feature] == nil
    }
  }
}
