/// The SHA-1 of a sequence of bytes, which ends every pack.
///
/// It finds damage on the way, nothing more: what an object is called, and whether it may be called so,
/// is git's to find out. FIPS 180-4, section 6.1.
struct SHA1 {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
  )

  /// The digest of `bytes`: 20 bytes.
  static func digest(of bytes: [UInt8]) -> [UInt8] {
    var hash = SHA1()
    let whole = bytes.count / 64 * 64
    var schedule = [UInt32](repeating: 0, count: 80)
    bytes.withUnsafeBytes { all in
      for start in stride(from: 0, to: whole, by: 64) { hash.take(all, start, &schedule) }
    }
    var end = Array(bytes[whole...])
    end.append(0x80)
    while end.count % 64 != 56 { end.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      end.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    end.withUnsafeBytes { all in
      for start in stride(from: 0, to: end.count, by: 64) { hash.take(all, start, &schedule) }
    }
    let (a, b, c, d, e) = hash.state
    return [a, b, c, d, e].flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  /// Takes in the 64 bytes that begin at `start`.
  private mutating func take(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ schedule: inout [UInt32]
  ) {
    var (a, b, c, d, e) = state
    schedule.withUnsafeMutableBufferPointer { words in
      for index in 0..<16 {
        words[index] = UInt32(
          bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
      }
      for index in 16..<80 {
        words[index] = Self.rotated(
          words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], by: 1)
      }
      for index in 0..<80 {
        let (mixed, constant): (UInt32, UInt32) =
          switch index {
          case 0..<20: ((b & c) | (~b & d), 0x5a82_7999)
          case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
          case 40..<60: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
          default: (b ^ c ^ d, 0xca62_c1d6)
          }
        let next = Self.rotated(a, by: 5) &+ mixed &+ e &+ constant &+ words[index]
        (a, b, c, d, e) = (next, a, Self.rotated(b, by: 30), c, d)
      }
    }
    state.0 &+= a
    state.1 &+= b
    state.2 &+= c
    state.3 &+= d
    state.4 &+= e
  }

  private static func rotated(_ word: UInt32, by count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
