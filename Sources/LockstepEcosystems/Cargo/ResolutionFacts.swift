import LockstepCore

/// Everything in a package's manifest that decides what a build takes along with it.
///
/// Two versions with equal facts have the same dependency list in every lock file.
struct ResolutionFacts: Hashable {
  private struct Need: Hashable {
    let name: String
    let key: String
    /// The version requirement; nil where the package moves along and is checked by itself.
    let requirement: Requirement?
    let source: SourceKind?
    let kind: Dependency.Kind
    let target: String?
    let features: [String]
    let defaultFeatures: Bool
    let optional: Bool
  }

  private let needs: Set<Need>
  private let features: [String: [String]]
  private let links: String?
  private let isProcMacro: Bool
  /// Whether the package needs others of its repository that do not move with it.
  let hasOtherFolders: Bool

  /// Takes the facts of `manifest`; needs of the packages in `moving` count without their version.
  init(_ manifest: PackageManifest, moving: Set<String>) {
    let relevant = manifest.dependencies.filter { $0.kind != .development }
    needs = Set(
      relevant.map { dependency in
        let moves = moving.contains(dependency.name)
        return Need(
          name: dependency.name, key: dependency.key,
          requirement: moves ? nil : dependency.requirement,
          source: moves ? nil : dependency.source, kind: dependency.kind,
          target: dependency.target, features: dependency.features.sorted(),
          defaultFeatures: dependency.defaultFeatures, optional: dependency.optional)
      })
    features = manifest.package?.features.mapValues { $0.sorted() } ?? [:]
    links = manifest.package?.links
    isProcMacro = manifest.package?.isProcMacro ?? false
    hasOtherFolders = relevant.contains { dependency in
      guard case .path = dependency.source else { return false }
      return !moving.contains(dependency.name)
    }
  }
}
