package import LockstepCore
package import LockstepGit

/// What has to be known of the foundation to find who depends on it.
package struct FoundationFacts: Hashable, Sendable {
  /// How its repository is called.
  package var name: RepositoryName
  /// The packages that are released together, the leading one first.
  package var packages: [String]
  /// Every address that its repository is known under.
  package var addresses: [RemoteAddress]
  /// The folder of its checkout, absolute, where there is one; paths are resolved against it.
  package var checkout: String?
  /// The name of the registry it is published to; nil for the default one or none.
  package var registry: String?
  /// The released versions that are known, for saying which one a requirement resolves to.
  package var versions: [Version]

  /// Creates facts.
  package init(
    name: RepositoryName, packages: [String], addresses: [RemoteAddress] = [],
    checkout: String? = nil, registry: String? = nil, versions: [Version] = []
  ) {
    self.name = name
    self.packages = packages
    self.addresses = addresses
    self.checkout = checkout
    self.registry = registry
    self.versions = versions
  }
}
