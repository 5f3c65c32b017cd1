extension Surface {
  /// The first bytes of a stored surface; the last one is the version of this form.
  private static let mark = Array("surface".utf8) + [2]

  /// The surface in few bytes. What can be made from the rest is left out.
  package func stored() -> [UInt8] {
    var coder = SurfaceCoder()
    var copy = self
    // Writing has nothing to be damaged.
    try? copy.code(with: &coder)
    return Self.mark + Self.checksum(coder.bytes[...]) + coder.bytes
  }

  /// Reads a surface back; `nil` where the bytes are damaged, or of another version.
  package init?(stored bytes: [UInt8]) {
    let start = Self.mark.count + 8
    guard bytes.count > start, bytes.starts(with: Self.mark),
      Array(bytes[Self.mark.count..<start]) == Self.checksum(bytes[start...])
    else { return nil }
    var coder = SurfaceCoder(reading: bytes, at: start)
    self.init(crate: "")
    guard (try? code(with: &coder)) != nil, coder.isAtEnd else { return nil }
    for number in items.indices { items[number].id = ItemID(UInt32(number)) }
    indexPaths()
  }

  private mutating func code(with coder: inout SurfaceCoder) throws(SurfaceCoder.Damaged) {
    try coder.code(&crate)
    try coder.code(&package)
    try coder.code(&features)
    try coder.code(&target)
    try coder.code(&isNoStd)
    try coder.code(&formatVersion)
    let blank = RustItem(id: ItemID(0), name: "", kind: .module)
    try coder.code(&items, blank: blank) { (coder, it) throws(SurfaceCoder.Damaged) in
      try coder.code(&it)
    }
    try coder.code(&implementations, blank: RustImplementation(type: .inferred)) {
      (coder, it) throws(SurfaceCoder.Damaged) in
      try coder.code(&it)
    }
  }

  /// FNV-1a of 64 bits: guards against a torn file, not against malice; the cache is the user's own.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    bytes.withUnsafeBufferPointer { buffer in
      for byte in buffer { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
  }
}
