/// What dependents may expect of a feature.
package enum FeatureClass: String, Hashable, Sendable, CaseIterable {
  /// Dependents may rely on it.
  case stable
  /// Meant to become stable.
  case preview
  /// Deprecated: it goes after its cycle.
  case legacy
  /// It may change or go at any time.
  case experimental

  /// Reads the word of a manifest, with the words that others use for the same.
  init?(word: String) {
    switch word.lowercased() {
    case "stable": self = .stable
    case "preview", "beta": self = .preview
    case "legacy", "deprecated": self = .legacy
    case "experimental", "unstable": self = .experimental
    default: return nil
    }
  }

  /// What a feature's name says: `v3-preview`, `unstable-io`, `deprecated-v1`, `v1-compat`; `nil` where
  /// it says nothing.
  ///
  /// A word counts between hyphens and underscores only. `compat` counts at the end of a longer name, since
  /// alone it is often the name of something stable. A name that begins with an underscore says that
  /// nobody is to enable it.
  init?(name: String) {
    let words = name.lowercased().split { $0 == "-" || $0 == "_" }
    func has(_ candidates: Set<Substring>) -> Bool { !candidates.isDisjoint(with: words) }
    if has(["deprecated", "legacy"]) || (words.count > 1 && words.last == "compat") {
      self = .legacy
    } else if name.hasPrefix("_") || has(["unstable", "experimental", "experiment", "nightly"]) {
      self = .experimental
    } else if has(["preview", "beta"]) {
      self = .preview
    } else {
      return nil
    }
  }
}

/// What decided a feature's class.
package enum FeatureClassSource: String, Hashable, Sendable {
  /// `[package.metadata.features]` of the foundation's manifest.
  case metadata
  /// `[flags]` of `lockstep.toml`.
  case configuration
  /// The name of the feature.
  case name
  /// Nothing says otherwise: what is declared is stable.
  case nothing
}
