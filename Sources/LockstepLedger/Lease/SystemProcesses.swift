#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks the system about processes: `/proc` on Linux, `sysctl` on Darwin.
package enum SystemProcesses {
  static func current() -> ProcessIdentity {
    let pid = Int64(getpid())
    return ProcessIdentity(
      machine: machine(), boot: boot(), namespace: namespace(), pid: pid,
      started: status(of: pid)?.started ?? "")
  }

  /// Only what is certain: a different boot of what looks like the same machine may be a clone of it,
  /// so it stays unknown.
  static func state(of process: ProcessIdentity) -> ProcessState {
    let here = boot()
    guard !here.isEmpty, process.boot == here, process.namespace == namespace(),
      let pid = Int32(exactly: process.pid), pid > 0
    else { return .unknown }
    // A process of another user is not to be signalled, but it exists: only ESRCH is a proof. It
    // holds where `/proc` hides the processes of others, too.
    if kill(pid, 0) != 0, errno == ESRCH { return .dead }
    guard let status = status(of: process.pid), !process.started.isEmpty else { return .unknown }
    if status.started != process.started { return .dead }
    return status.isZombie ? .dead : .alive
  }

  /// The id of this boot; empty where there is none to be had.
  private static func boot() -> String {
    #if os(Linux) || os(Android)
      return text(ofFile: "/proc/sys/kernel/random/boot_id")
    #elseif canImport(Darwin)
      return control("kern.bootsessionuuid")
    #else
      return ""
    #endif
  }

  /// The process namespace, `pid:[4026531836]`; empty where there is no such thing.
  private static func namespace() -> String {
    #if os(Linux) || os(Android)
      var buffer = [UInt8](repeating: 0, count: 256)
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          characters.baseAddress.map { readlink("/proc/self/ns/pid", $0, characters.count) } ?? -1
        }
      }
      return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : ""
    #else
      return ""
    #endif
  }

  /// A digest of what names this machine. It is published, so it must not be the id itself.
  private static func machine() -> String {
    #if canImport(Darwin)
      let id = control("kern.uuid")
    #else
      let id = text(ofFile: "/etc/machine-id")
    #endif
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "lockstep-lease\0\(id)\0\(hostName())".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The machine's name; `localhost` where it has none.
  package static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "localhost" : String(decoding: bytes, as: UTF8.self)
  }

  /// When a process started, and whether it is only waiting to be reaped; `nil` where unknown.
  private static func status(of pid: Int64) -> (started: String, isZombie: Bool)? {
    #if os(Linux) || os(Android)
      // "pid (name) state …": the name may hold anything, so the fields count from the last ")". The
      // state is the third field of proc(5), the start time the twenty-second.
      let line = text(ofFile: "/proc/\(pid)/stat")
      guard let end = line.lastIndex(of: ")") else { return nil }
      let fields = line[line.index(after: end)...].split(separator: " ")
      guard fields.count > 19 else { return nil }
      return (String(fields[19]), fields[0] == "Z" || fields[0] == "X")
    #else
      return nil
    #endif
  }

  /// The text of a small file of the system without its last line's end; empty where it cannot be
  /// read. These files say that their size is zero, so they are read to their end.
  private static func text(ofFile path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    var bytes: [UInt8] = []
    while bytes.count < 65536 {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes.append(contentsOf: buffer.prefix(count))
    }
    while let last = bytes.last, last == 0x0a || last == 0x20 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  #if canImport(Darwin)
    /// A text value of `sysctl`; empty where there is none.
    private static func control(_ name: String) -> String {
      var buffer = [CChar](repeating: 0, count: 256)
      var size = buffer.count
      guard sysctlbyname(name, &buffer, &size, nil, 0) == 0 else { return "" }
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  #endif
}
