/// A small generator of pseudo-random numbers whose sequence follows from its seed alone.
///
/// The algorithm is SplitMix64 (Steele, Lea and Flood, “Fast Splittable Pseudorandom Number
/// Generators”, 2014): a counter with a fixed odd step, and a mixing function over it. It decides the
/// order of measurements and drives simulations; it is not fit for secrets.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// Starts the sequence that belongs to `seed`.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// The next number in the open interval from 0 to 1, with 53 random bits.
  public mutating func nextUnit() -> Double {
    (Double(next() >> 11) + 0.5) * 0x1p-53
  }

  /// The next whole number below `bound`, each with the same probability.
  ///
  /// - Parameter bound: At least 1.
  public mutating func next(below bound: Int) -> Int {
    let bound = UInt64(max(1, bound))
    // What the last, incomplete run of `bound` values would favour is thrown away.
    let limit = UInt64.max - UInt64.max % bound
    while true {
      let bits = next()
      if bits < limit { return Int(bits % bound) }
    }
  }
}
