#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the operating system said when a call of it failed.
enum SystemCall {
  /// The current value of `errno`.
  static var lastError: Int32 { errno }

  /// The text that the C library has for `code`, in its own words.
  static func describe(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Calls `body` again for as long as a signal interrupts it.
  static func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result {
    while true {
      let result = body()
      if result == -1, errno == EINTR { continue }
      return result
    }
  }
}

extension SystemCall {
  /// Makes a new file whose path begins with `prefix`, open for reading and writing and closed in
  /// children; `nil` where that fails, and ``lastError`` says why.
  static func makeFile(_ prefix: String) -> (descriptor: Int32, path: String)? {
    // `mkstemp` puts letters of its own in the place of the six marks.
    var template = Array("\(prefix)-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (descriptor, path)
  }

  static var noSpace: Int32 { ENOSPC }
  static var noPermission: Int32 { EACCES }
}
