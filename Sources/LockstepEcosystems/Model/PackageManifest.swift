package import LockstepCore

/// What one manifest says: about a package, about a workspace, or about both.
package struct PackageManifest: Hashable, Sendable {
  /// Where a package may be published.
  package enum Publishing: Hashable, Sendable {
    /// To any registry.
    case anywhere
    /// To these registries; to none where the list is empty (`publish = false`).
    case only([String])

    /// Whether a registry of this name may have the package; nil is the default registry.
    package func allows(_ registry: String?) -> Bool {
      switch self {
      case .anywhere: true
      case .only(let names): names.contains(registry ?? "crates-io")
      }
    }
  }

  /// The manifest's path in its repository.
  package var path: String
  /// The package, unless the manifest is a workspace's alone.
  package var package: PackageFacts?
  /// The workspace whose root this manifest is.
  package var workspace: WorkspaceFacts?
  /// What the package needs, in the manifest's order.
  ///
  /// In a manifest that was read alone, inherited dependencies carry neither requirement nor
  /// source; in `RepositoryManifests` they are complete.
  package var dependencies: [Dependency]
  /// The entries of `[patch.…]` and `[replace]`, which put one source in the place of another.
  package var patches: [Dependency]

  /// Creates a manifest's contents.
  package init(
    path: String, package: PackageFacts? = nil, workspace: WorkspaceFacts? = nil,
    dependencies: [Dependency] = [], patches: [Dependency] = []
  ) {
    self.path = path
    self.package = package
    self.workspace = workspace
    self.dependencies = dependencies
    self.patches = patches
  }

  /// Whether the manifest has a `[workspace]`.
  package var isWorkspaceRoot: Bool { workspace != nil }
  /// The patterns of the workspace's members, empty where there is none.
  package var members: [String] { workspace?.members ?? [] }
  /// How many folders the manifest lies in.
  var depth: Int { path.utf8.count { $0 == UInt8(ascii: "/") } }
  /// The folder of the manifest.
  package var folder: String { RepositoryPath.folder(of: path) }
}

/// What a manifest says about its package.
package struct PackageFacts: Hashable, Sendable {
  /// The package's name.
  package var name: String
  /// Its version; nil where there is none, or where it is inherited and not looked up yet.
  package var version: Version?
  /// Whether the version is the workspace's.
  package var inheritsVersion: Bool
  /// The manifest and the place of the version's value, the workspace's where it is inherited.
  package var versionPlace: SourcePlace?
  /// Where it may be published.
  package var publishing: PackageManifest.Publishing
  /// The edition, as written (`"2021"`).
  package var edition: String?
  /// The oldest toolchain that is promised to work, as written (`"1.70"`).
  package var rustVersion: String?
  /// The native library that it links, of which a build can have one.
  package var links: String?
  /// The workspace root that is named outright (`package.workspace = "../.."`).
  package var workspacePath: String?
  /// The features and what each turns on, in the manifest's order of names.
  package var features: [String: [String]]
  /// The features that exist because a dependency is optional.
  package var implicitFeatures: [String]
  /// What `[package.metadata.features]` says about features, by their names.
  package var featureStatements: [String: FeatureStatement]
  /// `deprecation-cycle` of `[package.metadata.semantic-versioning]`, as written: `"2-versions"`.
  package var deprecationCycle: String?
  /// The name of the library, nil where the manifest leaves it to the default.
  package var libraryName: String?
  /// The library's crate types as written, empty where the default holds.
  package var crateTypes: [String]
  /// Whether the library is a procedural macro.
  package var isProcMacro: Bool
  /// The fields that are taken from the workspace (`edition`, `rust-version`, `publish`, …).
  package var inheritedFields: Set<String>

  /// Creates facts of a package of which only the name and the version are known.
  package init(name: String, version: Version?) {
    self.name = name
    self.version = version
    inheritsVersion = false
    versionPlace = nil
    publishing = .anywhere
    edition = nil
    rustVersion = nil
    links = nil
    workspacePath = nil
    features = [:]
    implicitFeatures = []
    featureStatements = [:]
    deprecationCycle = nil
    libraryName = nil
    crateTypes = []
    isProcMacro = false
    inheritedFields = []
  }

  /// Every feature that can be asked for, sorted: the declared and the implicit ones.
  package var allFeatures: [String] { (features.keys + implicitFeatures).sorted() }
}

/// What a root manifest says about its workspace.
package struct WorkspaceFacts: Hashable, Sendable {
  /// The patterns of member folders, as written.
  package var members: [String]
  /// The folders that are left out, as written.
  package var exclude: [String]
  /// The members that commands take by default, as written.
  package var defaultMembers: [String]
  /// The resolver that is asked for, as written.
  package var resolver: String?
  /// `[workspace.package]`: the version that members may inherit, and its place.
  package var version: Version?
  package var versionPlace: SourcePlace?
  package var edition: String?
  package var rustVersion: String?
  package var publishing: PackageManifest.Publishing?
  /// `[workspace.dependencies]`, in the manifest's order.
  package var dependencies: [Dependency]

  /// Creates an empty workspace.
  package init() {
    members = []
    exclude = []
    defaultMembers = []
    resolver = nil
    version = nil
    versionPlace = nil
    edition = nil
    rustVersion = nil
    publishing = nil
    dependencies = []
  }
}
