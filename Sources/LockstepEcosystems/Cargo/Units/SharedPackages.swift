internal import LockstepCore

/// The packages of a lock whose code is the same for everybody who locks them: they come from a
/// registry under a checksum, and so does all that they need; none of it is what is tested.
struct SharedPackages: Sendable {
  struct Key: Hashable, Sendable {
    var name: String
    var version: String
  }

  /// The checksum of each.
  private(set) var checksums: [Key: String] = [:]

  init(of lock: CargoLockFile, without foundation: [String]) {
    // What needs one that is not shared is not shared; the marks go from there to those that need it.
    var needing: [Int: [Int]] = [:]
    for (index, package) in lock.packages.enumerated() {
      for reference in package.dependencies {
        guard let needed = lock.index(ofReference: reference) else { continue }
        needing[needed, default: []].append(index)
      }
    }
    var waiting = lock.packages.indices.filter { index in
      let package = lock.packages[index]
      return !package.isFromRegistry || package.checksum == nil
        || foundation.contains(package.name)
    }
    var own = Set(waiting)
    while let index = waiting.popLast() {
      for user in needing[index] ?? [] where own.insert(user).inserted { waiting.append(user) }
    }
    var ambiguous: Set<Key> = []
    for (index, package) in lock.packages.enumerated() {
      let key = Key(name: package.name, version: package.version.description)
      // Two of one version can come from two registries.
      if checksums[key] != nil { ambiguous.insert(key) }
      if own.contains(index) { continue }
      checksums[key] = package.checksum
    }
    for key in ambiguous { checksums[key] = nil }
  }

  /// The key of a package that was built, where it is shared.
  func key(of package: PackageIdentifier) -> Key? {
    guard package.source.hasPrefix("registry+") || package.source.hasPrefix("sparse+"),
      let version = package.version
    else { return nil }
    let key = Key(name: package.name, version: version.description)
    return checksums[key] == nil ? nil : key
  }
}
