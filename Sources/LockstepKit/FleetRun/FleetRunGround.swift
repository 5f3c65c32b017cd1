internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepSystem
internal import LockstepVerification

/// Where a fleet run builds, how wide it goes, and how much it may leave behind.
struct FleetRunGround: Sendable {
  let workspace: Workspace

  /// The most that is kept of what was compiled, in bytes: what was used longest ago goes first. A third
  /// party's package takes about a megabyte for each set of features.
  static let bound = 10 << 30
  /// What one dependent's compilers and tests take of memory, as a rule.
  private static let memory: Int64 = 3 << 30

  private var directory: String { Files.join(workspace.host.cacheDirectory, "fleet-run") }

  var cache: FleetRunCache { FleetRunCache(directory: directory, host: workspace.host) }

  /// What was compiled of third parties, for all dependents.
  var units: UnitStore {
    UnitStore(directory: Files.join(directory, "units"), host: workspace.host)
  }

  /// What builds of dependents take from one another.
  var sharing: TestYard.Sharing {
    .init(store: units, foundation: workspace.configuration.foundation.allPackages)
  }

  /// Builds and tests in the world of `world`, which is the workspace's own or the candidate's.
  func yard(
    in world: Workspace, layouts: BuildYard, bounds: TestYard.Bounds
  ) -> TestYard {
    TestYard(
      host: workspace.host, yard: layouts, isolation: world.isolation, bounds: bounds,
      directory: Files.join(directory, "builds"), sharing: sharing)
  }

  /// Removes what is kept beyond the bound.
  func tidy(_ progress: (String) -> Void) throws {
    _ = try BuildFolders(directory: Files.join(directory, "builds")).trim(to: Self.bound)
    let kept = try units.trim(to: Self.bound)
    guard kept.units > 0 else { return }
    progress(
      "\(kept.units) compiled parts of third parties are kept for the next run: "
        + "\(kept.bytes >> 20) of at most \(Self.bound >> 20) MiB")
  }

  /// How many dependents are run at once: the tests of one beside the build of the next.
  ///
  /// A build has phases in which it keeps one core busy, so few cores take as many dependents; of many
  /// cores, each dependent gets two.
  static func width(_ jobs: Int?, cores: Int, freeMemory: Int64?) -> Int {
    if let jobs { return max(1, jobs) }
    let byCores = cores <= 4 ? cores : (cores + 1) / 2
    let byMemory = freeMemory.map { Int(clamping: $0 / memory) } ?? byCores
    return max(1, min(byCores, byMemory))
  }

  /// How many jobs each of `width` builds runs: together twice as many as there are cores at most, for
  /// builds wait for one another's slowest part; `nil` leaves it to the tool.
  static func jobs(width: Int, cores: Int) -> Int? {
    width <= 2 ? nil : max(1, 2 * cores / width)
  }
}
