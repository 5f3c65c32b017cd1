/// Finds the children of large tables by key in constant time.
///
/// One open-addressing table serves the whole document. It hashes with the standard library's
/// seeded hash, so nobody can prepare a document whose keys collide. Most searches are for keys
/// that are new; they are answered from one byte per slot, which stays in the processor's cache
/// where the entries would not.
struct KeyIndex: Sendable {
  /// From how many children on a table is indexed; below, comparing one by one is faster.
  static let threshold: Int32 = 12

  private struct Entry {
    let node: Int32
    let hash: UInt32
  }

  /// In the order of insertion, so that growing reads them one after the other.
  private var entries: [Entry] = []
  /// A part of the hash for each slot that is taken; 0 for a free one.
  private var tags: [UInt8] = []
  /// The entry in each slot that is taken.
  private var slots: [Int32] = []

  static func hash(parent: Int32, key: ArraySlice<UInt8>) -> UInt32 {
    var hasher = Hasher()
    hasher.combine(parent)
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }

  mutating func insert(_ node: Int32, hash: UInt32) {
    if entries.count * 4 >= slots.count * 3 { grow() }
    place(Int32(entries.count), hash: hash)
    entries.append(Entry(node: node, hash: hash))
  }

  /// Returns the first node under `hash` that `matches`.
  func find(hash: UInt32, where matches: (Int32) -> Bool) -> Int32? {
    guard !slots.isEmpty else { return nil }
    let tag = Self.tag(hash)
    var position = Int(hash) & (slots.count - 1)
    while tags[position] != 0 {
      if tags[position] == tag {
        let entry = entries[Int(slots[position])]
        if entry.hash == hash && matches(entry.node) { return entry.node }
      }
      position = (position + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The hash's highest bits, because its lowest ones choose the slot.
  private static func tag(_ hash: UInt32) -> UInt8 { UInt8(hash >> 24) | 1 }

  private mutating func grow() {
    let count = max(64, slots.count * 4)
    tags = Array(repeating: 0, count: count)
    slots = Array(repeating: 0, count: count)
    for number in entries.indices { place(Int32(number), hash: entries[number].hash) }
  }

  private mutating func place(_ entry: Int32, hash: UInt32) {
    var position = Int(hash) & (slots.count - 1)
    while tags[position] != 0 { position = (position + 1) & (slots.count - 1) }
    tags[position] = Self.tag(hash)
    slots[position] = entry
  }
}
