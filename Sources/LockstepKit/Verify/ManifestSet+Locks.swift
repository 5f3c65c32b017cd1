internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepSystem
internal import LockstepVerification

extension ManifestSet {
  /// Writes every lock of a repository into `folder`, each into a folder of its own, in which no settings of
  /// the repository count.
  ///
  /// - Parameter owner: What the repository is called.
  func layOutLocks(of owner: String, in folder: String) throws -> [DependenciesGate.Lock] {
    try paths.filter(Cargo.isLock).enumerated().map { number, path in
      let place = Files.join(folder, "\(number)")
      try Files.createDirectories(place)
      let copy = Files.join(place, "Cargo.lock")
      try Files.write(self[path] ?? [], to: copy)
      let inside = RepositoryPath.folder(of: path)
      return DependenciesGate.Lock(
        owner: owner + (inside.isEmpty ? "" : " (\(inside))"), path: copy)
    }
  }
}
