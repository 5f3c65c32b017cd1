internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

/// The story of `lockstep verify contract new`: a mock dependent, written from what real ones use.
package struct ContractStory: Sendable {
  private let wish: ContractWish
  /// As the user's clone has it: that is where the crate goes.
  private let workspace: Workspace
  private let changes: ChangeStory
  private let progress: @Sendable (String) -> Void

  /// Writes the crate into the clone; nothing that is there is changed.
  ///
  /// - Throws: Explained errors where there is no place for it, or nothing that anybody uses.
  package static func tell(
    _ wish: ContractWish, in workspace: Workspace,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> ContractDraft {
    let folder = try wish.folder(under: workspace.configuration.gates.contract)
    let place = Files.join(workspace.directory, folder)
    guard !Files.exists(place) else {
      throw ExplainedFailure(
        "the mock dependent `\(wish.name)` is there already", why: ["\(folder) exists"],
        hints: ["change it by hand, or name another one"])
    }
    let changes = try await ChangeStory.open(workspace, asking: wish.baseline == nil)
    let story = ContractStory(
      wish: wish, workspace: workspace, changes: changes, progress: progress)
    let (crate, draft) = try await story.write(to: folder)
    try Files.createDirectories(Files.join(place, "src"))
    try Files.writeAtomically(Array(crate.source.text.utf8), to: Files.join(place, "src/lib.rs"))
    try Files.writeAtomically(Array(crate.manifest.utf8), to: Files.join(place, "Cargo.toml"))
    return draft
  }

  private func write(to folder: String) async throws -> (ContractCrate, ContractDraft) {
    let baseline = try await changes.side(wish.baseline, as: .baseline)
    let source = try await changes.source(of: baseline, as: .baseline)
    let loaded = try await workspace.loadFleet(fetching: true)
    let unread = loaded.unread(of: workspace.configuration)
    let named = Set(try loaded.named(wish.dependents, unread: unread))
    let needs = needs(of: loaded.fleet, named, source)
    let surfaces = try await surfaces(of: source, needs)

    progress("searching the sources of \(counted(named.count, "dependent"))")
    let uses = ContractUses(of: surfaces)
    let found = try await uses.find(
      in: loaded.fleet, named: named, shelf: SourceShelf(objects: workspace.store.objects))
    guard !found.users.isEmpty else {
      throw ExplainedFailure(
        "no dependent is seen to use anything of the foundation",
        why: ["the sources of \(counted(named.count, "dependent")) were searched"],
        hints: ["`lockstep fleet` shows who depends on it"])
    }
    var items: [ContractDraft.Item] = []
    var ways: [[String]] = []
    for (index, users) in found.users.sorted(by: { $0.key < $1.key }) {
      let place = uses.places[index]
      let surface = surfaces[place.surface]
      let item = surface[place.item]
      var told = ContractDraft.Item(
        path: item.path, kind: item.kind.word, dependents: users.sorted())
      switch ContractStatements(surface: surface).answer(for: item) {
      case .ways(let found): ways.append(found)
      case .none(let reason):
        told.leftOut = reason
        ways.append([])
      }
      items.append(told)
    }
    let order = items.indices.sorted { (items[$0].path, $0) < (items[$1].path, $1) }
    let crate = ContractCrate(
      name: wish.name, needs: needs.map { $0.need(from: folder, in: workspace.folder) },
      baseline: baseline.name, items: order.map { items[$0] })
    progress("compiling it on \(baseline.name)")
    let settled = try await settle(crate, ways: order.map { ways[$0] }, on: baseline, in: folder)
    var draft = ContractDraft(
      folder: folder, baseline: baseline.name, items: settled.items, dependents: named.sorted(),
      remarks: loaded.remarks + changes.remarks)
    if found.unsure > 0 {
      draft.remarks.append(
        "\(counted(found.unsure, "more item")) may be used: their names are called on values whose "
          + "types the sources do not tell")
    }
    draft.remarks.append(
      "which traits dependents implement, and what macros make, is not looked at")
    return (settled, draft)
  }

  private func settle(
    _ crate: ContractCrate, ways: [[String]], on baseline: FoundationSide, in folder: String
  ) async throws -> ContractCrate {
    let host = workspace.host
    return try await changes.withCheckout(of: baseline) { top in
      guard baseline.folder == nil else {
        throw ExplainedFailure(
          "a folder cannot be the baseline of a mock dependent",
          hints: ["name a revision: `--baseline v1.0.0`"], exitStatus: .usage)
      }
      return try await ContractTrial(
        isolation: workspace.isolation, top: top, folder: Files.join(workspace.folder, folder),
        targetDirectory: Files.join(host.cacheDirectory, "target/contract")
      ).settle(crate, ways: ways)
    }
  }

  // MARK: - The foundation's side

  /// A package of the foundation that dependents name, and the features that they ask for.
  private struct Wanted {
    var package: SideSource.Package
    var features: [String]

    func need(from folder: String, in base: String) -> ContractCrate.Need {
      let depth = Files.join(base, folder).split(separator: "/").count
      let target = RepositoryPath.folder(of: package.manifest)
      let up = Array(repeating: "..", count: depth)
      return ContractCrate.Need(
        package: package.name,
        path: (up + (target.isEmpty ? [] : [target])).joined(separator: "/"), features: features)
    }
  }

  private func needs(
    of fleet: Fleet, _ named: Set<RepositoryName>, _ source: SideSource
  ) -> [Wanted] {
    let packages = changes.workspace.configuration.foundation.allPackages
    let uses = fleet.dependents.filter { named.contains($0.name) }.flatMap(\.uses)
    return packages.enumerated().compactMap { number, name in
      guard let package = source.package(name) else { return nil }
      let own = uses.filter { $0.via == nil && $0.dependency.name == name }
      // The first package is what the foundation is; others count where somebody names them.
      guard number == 0 || !own.isEmpty else { return nil }
      let asked = Set(own.flatMap(\.dependency.features))
      return Wanted(
        package: package,
        features: asked.filter { $0 != "default" && package.features.has($0) }.sorted())
    }
  }

  private func surfaces(of source: SideSource, _ needs: [Wanted]) async throws -> [Surface] {
    let yard = SurfaceYard(
      host: workspace.host, isolation: workspace.isolation, progress: progress)
    let toolchain = try await yard.toolchain(of: source)
    let wishes = needs.map {
      SurfaceYard.Wish(package: $0.package, features: FeatureSelection(names: $0.features))
    }
    let made = try await yard.surfaces(of: source, wishes, toolchain: toolchain)
    return try wishes.compactMap { try made[$0]?.get() }
  }
}
