import LockstepCore
import LockstepTOML

extension VersionBump {
  /// Moves the packages' entries in every lock file of the repository that has them as folders:
  /// the workspace's own, and those of nested packages that take them by path.
  ///
  /// The format of the file stays: cargo rewrites it only when it changes something itself.
  mutating func editLocks() throws(ManifestEditError) {
    for path in files.paths where Cargo.isLock(path) {
      guard let bytes = files[path] else { continue }
      let names = Set(bumped.values)
      do throws(LockError) {
        let lock = try CargoLockFile(parsing: bytes, path: path)
        let moved = lock.packages.indices.filter {
          let package = lock.packages[$0]
          return package.isFolder && names.contains(Bumped(package.name, package.version))
        }
        guard !moved.isEmpty else { continue }
        try note(moved, in: lock, bytes: edited(moved, in: lock))
      } catch {
        throw ManifestEditError(error.problem, place: error.place)
      }
    }
  }

  private mutating func note(_ moved: [Int], in lock: CargoLockFile, bytes: [UInt8]) {
    record(
      EditedManifest(
        path: lock.path, bytes: bytes,
        changes: moved.map { index in
          let package = lock.packages[index]
          return EditedManifest.Change(
            subject: package.name, from: package.version.description, to: version.description,
            place: SourcePlace(path: lock.path, line: package.line, column: 1))
        }))
  }

  private func edited(_ moved: [Int], in lock: CargoLockFile) throws(LockError) -> [UInt8] {
    if var model = LockModel(lock) {
      for index in moved { model.packages[index].version = version }
      return model.printed()
    }
    let unique = moved.allSatisfy { lock.indices(named: lock.packages[$0].name).count == 1 }
    guard unique, lock.format > 1 else {
      throw LockError(
        "it is not in the form that cargo writes, and the package's references cannot be told",
        place: SourcePlace(path: lock.path, line: 1, column: 1))
    }
    // A file with foreign line endings, say: only the versions are touched.
    do {
      var document = try TOMLDocument(parsing: lock.bytes)
      for index in moved {
        try document.replaceString(
          at: ["package", .index(index), "version"], with: version.description)
      }
      return document.bytes
    } catch {
      throw LockError("\(error)", place: SourcePlace(path: lock.path, line: 1, column: 1))
    }
  }
}
