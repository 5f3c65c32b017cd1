/// The first pass over a text: everything that must hold for each byte, wherever it stands.
///
/// The grammar has no place for invalid UTF-8, for control characters other than tab, or for a
/// carriage return without a line feed, not even in comments and strings. Checking that first
/// leaves the parser with whole characters only, and lets it take 0 for the end of the text.
struct EncodingCheck {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private(set) var lineStarts: [UInt32] = [0]
  private(set) var failure: Refusal?

  init(_ bytes: [UInt8]) {
    guard bytes.count <= Int(Int32.max) else {
      failure = Refusal(0, "a document of less than 2 GiB", found: "\(bytes.count) bytes")
      return
    }
    lineStarts.reserveCapacity(bytes.count / 24 + 16)
    var at = 0
    let end = bytes.count
    while at < end {
      at = Self.skipPlain(bytes, at)
      guard at < end else { return }
      let byte = bytes[at]
      if byte == Byte.tab {
        at += 1
      } else if byte == Byte.lineFeed {
        at += 1
        lineStarts.append(UInt32(at))
      } else if byte == Byte.carriageReturn {
        guard at + 1 < end && bytes[at + 1] == Byte.lineFeed else {
          failure = Refusal(
            at, "a line feed after the carriage return", found: "a carriage return alone")
          return
        }
        at += 1
      } else if byte >= 0x80 {
        let length = Self.sequenceLength(bytes, at)
        guard length > 0 else {
          failure = Refusal(at, "UTF-8", found: "the byte 0x\(hex(byte))")
          return
        }
        at += length
      } else {
        failure = Refusal(
          at, "a printable character, tab or line break",
          found: "control character U+00\(hex(byte))")
        return
      }
    }
  }

  /// Returns the first position from `at` on that does not hold a printable ASCII character.
  private static func skipPlain(_ bytes: [UInt8], _ at: Int) -> Int {
    bytes.withUnsafeBytes { text in
      var at = at
      let low: UInt64 = 0x0101_0101_0101_0101
      let high = low << 7
      while at + 8 <= text.count {
        // Eight at once: a byte's high bit is set below if it is under 0x20, 0x7F, or not ASCII.
        let word = text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        let deletes = word ^ low &* 0x7F
        let isOdd = (word &- low &* 0x20) | (deletes &- low) & ~deletes | word
        if isOdd & high != 0 { break }
        at += 8
      }
      while at < text.count && text[at] >= 0x20 && text[at] < 0x7F { at += 1 }
      return at
    }
  }

  /// Returns how many bytes the well-formed sequence at `at` has (Unicode, table 3-7); 0 where it
  /// is overlong, a surrogate, out of range, cut off or no sequence at all.
  private static func sequenceLength(_ bytes: [UInt8], _ at: Int) -> Int {
    func follows(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      at + distance < bytes.count && range.contains(bytes[at + distance])
    }
    switch bytes[at] {
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }
}

/// Spells a byte as two hexadecimal digits.
func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count < 2 ? "0" + digits : digits
}
