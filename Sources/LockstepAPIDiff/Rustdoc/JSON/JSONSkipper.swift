/// Finds the end of an object or array without looking at what is in it.
enum JSONSkipper {
  /// The offset behind the container that begins at `start`; `nil` where the bytes end first.
  ///
  /// Brackets of both kinds are counted together: what rustdoc wrote is trusted to be JSON, and a
  /// document that is not fails where it is read.
  static func endOfContainer(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { buffer in
      var at = start
      var depth = 0
      let count = buffer.count
      while at < count {
        switch buffer[at] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0 { return at + 1 }
        case UInt8(ascii: "\""):
          at = endOfString(in: buffer, from: at + 1)
        default:
          break
        }
        at += 1
      }
      return nil
    }
  }

  /// The offset of the quote that closes the string whose text begins at `start`, or the end of the
  /// bytes.
  private static func endOfString(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    let count = buffer.count
    let raw = UnsafeRawBufferPointer(buffer)
    while at < count {
      // Eight bytes at once while none of them is a quote or a backslash; documentation is long.
      while at + 8 <= count {
        let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        if mayHold(word, UInt8(ascii: "\"")) || mayHold(word, UInt8(ascii: "\\")) { break }
        at += 8
      }
      let stop = min(at + 8, count)
      while at < stop {
        let byte = buffer[at]
        if byte == UInt8(ascii: "\"") { return at }
        at += byte == UInt8(ascii: "\\") ? 2 : 1
      }
    }
    return count
  }

  /// Whether one of the eight bytes is `byte`: the bytes that are become zero, and only a zero byte
  /// borrows into its high bit.
  private static func mayHold(_ word: UInt64, _ byte: UInt8) -> Bool {
    let different = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    return (different &- 0x0101_0101_0101_0101) & ~different & 0x8080_8080_8080_8080 != 0
  }
}
