package import LockstepCore
package import LockstepSystem

/// Where packages are published and taken from.
///
/// The index decides: what is published is what it says, never what a tool's exit status says.
/// Every method can be called again after a crash and then finishes or reports what is there.
package protocol Registry: Sendable {
  /// The name or the folder that the configuration gave.
  var name: String { get }

  /// Whether a version can be withdrawn here.
  var yanking: YankCapability { get }

  /// Reads every version of a package, yanked ones too, in the index's order.
  ///
  /// A package that the registry does not know has no versions; that is not an error.
  func versions(of package: String) async throws -> [PublishedVersion]

  /// Publishes a package that was made and verified before.
  ///
  /// Throws only where the world could not be asked; everything that the registry decided is an
  /// outcome.
  func publish(_ request: PublishRequest) async throws -> PublishOutcome

  /// Withdraws a version: no new lock file takes it, existing ones still build.
  func yank(_ request: YankRequest) async throws -> YankOutcome

  /// Takes a withdrawal back.
  func unyank(_ request: YankRequest) async throws -> YankOutcome
}

extension Registry {
  /// The published version equal to `version`, if there is one.
  package func published(_ package: String, _ version: Version) async throws -> PublishedVersion? {
    try await versions(of: package).first { $0.version == version }
  }
}

/// Whether a registry can withdraw a version.
package enum YankCapability: Hashable, Sendable {
  case available
  /// The sentence says why not.
  case unavailable(because: String)

  package var isAvailable: Bool { self == .available }
}

/// One publication, as values.
package struct PublishRequest: Sendable {
  package var crate: PackagedCrate
  /// The tree that the crate was made from; a tool that packages once more does so here.
  package var folder: String
  package var manifestPath: String?
  /// Held by every child that changes the registry.
  package var lock: EffectLock
  /// How long the index may take to show the version.
  package var visibleWithin: Duration
  package var allowDirty: Bool
  package var configuration: [String]
  /// Told what goes on: what the tool said, what is waited for.
  package var progress: @Sendable (String) -> Void

  package init(
    crate: PackagedCrate, folder: String, manifestPath: String? = nil, lock: EffectLock,
    visibleWithin: Duration = .seconds(300), allowDirty: Bool = false, configuration: [String] = [],
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.crate = crate
    self.folder = folder
    self.manifestPath = manifestPath
    self.lock = lock
    self.visibleWithin = visibleWithin
    self.allowDirty = allowDirty
    self.configuration = configuration
    self.progress = progress
  }
}

/// What came of a publication, read from the index.
package enum PublishOutcome: Hashable, Sendable {
  case published(checksum: String)
  /// The very package was there before.
  case alreadyThere(checksum: String)
  /// The version is there with other contents; it is spent.
  case conflict(checksum: String?)
  /// The registry did not take it; the index does not show it.
  case refused(message: String)
  /// The package was sent, and the index does not show it yet. It may still show: to be observed
  /// again before it is sent again. What the tool said went to the request's `progress`.
  case notVisibleYet(after: Duration)
}

/// One withdrawal, or its reversal.
package struct YankRequest: Sendable {
  package var package: String
  package var version: Version
  /// Held by every child that changes the registry.
  package var lock: EffectLock
  package var visibleWithin: Duration

  package init(
    package: String, version: Version, lock: EffectLock, visibleWithin: Duration = .seconds(60)
  ) {
    self.package = package
    self.version = version
    self.lock = lock
    self.visibleWithin = visibleWithin
  }
}

/// What came of a withdrawal or its reversal, read from the index.
package enum YankOutcome: Hashable, Sendable {
  case done
  /// The flag stood that way before.
  case already
  /// The registry does not know the version.
  case unknownVersion
  case refused(message: String)
  case notVisibleYet(after: Duration)
  /// This kind of registry cannot do it.
  case unavailable(because: String)
}
