/// The Rust package manager.
package struct Cargo: Ecosystem {
  /// The reader of `Cargo.lock`.
  package typealias LockFile = CargoLockFile

  package static let name = "cargo"

  /// Creates the ecosystem; it has no state.
  package init() {}

  package static func isManifest(_ path: String) -> Bool {
    RepositoryPath.name(of: path) == "Cargo.toml"
  }

  package static func isLock(_ path: String) -> Bool {
    RepositoryPath.name(of: path) == "Cargo.lock"
  }
}
