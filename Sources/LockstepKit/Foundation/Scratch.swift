package import LockstepSystem

/// Folders that exist while something is tried.
package enum Scratch {
  /// Makes an empty folder in the cache, hands it to `body` and removes it, whatever happens.
  package static func withFolder<Result: Sendable>(
    in host: Host, name: String, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    let folder = Files.join(host.cacheDirectory, "scratch/\(name)-\(host.identifiers())")
    try Files.createDirectories(folder)
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body(folder))
    } catch {
      result = .failure(error)
    }
    try Files.remove(folder)
    return try result.get()
  }
}
