package import LockstepCore

/// One version of a package, as a registry's index has it.
package struct PublishedVersion: Hashable, Sendable, Codable {
  package var version: Version
  /// The SHA-256 of the `.crate` file; absent where the source does not record one.
  package var checksum: String?
  package var yanked: Bool
  /// Sorted, so that two versions with the same list compare equal.
  package var dependencies: [PublishedDependency]
  package var features: [String: [String]]
  package var links: String?
  package var rustVersion: String?

  package init(
    version: Version, checksum: String?, yanked: Bool, dependencies: [PublishedDependency] = [],
    features: [String: [String]] = [:], links: String? = nil, rustVersion: String? = nil
  ) {
    self.version = version
    self.checksum = checksum
    self.yanked = yanked
    self.dependencies = dependencies.sorted()
    self.features = features
    self.links = links
    self.rustVersion = rustVersion
  }

  /// Whether a resolver that swaps one version for the other meets the same dependencies and
  /// features, so that nothing else in a lock file has to move.
  ///
  /// Development dependencies do not count: nobody but the package itself resolves them.
  package func resolvesLike(_ other: PublishedVersion) -> Bool {
    dependencies.filter { $0.kind != "dev" } == other.dependencies.filter { $0.kind != "dev" }
      && features == other.features && links == other.links
  }
}

/// One dependency of a published version.
package struct PublishedDependency: Hashable, Sendable, Codable, Comparable {
  /// The name under which the code knows it.
  package var name: String
  /// The package's real name, where `name` is another one.
  package var package: String?
  /// As written: `^1.2`.
  package var requirement: String
  package var features: [String]
  package var optional: Bool
  package var defaultFeatures: Bool
  package var target: String?
  /// `normal`, `dev` or `build`.
  package var kind: String
  /// The index of the registry that it comes from; absent for the same registry.
  package var registry: String?

  package init(
    name: String, package: String?, requirement: String, features: [String], optional: Bool,
    defaultFeatures: Bool, target: String?, kind: String, registry: String?
  ) {
    self.name = name
    self.package = package
    self.requirement = requirement
    self.features = features.sorted()
    self.optional = optional
    self.defaultFeatures = defaultFeatures
    self.target = target
    self.kind = kind
    self.registry = registry
  }

  /// The package's real name.
  package var realName: String { package ?? name }

  package static func < (left: Self, right: Self) -> Bool { left.sortKey < right.sortKey }

  private var sortKey: String {
    [
      name, package ?? "", kind, target ?? "", requirement, registry ?? "",
      features.joined(separator: ","), optional ? "1" : "0", defaultFeatures ? "1" : "0",
    ].joined(separator: "\u{0}")
  }
}
