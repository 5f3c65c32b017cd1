extension Configuration {
  /// `[flags]`: the classes of the foundation's features.
  ///
  /// What the foundation's manifest says in `[package.metadata.features]` comes before it; a feature that
  /// neither of them names is classed by its name.
  package struct Flags: Hashable, Sendable {
    /// Features that dependents may rely on.
    package var stable: [String]
    /// Features that are meant to become stable.
    package var preview: [String]
    /// Features that are deprecated.
    package var legacy: [String]
    /// Features that may change or go at any time.
    package var experimental: [String]
    /// How long a legacy feature stays; the manifest's word comes before it.
    package var deprecationCycle: DeprecationCycle

    /// Creates classes; by default nothing is said about any feature.
    package init(
      stable: [String] = [], preview: [String] = [], legacy: [String] = [],
      experimental: [String] = [], deprecationCycle: DeprecationCycle = .usual
    ) {
      self.stable = stable
      self.preview = preview
      self.legacy = legacy
      self.experimental = experimental
      self.deprecationCycle = deprecationCycle
    }
  }

  /// `[policy] supported`: how many lines of the foundation are supported at a time.
  package struct Supported: Hashable, Sendable {
    /// How many major versions, the current one included; below 1.0 each minor version counts as one.
    package var majors: Int
    /// How many minor series of the current major version.
    package var minors: Int
    /// Whether a release writes a VERSIONING.md where there is none.
    package var create: Bool

    /// Creates the default policy, or one that differs from it.
    package init(majors: Int = 2, minors: Int = 1, create: Bool = false) {
      self.majors = majors
      self.minors = minors
      self.create = create
    }
  }
}
