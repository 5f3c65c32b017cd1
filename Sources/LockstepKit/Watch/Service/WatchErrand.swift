package import LockstepFleet

/// What a round asks other machines before its sources look.
package struct WatchErrand: Hashable, Sendable {
  /// Whether the remotes of the ledger and of the foundation are asked; else what was fetched counts.
  package var asksFoundation: Bool
  /// How the fleet's repositories are asked, where they are: none that was asked within the interval, so
  /// many, and for so long.
  package var fleet: Configuration.Watch.Timing?

  /// Describes an errand.
  package init(asksFoundation: Bool = true, fleet: Configuration.Watch.Timing? = nil) {
    self.asksFoundation = asksFoundation
    self.fleet = fleet
  }
}

extension Configuration.WatchSource {
  /// Whether it reads the record, or the foundation's branches and tags.
  var readsFoundation: Bool {
    switch self {
    case .fleet, .benchmarks, .advisories, .drift, .pins, .notices, .support: true
    case .checks, .issues: false
    }
  }

  /// Whether it reads the dependents' manifests or locks.
  var readsFleet: Bool {
    switch self {
    case .advisories, .drift, .pins, .support: true
    case .fleet, .checks, .benchmarks, .issues, .notices: false
    }
  }
}
