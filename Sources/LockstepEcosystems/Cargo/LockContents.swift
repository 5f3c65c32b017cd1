import LockstepCore

/// What a reader of lock files finds.
struct LockContents {
  /// The format that the file names.
  var stated: Int?
  var packages: [LockedPackage] = []
  var unusedPatches: [LockedPackage] = []
  /// The `[metadata]` of format 1, where the checksums stand.
  var metadata: [String: String] = [:]

  /// The format; cargo takes a file that names none for 1, until it meets a checksum.
  var format: Int {
    stated ?? (packages.contains { $0.checksum != nil } && metadata.isEmpty ? 2 : 1)
  }

  /// Gives each package the checksum that format 1 keeps apart.
  mutating func attachMetadata() {
    guard !metadata.isEmpty else { return }
    for index in packages.indices {
      let package = packages[index]
      guard let source = package.source else { continue }
      let key = "checksum \(package.name) \(package.version) (\(source))"
      packages[index].checksum = metadata[key].flatMap { $0 == "<none>" ? nil : $0 }
    }
  }

  static func version(_ text: String, at place: SourcePlace) throws(LockError) -> Version {
    do {
      return try Version(parsing: text)
    } catch {
      throw LockError("`\(text)` is no version: \(error)", place: place)
    }
  }

  static func format(_ number: Int64, at place: SourcePlace) throws(LockError) -> Int {
    guard (1...4).contains(number) else {
      throw LockError(
        "format \(number) is not known; those from 1 to 4 are", place: place)
    }
    return Int(number)
  }
}
