internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepVerification

/// Finds what dependents use of the foundation's public items, in their sources.
struct ContractUses: Sendable {
  /// An item of one of the foundation's surfaces.
  struct Place: Hashable, Sendable {
    /// The surface, by its place in the list.
    var surface: Int
    var item: ItemID
  }

  let places: [Place]
  let wanted: [WantedItem]

  /// Looks for everything that is promised.
  init(of surfaces: [Surface]) {
    var places: [Place] = []
    var wanted: [WantedItem] = []
    for (number, surface) in surfaces.enumerated() {
      for item in surface.items where surface.isPromised(item.id) {
        guard let manner = Self.manner(of: item, in: surface) else { continue }
        let paths = item.paths.filter { !$0.isHidden }.map { path in
          path.path.split(separator: ":", omittingEmptySubsequences: true).map(String.init)
        }.filter { $0.count > 1 }
        guard !paths.isEmpty else { continue }
        places.append(Place(surface: number, item: item.id))
        wanted.append(WantedItem(paths: paths, manner: manner))
      }
    }
    self.places = places
    self.wanted = wanted
  }

  private static func manner(of item: RustItem, in surface: Surface) -> WantedItem.Manner? {
    switch item.kind {
    case .module, .primitive, .externType, .associatedType: return nil
    case .reexport(let reexport): return reexport.isGlob ? nil : .named
    case .function: return item.parent == nil && item.implementation == nil ? .named : .method
    case .field:
      guard let parent = item.parent, case .structure = surface[parent].kind,
        item.name.first?.isNumber != true
      else { return nil }
      return .field
    default: return .named
    }
  }

  /// Who uses which place, as surely as sources say it, wave by wave: what a dependent hands on is known
  /// to the next.
  ///
  /// - Returns: The dependents by the place in ``places``, and how many more uses are only possible.
  func find(
    in fleet: Fleet, named: Set<RepositoryName>, shelf: SourceShelf
  ) async throws -> (users: [Int: Set<RepositoryName>], unsure: Int) {
    var users: [Int: Set<RepositoryName>] = [:]
    var unsure: Set<Int> = []
    var exports: [String: SourceExports] = [:]
    let closure = fleet.closure(of: named)
    let dependents = fleet.dependents.filter { closure.contains($0.name) }
    let lists = try await shelf.lists(of: Set(dependents.map(\.commit)))
    for wave in fleet.waves {
      let search = SourceSearch(for: wanted, exports: exports)
      // One after the other: a fleet's sources need not be in memory together.
      for dependent in wave.compactMap({ fleet.dependent($0) })
      where closure.contains(dependent.name) {
        guard case .success(let files)? = lists[dependent.commit] else { continue }
        let wishes = SourceShelf.Wish.all(of: dependent, uses: dependent.uses)
        let packages = try await shelf.packages([(wishes: wishes, files: files)]).flatMap { $0 }
        for package in packages {
          let findings = search.findings(in: package.source)
          if !findings.exports.entries.isEmpty {
            exports[package.source.library] = findings.exports
          }
          guard named.contains(dependent.name) else { continue }
          for use in findings.uses {
            if use.certainty == .possible {
              unsure.insert(use.item)
            } else {
              users[use.item, default: []].insert(dependent.name)
            }
          }
        }
        try Task.checkCancellation()
      }
    }
    return (users, unsure.subtracting(users.keys).count)
  }
}
