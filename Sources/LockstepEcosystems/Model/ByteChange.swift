/// What differs between two texts, cut at whole words so that it reads well.
struct ByteChange: Hashable {
  /// The text that is gone.
  let removed: String
  /// The text that is new.
  let added: String

  /// Compares the texts from both ends; the middle that differs is widened to the value it is in.
  init(from old: [UInt8], to new: [UInt8]) {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var tail = 0
    while tail < old.count - start, tail < new.count - start,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    { tail += 1 }
    while start > 0, !Self.isBoundary(old[start - 1]) { start -= 1 }
    while tail > 0, !Self.isBoundary(old[old.count - tail]) { tail -= 1 }
    removed = String(decoding: old[start..<(old.count - tail)], as: UTF8.self)
    added = String(decoding: new[start..<(new.count - tail)], as: UTF8.self)
  }

  private static func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "#"):
      true
    default: false
    }
  }
}
