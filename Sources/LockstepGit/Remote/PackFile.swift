/// Objects in git's format for sending them, each one whole.
///
/// Nothing is compressed: a pack made here goes to a repository on the same machine, which stores the
/// objects in its own way. Format: `gitformat-pack`; zlib's stored blocks: RFC 1950 and 1951.
enum PackFile {
  /// The bytes of a pack with `objects`.
  static func holding(_ objects: [ObjectContent]) -> [UInt8] {
    var bytes = Array("PACK".utf8)
    bytes.reserveCapacity(objects.reduce(64) { $0 + $1.bytes.count + 64 })
    append(2, to: &bytes)
    append(UInt32(truncatingIfNeeded: objects.count), to: &bytes)
    for object in objects {
      append(header: object, to: &bytes)
      append(stored: object.bytes, to: &bytes)
    }
    bytes += SHA1.digest(of: bytes)
    return bytes
  }

  /// The kind and the size: four bits of the size in the first byte, seven in each of the others.
  private static func append(header object: ObjectContent, to bytes: inout [UInt8]) {
    let kind: UInt8 =
      switch object.kind {
      case .commit: 1
      case .tree: 2
      case .blob: 3
      case .tag: 4
      }
    var rest = object.bytes.count >> 4
    bytes.append(
      kind << 4 | UInt8(truncatingIfNeeded: object.bytes.count & 15) | (rest > 0 ? 0x80 : 0))
    while rest > 0 {
      bytes.append(UInt8(truncatingIfNeeded: rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
      rest >>= 7
    }
  }

  /// A zlib stream that holds `content` as it is, in blocks of at most 65,535 bytes.
  private static func append(stored content: [UInt8], to bytes: inout [UInt8]) {
    bytes += [0x78, 0x01]
    var start = 0
    repeat {
      let count = min(content.count - start, 0xffff)
      bytes.append(start + count == content.count ? 1 : 0)
      for value in [count, count ^ 0xffff] {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
      }
      bytes += content[start..<(start + count)]
      start += count
    } while start < content.count
    append(adler32(of: content), to: &bytes)
  }

  private static func adler32(of content: [UInt8]) -> UInt32 {
    var low: UInt32 = 1
    var high: UInt32 = 0
    var start = 0
    while start < content.count {
      // So many bytes cannot carry the sums past 32 bits.
      let end = min(start + 5_552, content.count)
      for byte in content[start..<end] {
        low &+= UInt32(byte)
        high &+= low
      }
      low %= 65_521
      high %= 65_521
      start = end
    }
    return high << 16 | low
  }

  private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}
