#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Hands bytes to a child without anybody who has to keep writing while the child reads.
///
/// Few bytes go into a pipe that holds them all, more into a file without a name. Neither can
/// stall, nor raise the signal that writing into a closed pipe raises.
enum InputFile {
  /// What a pipe holds at least on every system that this runs on: 16 KiB on macOS.
  private static let pipeCapacity = 16_384

  /// A descriptor that reads `bytes` and then the end; the caller owns it.
  static func holding(_ bytes: [UInt8]) throws(ProcessError) -> Int32 {
    bytes.count <= pipeCapacity ? try pipe(holding: bytes) : try file(holding: bytes)
  }

  private static func pipe(holding bytes: [UInt8]) throws(ProcessError) -> Int32 {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let made = Darwin.pipe(&ends)
    #elseif canImport(Glibc)
      let made = Glibc.pipe(&ends)
    #else
      let made = Musl.pipe(&ends)
    #endif
    guard made == 0 else { throw failure() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { _ = close(ends[1]) }
    try fill(ends[1], with: bytes, orClose: ends[0])
    return ends[0]
  }

  private static func file(holding bytes: [UInt8]) throws(ProcessError) -> Int32 {
    guard let (descriptor, path) = SystemCall.makeFile("/tmp/lockstep-input") else {
      throw failure()
    }
    _ = unlink(path)
    try fill(descriptor, with: bytes, orClose: descriptor)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      let error = failure()
      _ = close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Writes `bytes`; closes `owned` where that fails.
  static func fill(
    _ descriptor: Int32, with bytes: [UInt8], orClose owned: Int32
  ) throws(ProcessError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        SystemCall.retrying {
          write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        }
      }
      guard count > 0 else {
        let error = failure()
        _ = close(owned)
        throw error
      }
      written += count
    }
  }

  private static func failure() -> ProcessError {
    .notStarted(
      program: "program",
      reason: "its input could not be prepared: \(SystemCall.describe(SystemCall.lastError))")
  }
}
