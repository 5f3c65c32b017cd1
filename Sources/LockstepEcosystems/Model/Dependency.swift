package import LockstepCore
package import LockstepTOML

/// One package's need of another, and the place in a manifest where it is stated.
///
/// For an inherited dependency (`workspace = true`) the statement stands in the workspace's root
/// manifest: `manifest`, `place` and `table` point there, and `member` names the manifest that
/// inherits it.
package struct Dependency: Hashable, Sendable {
  /// What the dependency is needed for.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case normal, development, build
  }

  /// The real name of the package that is needed (`package = "…"` where it is renamed).
  package var name: String
  /// The name under which the manifest speaks of it.
  package var key: String
  /// The manifest that states the requirement, as a path in its repository.
  package var manifest: String
  /// The manifest of the package that has the dependency; `manifest` unless it is inherited.
  package var member: String
  /// Where the value stands that a human would change, in `manifest`.
  package var place: SourcePlace
  /// Where the dependency is named in `member`: the same line, or that of `workspace = true`.
  package var use: SourcePlace
  /// The path of the entry in `manifest`: `dependencies`, `serde`.
  package var table: [TOMLKey]
  /// The path of the entry in `member`; `table` unless it is inherited.
  package var memberTable: [TOMLKey]
  /// What it is needed for.
  package var kind: Kind
  /// The platform it is limited to: a triple or a `cfg(…)`, as written.
  package var target: String?
  /// The versions that are admitted; nil where the manifest names none.
  package var requirement: Requirement?
  /// The requirement as the manifest spells it.
  package var requirementText: String?
  /// Where it is taken from.
  package var source: SourceKind
  /// The features that are asked for, a workspace's and its member's together.
  package var features: [String]
  /// Whether the default features are on; for an inherited dependency of a manifest that was read
  /// alone, whether the member turns them on.
  package var defaultFeatures: Bool
  /// Whether the package can do without.
  package var optional: Bool
  /// Whether the member says `workspace = true`.
  package var inherited: Bool
  /// What a `[patch]` or `[replace]` entry stands in for: the source's name or address, or
  /// `replace`; nil for a dependency proper.
  package var patching: String?

  /// Creates a dependency that is stated where it is used.
  package init(
    name: String, key: String, manifest: String, place: SourcePlace, table: [TOMLKey],
    kind: Kind = .normal, target: String? = nil, requirement: Requirement? = nil,
    requirementText: String? = nil, source: SourceKind = .registry(name: nil),
    features: [String] = [], defaultFeatures: Bool = true, optional: Bool = false,
    inherited: Bool = false, patching: String? = nil
  ) {
    self.name = name
    self.key = key
    self.manifest = manifest
    self.member = manifest
    self.place = place
    self.use = place
    self.table = table
    self.memberTable = table
    self.kind = kind
    self.target = target
    self.requirement = requirement
    self.requirementText = requirementText
    self.source = source
    self.features = features
    self.defaultFeatures = defaultFeatures
    self.optional = optional
    self.inherited = inherited
    self.patching = patching
  }

  /// The folder that a path source names, as a path in the repository.
  ///
  /// Nil where the source is no path, or where the path leaves the repository: then the foundation
  /// lies in a sibling checkout, and a pin has to name another source.
  package var folderInRepository: String? {
    guard case .path(let path) = source else { return nil }
    return RepositoryPath.join(RepositoryPath.folder(of: manifest), path)
  }
  /// The one statement that several dependencies may share by inheriting it.
  package struct Statement: Hashable, Sendable {
    package var manifest: String
    package var table: [TOMLKey]
  }

  /// The statement that this dependency stands on.
  package var statement: Statement { Statement(manifest: manifest, table: table) }
}
