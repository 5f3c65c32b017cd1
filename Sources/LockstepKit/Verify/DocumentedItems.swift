internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepSystem
internal import LockstepVerification

/// The public items of a side, with what the gate *documented* asks of them.
struct DocumentedItems: Sendable {
  let host: Host
  let isolation: Isolation
  let progress: @Sendable (String) -> Void

  /// Reads every item of `packages` that is promised, with all features on.
  ///
  /// - Throws: ``SurfaceError`` where a package cannot be read.
  func items(of source: SideSource, packages: [String]) async throws -> [DocumentedGate.Item] {
    let yard = SurfaceYard(host: host, isolation: isolation, progress: progress)
    let toolchain = try await yard.toolchain(of: source)
    let wishes = packages.compactMap { name in
      source.package(name).map { SurfaceYard.Wish(package: $0, features: .all) }
    }
    let made = try await yard.surfaces(of: source, wishes, toolchain: toolchain)
    var items: [DocumentedGate.Item] = []
    for wish in wishes {
      guard case .success(let surface)? = made[wish] else {
        if case .failure(let error)? = made[wish] { throw error }
        continue
      }
      items += Self.items(of: surface)
    }
    return items
  }

  /// The items of one surface that a reader looks up: those that a compiler's lint on missing
  /// documentation speaks of.
  static func items(of surface: Surface) -> [DocumentedGate.Item] {
    surface.items.filter { item in
      guard surface.isPromised(item.id) else { return false }
      switch item.kind {
      case .reexport: return false
      // The fields of a tuple have no name that could be explained.
      case .field: return item.name.first?.isNumber != true
      default: return true
      }
    }.map { item in
      DocumentedGate.Item(
        path: item.path, isDocumented: item.isDocumented,
        place: item.place.map { "\($0.path):\($0.line)" })
    }
  }
}
