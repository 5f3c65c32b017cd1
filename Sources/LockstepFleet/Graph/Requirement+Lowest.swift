import LockstepCore

extension Requirement {
  /// The least version that each comparator names: candidates for a version that all admit.
  var lowestVersions: [Version] {
    comparators.map { comparator in
      Version(
        comparator.major, comparator.minor ?? 0, comparator.patch ?? 0,
        prerelease: comparator.prerelease)
    }
  }
}
