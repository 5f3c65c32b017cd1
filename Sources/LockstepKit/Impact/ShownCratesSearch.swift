internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// What a dependent's public interface shows of other crates.
struct ShownCrates: Hashable, Sendable {
  /// The dependent's own libraries.
  var crates: Set<String> = []
  /// The crates that its signatures and re-exports name, each with an item that does so.
  var mentions: [String: String] = [:]
}

/// Finds which dependents show the foundation's types in an interface of their own: whoever raises a
/// breaking foundation breaks its own users too, and has to release as the foundation does.
struct ShownCratesSearch: Sendable {
  let workspace: Workspace
  /// Lays dependents out as they stand.
  let yard: BuildYard
  let maker: SurfaceMaker

  init(workspace: Workspace, yard: BuildYard) {
    let host = workspace.host
    self.workspace = workspace
    self.yard = yard
    maker = SurfaceMaker(
      host: host, environment: CargoEnvironment(host.environment).variables(for: .building),
      isolation: workspace.isolation,
      cache: SurfaceCache(
        directory: Files.join(host.cacheDirectory, "surfaces"), faults: host.faults))
  }

  /// The public interface of a dependent's libraries at its tip; `nil` where it cannot be read.
  func exposure(of ready: CandidateCase) async -> ShownCrates? {
    let dependent = ready.dependent
    let members = Dictionary(
      grouping: dependent.uses.filter { $0.dependency.kind == .normal }, by: \.dependency.member)
    guard !members.isEmpty else { return nil }
    do {
      let tree = try await workspace.store.objects.tree(of: dependent.commit)
      return try await yard.withCheckout(of: ready.baseline) { folder in
        var exposure = ShownCrates()
        for (member, uses) in members.sorted(by: { $0.key < $1.key }) {
          guard let package = dependent.facts.packages.first(where: { $0.manifest == member })
          else { continue }
          let optional = uses.filter(\.dependency.optional).flatMap { $0.enabledBy.prefix(1) }
          let request = SurfaceRequest(
            checkout: folder, isScratch: true, manifest: member, package: package.name,
            features: LockstepAPIDiff.FeatureSelection(names: Array(Set(optional))),
            side: "\(dependent.name)", identity: "exposure \(tree) \(ready.baseline.context)",
            targetDirectory: try Files.canonicalDirectory(
              yard.targetDirectory(of: dependent.name)))
          do {
            let surface = try await maker.surface(of: request)
            exposure.crates.insert(surface.crate)
            exposure.mentions.merge(surface.foreignMentions) { min($0, $1) }
          } catch SurfaceError.noLibrary, SurfaceError.proceduralMacro {
            // A program shows nothing to anybody.
            continue
          }
        }
        return exposure
      }
    } catch {
      return nil
    }
  }

  /// Adds to `impacts`, which stand in the order of the waves, the bump of those that show what moves.
  ///
  /// - Parameter crates: The foundation's libraries.
  static func addBumps(
    to impacts: inout [DependentImpact], _ exposures: [RepositoryName: ShownCrates],
    crates: Set<String>
  ) {
    var moving = crates
    for index in impacts.indices {
      guard let exposure = exposures[impacts[index].name] else { continue }
      let shown = exposure.mentions.filter { moving.contains($0.key) }
      guard let (crate, item) = shown.min(by: { ($0.key, $0.value) < ($1.key, $1.value) })
      else { continue }
      impacts[index].bump = .major
      impacts[index].bumpReason = "its public `\(item)` shows types of `\(crate)`"
      moving.formUnion(exposure.crates)
    }
  }
}
