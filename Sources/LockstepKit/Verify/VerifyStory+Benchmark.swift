internal import LockstepCore
internal import LockstepSystem
internal import LockstepVerification

extension VerifyStory {
  /// Compares one benchmark of two sides, both built here.
  ///
  /// - Parameters:
  ///   - limit: How much slower, in per cent, it may be.
  ///   - again: Measures in another order than the first time.
  func reading(
    of benchmark: String, with candidate: FoundationSide, against baseline: FoundationSide,
    limit: Double, again: Bool
  ) async throws -> BenchmarkGate.Reading {
    let seed = Self.seed(of: candidate)
    let settings = benchmarkSettings(limit: limit, seed: again ? ~seed : seed)
    return try await changes.withCheckout(of: candidate) { top in
      let after = try await ground(of: candidate, in: top, role: .candidate)
      return try await changes.withCheckout(of: baseline) { top in
        let before = try await ground(of: baseline, in: top, role: .baseline)
        return try await measuring(after, against: before, settings) {
          try await $0.reading(of: benchmark)
        } ?? .unknown("nothing is released")
      }
    }
  }
}
