package import LockstepSystem

/// Surfaces on disk: what was made once of the same content, with the same features and toolchain,
/// is not made again.
package struct SurfaceCache: Sendable {
  /// What a surface depends on.
  package struct Key: Hashable, Sendable {
    /// What the checkout held: the id of a tree, or a digest.
    package var identity: String
    /// The manifest's path in it.
    package var manifest: String
    /// The package.
    package var package: String
    /// The features that were on.
    package var features: FeatureSelection
    /// What the compiler calls itself.
    package var toolchain: String

    /// Puts a key together.
    package init(
      identity: String, manifest: String, package: String, features: FeatureSelection,
      toolchain: String
    ) {
      self.identity = identity
      self.manifest = manifest
      self.package = package
      self.features = features
      self.toolchain = toolchain
    }

    /// The key as text, whose parts cannot run into each other.
    fileprivate var text: String {
      let parts = [
        identity, manifest, package, features.isAll ? "all" : "some",
        features.usesDefault ? "default" : "bare", features.names.joined(separator: ","), toolchain,
      ]
      return parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n")
    }
  }

  private let directory: String
  private let faults: FaultPoints

  /// Opens the cache in a folder, which is made when it is first written to.
  package init(directory: String, faults: FaultPoints = .none) {
    self.directory = directory
    self.faults = faults
  }

  /// The surface of this key; `nil` where there is none, or the file cannot be used.
  package func surface(for key: Key) -> Surface? {
    // A cache that cannot be read is one that holds nothing: the surface is made again.
    guard let bytes = (try? Files.read(path(of: key))) ?? nil else { return nil }
    let text = Array(key.text.utf8)
    guard bytes.count > text.count, bytes.starts(with: text) else { return nil }
    return Surface(stored: Array(bytes[text.count...]))
  }

  /// Keeps a surface.
  package func store(_ surface: Surface, for key: Key) throws(FileError) {
    try Files.createDirectories(directory)
    try Files.writeAtomically(
      Array(key.text.utf8) + surface.stored(), to: path(of: key), faults: faults, label: "surface")
  }

  private func path(of key: Key) -> String {
    // The whole key stands in the file, so two keys with one name only cost a surface made again.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let name = String(hash, radix: 16)
    return "\(directory)/\(String(repeating: "0", count: 16 - name.count))\(name).surface"
  }
}
