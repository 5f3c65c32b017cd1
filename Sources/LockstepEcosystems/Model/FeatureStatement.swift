package import LockstepCore

/// What a manifest's `[package.metadata.features]` says about one feature.
///
/// Three forms are read, and Cargo looks at none of them:
///
///     [package.metadata.features]
///     v3-preview = "preview"
///     deprecated-v1 = { class = "legacy", since = "1.0.0", deprecated-since = "2.0.0" }
///     stable = ["links", "text"]
///
/// The last one lists features under the word of their class. Where a feature is named in two ways, what
/// is said under its own name counts.
package struct FeatureStatement: Hashable, Sendable {
  /// The class as written: `stable`, `preview`, `legacy`, `experimental`.
  package var word: String
  /// The release that introduced the feature.
  package var since: Version?
  /// The release from which it is legacy.
  package var deprecatedSince: Version?
  /// Where it is said.
  package var place: SourcePlace

  /// Creates a statement.
  package init(
    word: String, since: Version? = nil, deprecatedSince: Version? = nil, place: SourcePlace
  ) {
    self.word = word
    self.since = since
    self.deprecatedSince = deprecatedSince
    self.place = place
  }
}
