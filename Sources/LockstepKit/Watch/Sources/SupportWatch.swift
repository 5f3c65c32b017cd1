internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet

/// Looks for dependents that stay on a series of the foundation that is not supported any more.
///
/// A committed lock decides; without one the requirement does: it is behind where it admits no release
/// that is supported, or names the tag of one that is not. A release ends nobody's support before its own window has passed: until then it
/// counts as not yet there.
struct SupportWatch: Sendable {
  let ground: WatchGround

  func look() -> WatchLook {
    let source = Configuration.WatchSource.support
    guard let fleet = ground.fleet?.fleet else { return WatchLook(source, ground.fleetState) }
    guard !ground.releaseTimes.isEmpty else {
      return WatchLook(source, .idle(because: "nothing is released yet"))
    }
    let policy = ground.workspace.configuration.policy
    let settled = Self.settled(ground.releaseTimes, policy: policy, now: ground.now)
    let series = SupportedSeries.all(settled, policy: policy, now: ground.now)
    let findings = fleet.dependents.compactMap { dependent -> WatchLook.Finding? in
      guard let (version, place) = behind(dependent, series) else { return nil }
      return WatchLook.Finding(
        standing: .support, "\(dependent.name) \(version.major).\(version.minor)",
        "\(dependent.name): \(place) is on \(version); supported: \(Self.supported(series))")
    }
    return WatchLook(source, ground.fleetState, findings: findings, total: fleet.dependents.count)
  }

  /// The releases whose window has passed.
  static func settled(
    _ releases: [Version: Timestamp], policy: Configuration.Policy, now: Timestamp
  ) -> [Version: Timestamp] {
    releases.filter { version, time in
      let bump: Bump =
        version.patch > 0 ? .patch : version.minor > 0 && version.major > 0 ? .minor : .major
      return now.span(since: time) >= policy.window[bump]
    }
  }

  /// The oldest unsupported version that a dependent stays on, and where that stands.
  private func behind(
    _ dependent: Dependent, _ series: [SupportedSeries]
  ) -> (Version, SourcePlace)? {
    let releases = ground.releaseTimes.keys
    let found = dependent.directUses.compactMap { use -> (Version, SourcePlace)? in
      if use.hasLock {
        return use.locked.first { ended($0.version, series) }.map { ($0.version, $0.place) }
      }
      if case .git(_, .tag(let tag)) = use.dependency.source {
        guard let named = ground.workspace.configuration.foundation.version(ofTag: tag)?.version,
          ended(named, series)
        else { return nil }
        return (named, use.dependency.place)
      }
      guard case .registry = use.dependency.source, let requirement = use.dependency.requirement
      else { return nil }
      let admitted = releases.filter { requirement.admits($0) }
      guard let newest = admitted.max(), admitted.allSatisfy({ ended($0, series) }) else {
        return nil
      }
      return (newest, use.dependency.place)
    }
    return found.min { $0.0 < $1.0 }
  }

  /// Whether a version belongs to a series whose support has ended; an unknown one does not.
  private func ended(_ version: Version, _ series: [SupportedSeries]) -> Bool {
    guard let own = series.first(where: { $0.major == version.major && $0.minor == version.minor })
    else { return false }
    if case .ended = own.standing { return true }
    return false
  }

  private static func supported(_ series: [SupportedSeries]) -> String {
    let standing = series.filter {
      if case .ended = $0.standing { false } else { true }
    }
    return standing.map { "\($0.major).\($0.minor)" }.joined(separator: ", ")
  }
}
