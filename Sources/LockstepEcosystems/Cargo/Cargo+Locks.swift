extension Cargo {
  package func lockedVersions(
    of package: String, in lock: [UInt8], path: String
  ) throws(LockError) -> [LockedPackage] {
    try CargoLockFile.entries(named: package, in: lock, path: path)
  }
}
