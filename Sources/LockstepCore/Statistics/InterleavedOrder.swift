/// The order in which the sides of a comparison are measured: in blocks, each in an order of its own.
///
/// A block measures every side once, next to each other in time, so that a machine that grows slower
/// over the minutes does so for both members of a pair; and who goes first is decided by chance, so
/// that no side always finds the warm cache.
public struct InterleavedOrder: Hashable, Sendable {
  /// What is measured.
  public enum Side: String, Hashable, Sendable, Codable, CaseIterable {
    /// The last release.
    case baseline
    /// What is to be released.
    case candidate
    /// The last release once more, to see whether the machine is quiet.
    case control
  }

  private var generator: SplitMix64
  private let sides: [Side]

  /// Starts the order that belongs to `seed`, over `sides`.
  public init(seed: UInt64, sides: [Side] = Side.allCases) {
    generator = SplitMix64(seed: seed)
    self.sides = sides
  }

  /// The next block: every side once, each order with the same probability (Fisher–Yates).
  public mutating func nextBlock() -> [Side] {
    var block = sides
    for last in block.indices.dropFirst().reversed() {
      block.swapAt(last, generator.next(below: last + 1))
    }
    return block
  }
}
