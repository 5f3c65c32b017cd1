#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What this machine has.
package enum Machine {
  /// The processors that may be used.
  package static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// The bytes of memory that could be had now; `nil` where the system does not say.
  package static var freeMemory: Int64? {
    guard let bytes = try? Files.read("/proc/meminfo", limit: 1 << 20) else { return nil }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix("MemAvailable:")
    }
    let number = line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) }
    return number.map { $0 * 1024 }
  }
}
