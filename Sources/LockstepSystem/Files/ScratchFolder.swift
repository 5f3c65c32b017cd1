/// Folders that exist while something is tried in them.
///
/// A process that is killed cannot tidy up. So each folder has a lock beside it that the operating
/// system releases with its holder, and whoever makes the next folder removes those that nobody holds
/// any more.
package enum ScratchFolder {
  private static let lockEnding = ".lock"

  /// Makes the empty folder `name` in `directory`, hands it to `body` and removes it, whatever happens.
  ///
  /// `name` must not be in use; what `body` throws is thrown on.
  package static func with<Result: Sendable>(
    in directory: String, name: String, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    try Files.createDirectories(directory)
    await sweep(directory)
    let folder = "\(directory)/\(name)"
    let lock = FileLock(path: folder + lockEnding)
    return try await lock.whileHeld(timeout: .seconds(5)) {
      let result: Swift.Result<Result, any Error>
      do {
        try Files.createDirectories(folder)
        result = .success(try await body(folder))
      } catch {
        result = .failure(error)
      }
      try Files.remove(folder)
      try Files.remove(lock.path)
      return try result.get()
    }
  }

  /// Removes the folders of processes that are gone.
  private static func sweep(_ directory: String) async {
    // A convenience: what cannot be removed now is tried again by the next one.
    let names = (try? Files.list(directory)) ?? []
    for name in names where name.hasSuffix(lockEnding) {
      let lock = FileLock(path: "\(directory)/\(name)")
      try? await lock.whileHeld(timeout: .zero) {
        try Files.remove("\(directory)/\(name.dropLast(lockEnding.count))")
        try Files.remove(lock.path)
      }
    }
  }
}
