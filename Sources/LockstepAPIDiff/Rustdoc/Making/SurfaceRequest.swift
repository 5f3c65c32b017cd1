/// Which features of a package are on.
package struct FeatureSelection: Hashable, Sendable {
  /// The features by name.
  package var names: [String]
  /// Whether those of `default` are on too.
  package var usesDefault: Bool
  /// Whether all are on, whatever ``names`` says.
  package var isAll: Bool

  /// Selects features; without arguments, what is on where nobody says otherwise.
  package init(names: [String] = [], usesDefault: Bool = true, isAll: Bool = false) {
    self.names = names.sorted()
    self.usesDefault = usesDefault
    self.isAll = isAll
  }

  /// Every feature.
  package static let all = FeatureSelection(isAll: true)

  /// The selection as a person writes it: `all`, `default, serde`, `none`.
  package var text: String {
    if isAll { return "all" }
    let parts = (usesDefault ? ["default"] : []) + names
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}

/// What a surface is wanted of.
package struct SurfaceRequest: Hashable, Sendable {
  /// The folder in which the repository is laid out; nothing in it is changed by Lockstep.
  package var checkout: String
  /// Whether the folder is a scratch one, in which build scripts may write; a user's own is only read.
  package var isScratch: Bool
  /// The package's manifest, from the checkout's folder on: `Cargo.toml`, `crates/core/Cargo.toml`.
  package var manifest: String
  /// The package's name.
  package var package: String
  /// The features that are on.
  package var features: FeatureSelection
  /// What the reader calls this side: `the baseline v2.0.5`.
  package var side: String
  /// What the checkout holds, for ever: the id of a tree, or a digest; without it nothing is
  /// cached.
  package var identity: String?
  /// The folder that Cargo builds in; two requests that run at once need two.
  package var targetDirectory: String

  /// Puts a request together.
  package init(
    checkout: String, isScratch: Bool = false, manifest: String = "Cargo.toml",
    package: String, features: FeatureSelection = FeatureSelection(), side: String,
    identity: String? = nil,
    targetDirectory: String
  ) {
    self.checkout = checkout
    self.isScratch = isScratch
    self.manifest = manifest
    self.package = package
    self.features = features
    self.side = side
    self.identity = identity
    self.targetDirectory = targetDirectory
  }
}
