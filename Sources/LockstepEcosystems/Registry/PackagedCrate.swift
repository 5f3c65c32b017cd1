package import LockstepCore

/// A package as a registry is given it: one `.crate` file and its digest.
package struct PackagedCrate: Hashable, Sendable, Codable {
  package var name: String
  package var version: Version
  /// Where the `.crate` file lies.
  package var path: String
  /// The SHA-256 of the file, in lower-case hexadecimal digits.
  package var checksum: String
  /// In bytes.
  package var size: Int
  /// The files inside, relative to the package's folder, sorted.
  package var files: [String]

  package init(
    name: String, version: Version, path: String, checksum: String, size: Int, files: [String]
  ) {
    self.name = name
    self.version = version
    self.path = path
    self.checksum = checksum
    self.size = size
    self.files = files
  }

  /// `name@version`, as steps and messages write it.
  package var label: String { "\(name)@\(version)" }
}
