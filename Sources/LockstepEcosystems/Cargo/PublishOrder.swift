extension Cargo {
  /// Orders packages as cargo needs them published: what is needed comes first, ties by name.
  ///
  /// Needs inside the repository count whatever their kind, except a development dependency
  /// without a version, which cargo strips from the package.
  package func publishOrder(
    of packages: [String], in manifests: RepositoryManifests
  ) throws(PublishCycle) -> [String] {
    let wanted = Set(packages)
    let folders = Dictionary(
      manifests.manifests.compactMap { manifest in
        manifest.package.map { (manifest.folder, $0.name) }
      }, uniquingKeysWith: { first, _ in first })
    var needs: [String: Set<String>] = [:]
    for manifest in manifests.manifests {
      guard let name = manifest.package?.name, wanted.contains(name) else { continue }
      for dependency in manifest.dependencies {
        guard let folder = dependency.folderInRepository, let needed = folders[folder],
          needed != name, wanted.contains(needed),
          dependency.kind != .development || dependency.requirement != nil
        else { continue }
        needs[name, default: []].insert(needed)
      }
    }
    var order: [String] = []
    var waiting = wanted.sorted()
    while !waiting.isEmpty {
      let ready = waiting.filter { needs[$0, default: []].isSubset(of: order) }
      guard let next = ready.first else {
        throw PublishCycle(packages: Self.circle(among: waiting, needs: needs))
      }
      order.append(next)
      waiting.removeAll { $0 == next }
    }
    return order
  }

  /// Follows needs until a package comes up again.
  private static func circle(among waiting: [String], needs: [String: Set<String>]) -> [String] {
    var walked: [String] = []
    var next = waiting.first
    while let package = next {
      if let start = walked.firstIndex(of: package) { return Array(walked[start...]) }
      walked.append(package)
      next = needs[package, default: []].filter(waiting.contains).min()
    }
    return walked
  }
}
