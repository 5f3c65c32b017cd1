import LockstepCore
import LockstepSystem

/// The package in question, as Cargo sees it.
struct SurfaceSubject: Sendable {
  /// Features as a dependency's entry names them.
  struct Features: Sendable {
    var names: [String]
    var usesDefault: Bool
    /// What the surface says was on.
    var shown: [String]
  }

  let facts: PackageFacts
  /// The folder of the package's manifest.
  let directory: String
  /// The folder of its workspace.
  let workspace: String
  /// The library's name in paths.
  let library: String

  init(metadata: JSONValue, request: SurfaceRequest) throws(SurfaceError) {
    let packages = metadata["packages"]?.array ?? []
    guard let entry = packages.first(where: { $0["name"]?.string == request.package }),
      let facts = PackageFacts(metadata: entry), let manifest = entry["manifest_path"]?.string
    else {
      throw .noSuchPackage(
        side: request.side, package: request.package,
        known: packages.compactMap { $0["name"]?.string }.sorted())
    }
    guard !facts.isProcMacro else {
      throw .proceduralMacro(side: request.side, package: request.package)
    }
    guard !facts.libraryKinds.isEmpty, let library = facts.libraryName else {
      throw .noLibrary(
        side: request.side, package: request.package, programs: facts.programs.sorted())
    }
    self.facts = facts
    self.directory = Files.parent(of: manifest)
    self.workspace = metadata["workspace_root"]?.string ?? Files.parent(of: manifest)
    self.library = String(library.map { $0 == "-" ? "_" : $0 })
  }

  /// The features that are to be on; each must be declared.
  func features(for request: SurfaceRequest) throws(SurfaceError) -> Features {
    let known = facts.features.keys.sorted()
    if request.features.isAll {
      return Features(names: known, usesDefault: known.contains("default"), shown: known)
    }
    for feature in request.features.names where facts.features[feature] == nil {
      throw .noSuchFeature(
        side: request.side, package: request.package, feature: feature, known: known)
    }
    let shown =
      (request.features.usesDefault && known.contains("default") ? ["default"] : [])
      + request.features.names
    return Features(
      names: request.features.names, usesDefault: request.features.usesDefault, shown: shown)
  }
}
