package import LockstepCore

/// A `Cargo.lock` of format 1 to 4, read.
package struct CargoLockFile: Sendable {
  /// The file's path in its repository.
  package let path: String
  /// The file's bytes.
  package let bytes: [UInt8]
  /// The format; 1 or 2 where the file names none, told apart by where the checksums stand.
  package let format: Int
  /// The packages, in the file's order.
  package let packages: [LockedPackage]
  /// The patches that the file records as unused.
  package let unusedPatches: [LockedPackage]
  private let byName: [String: [Int]]

  /// Reads a whole lock file.
  package init(parsing bytes: [UInt8], path: String = "Cargo.lock") throws(LockError) {
    var scanner = LockScanner(bytes: bytes, path: path, only: nil)
    let scanned = try scanner.scan()
    var contents =
      if let scanned { scanned } else { try LockReader(bytes: bytes, path: path).read() }
    contents.attachMetadata()
    self.path = path
    self.bytes = bytes
    format = contents.format
    unusedPatches = contents.unusedPatches
    let packages = contents.packages
    self.packages = packages
    byName = Dictionary(grouping: packages.indices, by: { packages[$0].name })
  }

  /// Reads the entries called `name` alone, an order faster than the whole file.
  package static func entries(
    named name: String, in bytes: [UInt8], path: String
  ) throws(LockError) -> [LockedPackage] {
    var scanner = LockScanner(bytes: bytes, path: path, only: name)
    if let scanned = try scanner.scan() { return scanned.packages }
    return try CargoLockFile(parsing: bytes, path: path).packages(named: name)
  }

  /// The packages called `name`; more than one is a version split.
  package func packages(named name: String) -> [LockedPackage] {
    indices(named: name).map { packages[$0] }
  }

  /// The positions of the packages called `name`.
  package func indices(named name: String) -> [Int] { byName[name] ?? [] }

  /// The position of the package that a dependency list's entry names, `name`, `name version` or
  /// `name version (source)`; nil where it names none or more than one.
  package func index(ofReference reference: String) -> Int? {
    let reference = LockReference(reference)
    let found = indices(named: reference.name).filter { reference.matches(packages[$0]) }
    return found.count == 1 ? found[0] : nil
  }

  /// The position of a package of the repository itself: a workspace's member.
  package func index(ofMember name: String, version: Version?) -> Int? {
    let found = indices(named: name).filter {
      packages[$0].isFolder && (version == nil || packages[$0].version == version)
    }
    return found.count == 1 ? found[0] : nil
  }

  /// The package that a member's dependency is locked to.
  ///
  /// - Returns: nil where the lock file does not have it, or where two packages fit alike.
  package func resolution(of dependency: Dependency, in member: PackageFacts) -> LockedPackage? {
    guard let index = index(ofMember: member.name, version: member.version) else { return nil }
    let candidates = packages[index].dependencies.compactMap { reference -> LockedPackage? in
      guard LockReference(reference).name == dependency.name else { return nil }
      return self.index(ofReference: reference).map { packages[$0] }
    }
    if candidates.count <= 1 { return candidates.first }
    let fitting = candidates.filter { dependency.accepts($0) }
    return fitting.count == 1 ? fitting[0] : nil
  }
}

/// An entry of a dependency list, in parts.
struct LockReference: Hashable {
  let name: String
  let version: String?
  /// The source without the commit.
  let source: String?

  init(_ text: String) {
    guard text.utf8.contains(UInt8(ascii: " ")) else {
      (name, version, source) = (text, nil, nil)
      return
    }
    let parts = text.split(separator: " ", maxSplits: 2)
    name = parts.first.map(String.init) ?? ""
    version = parts.count > 1 ? String(parts[1]) : nil
    source = parts.count > 2 ? Self.withoutCommit(parts[2].dropFirst().dropLast()) : nil
  }

  func matches(_ package: LockedPackage) -> Bool {
    package.name == name
      && (version == nil || version == package.version.description)
      && (source == nil || source == package.source.map { Self.withoutCommit($0[...]) })
  }

  static func withoutCommit(_ source: Substring) -> String {
    let hash = source.utf8.firstIndex(of: UInt8(ascii: "#")) ?? source.endIndex
    return String(source[..<hash])
  }
}

extension Dependency {
  /// Whether a locked package is of this dependency's kind of source and version.
  func accepts(_ package: LockedPackage) -> Bool {
    guard package.name == name, requirement?.admits(package.version) ?? true else { return false }
    switch source {
    case .registry: return package.isFromRegistry
    case .path: return package.isFolder
    case .git(let url, let reference):
      guard let git = package.git else { return false }
      return git.reference == reference && LockedGitSource.areAlike(git.url, url)
    }
  }
}
