internal import LockstepCore
internal import LockstepSystem
internal import LockstepVerification

/// How long each dependent took the last time.
enum FleetRunDurations {
  /// What this machine's cache of fleet runs knows.
  static func read(in workspace: Workspace) async throws -> [RepositoryName: Double] {
    [:]
  }
}
