internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

/// Prepares ways back: writes the pin of each dependent on the tip that it has now, builds it, and
/// keeps its objects.
struct WaysBackMaker: Sendable {
  let stage: FleetStage
  let order: WaysBackOrder
  /// What was prepared before.
  let known: WaysBack?
  let progress: @Sendable (String) -> Void

  private var workspace: Workspace { stage.layout.workspace }

  /// The ways back of those that have the bad version or can get it.
  ///
  /// A way that was prepared already and still holds is handed on as it is. Those that take another exposed
  /// dependent by its branch or folder have none: their pin is made when that one's is out.
  func prepare() async throws -> [WayBack] {
    let exposures = stage.fleet.exposures(to: try await release())
    let exposed = Set(exposures.filter { $0.value.degree != .none }.keys)
    // Who takes another exposed one as it stands goes back after that one: before its pin is there, there
    // is nothing to build with.
    let wanted = order.repositories.filter { name in
      let taken = stage.fleet.dependent(name)?.taken ?? []
      return exposed.contains(name) && exposed.isDisjoint(with: taken)
    }
    var kept: [RepositoryName: WayBack] = [:]
    for way in try await usable() { kept[way.pin.name] = way }
    let preparation = Preparation(
      mode: .pin, release: order.good, baseline: order.bad, repositories: wanted)
    let preparer = DependentPreparer(
      layout: stage.layout, preparation: preparation,
      sources: try await ReleaseSources.read(
        for: order.good, fleet: stage.fleet, workspace: workspace),
      ways: known?.ways ?? [:], progress: progress)
    let pins = await forEach(wanted, width: StoryPerformer.preparationWidth) { [kept] name in
      if let way = kept[name] { return way.pin }
      progress("preparing the way back of \(name)")
      return await preparer.prepare(name)
    }
    var ways: [WayBack] = []
    for pin in pins {
      if let way = kept[pin.name], way.pin == pin {
        ways.append(way)
        continue
      }
      guard let dependent = stage.fleet.dependent(pin.name) else { continue }
      ways.append(
        WayBack(
          pin: pin,
          tree: try await workspace.store.objects.tree(of: pin.after ?? pin.before),
          beside: dependent.beside(in: stage.fleet)))
    }
    try await keep(ways)
    return ways
  }

  /// Those that were prepared before, hold where the branches are now, and whose commits are here.
  private func usable() async throws -> [WayBack] {
    guard let known else { return [] }
    return try await stage.fleet.usable(known, in: workspace.store.objects)
  }

  /// Everything that the bad version is recognised by.
  private func release() async throws -> BadRelease {
    let range = try await workspace.taggedVersions().filter {
      $0.version > order.good.version && $0.version <= order.bad.version
    }
    let commits = try await workspace.repository.log(
      from: order.good.commit, to: order.bad.commit)
    return BadRelease(
      versions: Set(range.map(\.version)), tags: Set(range.map(\.tag.short)),
      commits: Set(commits.map(\.id.description)),
      branches: order.branch.map { [$0.short] } ?? [])
  }

  private func keep(_ ways: [WayBack]) async throws {
    let commits = Dictionary(
      ways.compactMap { way in way.pin.after.map { (way.pin.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    try await workspace.store.keep(commits, as: "way-back/\(order.good.version)")
  }
}

extension Fleet {
  /// The ways among `ways` that a build has decided on, that hold at the fleet's present tips, and whose
  /// commits are in `objects`.
  func usable(_ ways: WaysBack, in objects: GitRepository) async throws -> [WayBack] {
    let holding = ways.ways.values.filter { way in
      way.isDecided && way.holds { dependent($0)?.commit }
    }
    let present = try await objects.existing(holding.compactMap(\.pin.after))
    return holding.filter { $0.pin.after.map(present.contains) ?? true }
  }
}
