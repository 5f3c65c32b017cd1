/// Finds the children of large tables by key in constant time.
///
/// One open-addressing table serves the whole document. It hashes with the standard library's
/// seeded hash, so nobody can prepare a document whose keys collide.
struct KeyIndex: Sendable {
  /// From how many children on a table is indexed; below, comparing one by one is faster.
  static let threshold: Int32 = 12

  private struct Slot {
    var node: Int32 = -1
    var hash: UInt32 = 0
  }

  private var slots: [Slot] = []
  private var used = 0

  static func hash(parent: Int32, key: ArraySlice<UInt8>) -> UInt32 {
    var hasher = Hasher()
    hasher.combine(parent)
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }

  mutating func insert(_ node: Int32, hash: UInt32) {
    if used * 2 >= slots.count { grow() }
    place(Slot(node: node, hash: hash))
    used += 1
  }

  /// Returns the first node under `hash` that `matches`.
  func find(hash: UInt32, where matches: (Int32) -> Bool) -> Int32? {
    guard !slots.isEmpty else { return nil }
    var position = Int(hash) & (slots.count - 1)
    while slots[position].node >= 0 {
      if slots[position].hash == hash && matches(slots[position].node) {
        return slots[position].node
      }
      position = (position + 1) & (slots.count - 1)
    }
    return nil
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: max(64, old.count * 2))
    for slot in old where slot.node >= 0 { place(slot) }
  }

  private mutating func place(_ slot: Slot) {
    var position = Int(slot.hash) & (slots.count - 1)
    while slots[position].node >= 0 { position = (position + 1) & (slots.count - 1) }
    slots[position] = slot
  }
}
