internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepTOML

/// The lines of the dependents' manifests that ask for features.
struct FeaturePlaces {
  private var documents: [FeatureFleet.Node: TOMLDocument] = [:]

  /// Reads the manifests that `found` speaks of, all in one go.
  init(
    of found: some Sequence<FeatureFleet.Request>, in fleet: Fleet, store: GitRepository
  ) async throws {
    let commits = Dictionary(
      fleet.dependents.map { ($0.name, $0.commit) }, uniquingKeysWith: { one, _ in one })
    var nodes: Set<FeatureFleet.Node> = []
    for request in found {
      let repository = request.by.repository
      for path in [request.dependency.manifest, request.dependency.member] {
        nodes.insert(FeatureFleet.Node(repository: repository, manifest: path))
      }
    }
    let ordered = nodes.sorted().compactMap { node in commits[node.repository].map { (node, $0) } }
    let contents = try await store.read(
      ordered.map { .file(commit: $0.1, path: $0.0.manifest) })
    for ((node, _), content) in zip(ordered, contents) {
      documents[node] = content.flatMap { try? TOMLDocument(parsing: $0.bytes) }
    }
  }

  /// The line that makes a request; the dependency's own where it cannot be told more exactly.
  func place(of request: FeatureFleet.Request) -> SourcePlace {
    let dependency = request.dependency
    switch request.place {
    case .defaults: return dependency.use
    case .entry(let feature, let index):
      return place(["features", .key(feature), .index(index)], in: dependency.member, of: request)
        ?? dependency.use
    case .list:
      for (manifest, table) in [
        (dependency.member, dependency.memberTable), (dependency.manifest, dependency.table),
      ] {
        let path = table + ["features"]
        let node = FeatureFleet.Node(repository: request.by.repository, manifest: manifest)
        guard let list = documents[node]?.value(at: path)?.asArray,
          let index = list.firstIndex(where: { $0.asString == request.feature })
        else { continue }
        return place(path + [.index(index)], in: manifest, of: request) ?? dependency.use
      }
      return dependency.use
    }
  }

  private func place(
    _ path: TOMLPath, in manifest: String, of request: FeatureFleet.Request
  ) -> SourcePlace? {
    let node = FeatureFleet.Node(repository: request.by.repository, manifest: manifest)
    return documents[node]?.place(of: path).map {
      SourcePlace(path: manifest, line: $0.line, column: $0.column)
    }
  }
}
