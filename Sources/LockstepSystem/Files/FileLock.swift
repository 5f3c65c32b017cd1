#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A lock between processes, on a file that stays where it is (`flock`, exclusive).
///
/// The operating system releases it when its holder ends, however that happens.
package struct FileLock: Hashable, Sendable {
  /// The file; it is created when missing.
  package var path: String

  /// Names the lock file at `path`.
  package init(path: String) {
    self.path = path
  }

  /// Runs `body` while holding the lock; waits for it at most `timeout`.
  package func whileHeld<Result>(
    timeout: Duration, _ body: () async throws -> Result
  ) async throws -> Result {
    let descriptor = SystemCall.retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw FileError("lock", path) }
    defer { _ = close(descriptor) }
    let deadline = ContinuousClock.now.advanced(by: timeout)
    while SystemCall.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
      guard SystemCall.lastError == EWOULDBLOCK else { throw FileError("lock", path) }
      guard ContinuousClock.now < deadline else {
        throw FileError(action: "lock", path: path, reason: "another process keeps it locked")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    return try await body()
  }
}
