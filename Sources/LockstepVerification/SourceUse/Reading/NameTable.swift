/// Numbers for the names of one package's sources, so that names are compared as numbers.
struct NameTable {
  private var bytes: [UInt8] = []
  private var starts: [UInt32] = [0]
  /// Open addressing: the number of a name, plus one.
  private var slots: [UInt32]
  private var used = 0

  /// A table with the keywords in it.
  init() {
    slots = Array(repeating: 0, count: 1 << 12)
    for word in Keyword.allCases {
      let number = self.number(of: word.spelling)
      assert(number == word.rawValue)
    }
  }

  /// How many symbols there are, marks included: every name's number is less.
  var count: Int { used + Int(RustSymbol.firstName) }

  /// The number of a name, which is given one where it is new.
  mutating func number(of name: String) -> UInt32 {
    var name = name
    return name.withUTF8 { number(of: $0) }
  }

  /// The number of a name that may never have occurred.
  func known(_ name: String) -> UInt32? {
    var name = name
    return name.withUTF8 { text in
      let slot = self.slot(of: text, hash: Self.hash(text))
      return slots[slot] == 0 ? nil : slots[slot] - 1 + RustSymbol.firstName
    }
  }

  /// The number of a name that is given as bytes.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    number(of: text, hash: Self.hash(text))
  }

  /// The same, where the hash is known already.
  mutating func number(of text: UnsafeBufferPointer<UInt8>, hash: UInt32) -> UInt32 {
    let slot = slot(of: text, hash: hash)
    if slots[slot] != 0 { return slots[slot] - 1 + RustSymbol.firstName }
    bytes.append(contentsOf: text)
    starts.append(UInt32(truncatingIfNeeded: bytes.count))
    used += 1
    slots[slot] = UInt32(used)
    if used * 2 > slots.count { grow() }
    return UInt32(used) - 1 + RustSymbol.firstName
  }

  /// The name behind a number.
  func text(_ number: UInt32) -> String {
    guard number >= RustSymbol.firstName, number - RustSymbol.firstName < used else { return "" }
    let index = Int(number - RustSymbol.firstName)
    return String(decoding: bytes[Int(starts[index])..<Int(starts[index + 1])], as: UTF8.self)
  }

  /// The beginning of the hash of a name; ``step(_:_:)`` takes in each byte.
  static let seed: UInt32 = 0x811c_9dc5

  @inline(__always)
  static func step(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 0x0100_0193
  }

  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    text.reduce(seed, step)
  }

  private func slot(of text: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int((hash ^ (hash >> 15)) & UInt32(mask))
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      let range = Int(starts[index])..<Int(starts[index + 1])
      if range.count == text.count, bytes[range].elementsEqual(text) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry != 0 {
      let index = Int(entry - 1)
      var hash = Self.seed
      for byte in bytes[Int(starts[index])..<Int(starts[index + 1])] {
        hash = Self.step(hash, byte)
      }
      var slot = Int((hash ^ (hash >> 15)) & UInt32(mask))
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }
}
