extension DemoFleet {
  /// What is true of a demo fleet by construction, for whoever tells or tests its story.
  package struct Facts: Hashable, Sendable {
    /// The foundation's package and repository.
    package let foundation: String
    /// The version that is released, tagged and published from the beginning.
    package let baseline: String
    /// The version for which commits wait on the foundation's `main`.
    package let next: String
    /// The dependents in the order in which they were made.
    package let dependents: [DependentFacts]

    package init(
      foundation: String, baseline: String, next: String, dependents: [DependentFacts]
    ) {
      self.foundation = foundation
      self.baseline = baseline
      self.next = next
      self.dependents = dependents
    }

    /// Returns the facts of the dependent `name`.
    package func dependent(_ name: String) -> DependentFacts? {
      dependents.first { $0.name == name }
    }

    /// The dependents that stop compiling with the commit that `breakFoundation()` pushes.
    package var broken: [String] { dependents.filter(\.breaks).map(\.name) }

    /// The dependents that do not compile from the beginning.
    package var brokenBefore: [String] { dependents.filter(\.brokenBefore).map(\.name) }

    /// The dependents without a committed lock file: they have a release as soon as it is published.
    package var floating: [String] { dependents.filter(\.floats).map(\.name) }
  }

  /// What is true of one dependent of a demo fleet.
  package struct DependentFacts: Hashable, Sendable {
    /// The repository's name.
    package let name: String
    /// How the foundation, or for a transitive dependent what stands between, is named.
    package let source: Source
    /// The manifest that names it, by its path in the repository.
    package let manifest: String
    /// The requirement as it is written there, where there is one.
    package let requirement: String?
    /// The lock file's path in the repository; `nil` where none is committed.
    package let lock: String?
    /// The dependents through which this one reaches the foundation; empty for a direct dependent.
    package let via: [String]
    /// Whether it stops compiling with the commit that `breakFoundation()` pushes.
    package let breaks: Bool
    /// Whether it does not compile from the beginning.
    package let brokenBefore: Bool

    package init(
      name: String, source: Source, manifest: String = "Cargo.toml", requirement: String? = nil,
      lock: String? = "Cargo.lock", via: [String] = [], breaks: Bool = false,
      brokenBefore: Bool = false
    ) {
      self.name = name
      self.source = source
      self.manifest = manifest
      self.requirement = requirement
      self.lock = lock
      self.via = via
      self.breaks = breaks
      self.brokenBefore = brokenBefore
    }

    /// Whether it requires the foundation itself.
    package var direct: Bool { via.isEmpty }

    /// Whether a release that its requirement admits reaches it without a commit of its own.
    package var floats: Bool { source == .registry && lock == nil }
  }

  /// How a dependent names what it depends on.
  package enum Source: String, Hashable, Sendable, CaseIterable {
    case registry
    case gitTag
    case gitBranch
    case path
  }
}
