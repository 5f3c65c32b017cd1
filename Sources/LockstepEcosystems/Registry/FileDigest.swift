import Crypto
import LockstepCore
import LockstepSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The SHA-256 of files and bytes, in lower-case hexadecimal digits, as cargo's index writes it.
package enum FileDigest {
  package static func sha256(of bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  /// Reads a file in pieces, so that its size does not matter.
  package static func sha256(ofFile path: String) throws -> (checksum: String, size: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var hash = SHA256()
    var size = 0
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path, errno)
      }
      piece.withUnsafeBytes {
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
      size += count
    }
    return (hexadecimal(hash.finalize()), size)
  }

  /// Whether a text can be a SHA-256 in hexadecimal digits.
  package static func isChecksum(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func unreadable(_ path: String, _ code: Int32) -> ExplainedFailure {
    ExplainedFailure(
      "cannot read \(path)", why: [String(cString: strerror(code))], hints: [], place: nil)
  }
}
