package import LockstepSystem

/// Folders that exist while something is tried.
package enum Scratch {
  /// Makes an empty folder in the cache, hands it to `body` and removes it, whatever happens; those
  /// that a killed process left go too.
  package static func withFolder<Result: Sendable>(
    in host: Host, name: String, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    try await ScratchFolder.with(
      in: Files.join(host.cacheDirectory, "scratch"), name: "\(name)-\(host.identifiers())", body)
  }
}
