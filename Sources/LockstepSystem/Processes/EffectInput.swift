#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The standard input of a child that changes the world: a file that is locked for as long as anybody
/// reads it.
///
/// The child's descriptor and ours are one open file, and its lock ends with the last of them: when the
/// child has ended, whether we are still there or not. What is left of a killed run is swept away by
/// whoever waits for the lock next.
struct EffectInput {
  /// The file, to be read from its beginning; it is handed to the child, and closed there.
  let descriptor: Int32
  private let path: String
  private let gate: Int32

  /// Writes and locks a new file in `folder`; `gate`, the lock file's own descriptor, is closed by
  /// ``discard()``.
  init(holding bytes: [UInt8], in folder: String, gate: Int32) throws {
    try Files.createDirectories(folder)
    guard let (descriptor, path) = SystemCall.makeFile("\(folder)/input") else {
      throw Self.failure(folder)
    }
    do {
      try InputFile.fill(descriptor, with: bytes, orClose: descriptor)
    } catch {
      _ = unlink(path)
      throw error
    }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      let failure = Self.failure(path)
      _ = close(descriptor)
      _ = unlink(path)
      throw failure
    }
    self.descriptor = descriptor
    self.path = path
    self.gate = gate
  }

  /// Removes the file once the child has ended.
  func discard() {
    _ = unlink(path)
    _ = close(gate)
  }

  /// Removes the inputs in `folder` that nobody reads any more; false where somebody still does.
  ///
  /// Only for whoever holds the lock file exclusively.
  static func sweep(_ folder: String) -> Bool {
    // A folder that cannot be listed holds no input that could have been made.
    guard let names = try? Files.list(folder) else { return true }
    var isFree = true
    for name in names {
      let path = "\(folder)/\(name)"
      let descriptor = SystemCall.retrying { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        _ = unlink(path)
      } else {
        isFree = false
      }
      _ = close(descriptor)
    }
    return isFree
  }

  private static func failure(_ path: String) -> ProcessError {
    .lockUnavailable(path: path, reason: SystemCall.describe(SystemCall.lastError))
  }
}
