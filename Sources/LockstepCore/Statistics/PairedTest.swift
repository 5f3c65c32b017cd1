#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The paired non-inferiority test: is the candidate slower than the baseline by more than is allowed?
///
/// The values are the logarithms of the ratio candidate / baseline, one for each pair. Their centre is
/// bounded exactly (``CentreEstimate``); the candidate *passed* where the upper bound lies below the
/// limit, *failed* where the lower bound lies above it; else the evidence decides nothing and more
/// pairs are taken. The test looks at fixed numbers of pairs and nowhere else, and each look gets an
/// equal share of the level, so that looking several times does not raise it. The first look that
/// decides counts.
public struct PairedTest: Hashable, Sendable {
  /// One number of pairs at which the test may decide.
  public struct Look: Hashable, Sendable {
    /// The number of pairs.
    public let pairs: Int
    /// How many Walsh averages may lie below the limit in a failed test; `nil`: it cannot fail here.
    let lowerRank: Int?
    /// How many Walsh averages may lie above the limit in a passed test; `nil`: it cannot pass here.
    let upperRank: Int?
    /// How many Walsh averages of the control may lie on the one side of zero on a restless machine.
    let guardRank: Int?
  }

  /// The least ratio that is too much, as its natural logarithm: ln 1.10 for ten per cent.
  public let limit: Double
  /// The greatest probability of a wrong `passed`, and that of a wrong `failed`.
  public let level: Double
  /// The looks, in their order.
  public let looks: [Look]
  /// Says whether the baseline against itself was neutral.
  let machine: MachineGuard

  /// Prepares the test.
  ///
  /// - Parameters:
  ///   - regression: The share by which the candidate may be slower: 0.1 for ten per cent.
  ///   - level: The greatest probability of each wrong decision.
  ///   - looks: The numbers of pairs at which it may decide.
  ///   - comparisons: How many such tests together decide one thing. All of them have to pass, so the
  ///     level of a wrong `passed` holds by itself; a single failure fails the whole, so the level of a
  ///     wrong `failed` is shared among them.
  public init(
    allowing regression: Double, level: Double = 0.05, looks: [Int] = [10, 20, 40],
    comparisons: Int = 1
  ) {
    limit = log1p(max(0, regression))
    let machine = MachineGuard(limit: limit)
    self.machine = machine
    self.level = level
    let counts = Set(looks.map { min($0, SignedRank.greatestCount) }.filter { $0 > 0 }).sorted()
    let share = level / Double(max(1, counts.count))
    self.looks = counts.map { count in
      let distribution = SignedRank(count: count)
      return Look(
        pairs: count,
        lowerRank: distribution.criticalValue(at: share / Double(max(1, comparisons))),
        upperRank: distribution.criticalValue(at: share),
        guardRank: distribution.criticalValue(at: machine.level))
    }
  }

  /// The difference that one pair of measurements gives.
  ///
  /// - Returns: `nil` where a measurement is not a positive finite number and so has no ratio.
  public static func difference(baseline: Double, candidate: Double) -> Double? {
    guard baseline > 0, candidate > 0, baseline.isFinite, candidate.isFinite else { return nil }
    let difference = log(candidate) - log(baseline)
    return difference.isFinite ? difference : nil
  }

  /// What the pairs say, and what that rests on.
  struct Standing: Hashable {
    var outcome: PairedJudgement.Outcome
    /// The last look that was reached, or the one that decided; `nil` before the first.
    var look: Look?
    var isMachineQuiet: Bool
  }

  /// Goes through the looks that are reached, up to the first that decides.
  func standing(of differences: [Double], control: [Double]) -> Standing {
    var standing = Standing(outcome: .inconclusive, look: nil, isMachineQuiet: true)
    for look in looks where look.pairs <= differences.count {
      standing.look = look
      standing.isMachineQuiet = machine.isNeutral(
        Array(control.prefix(look.pairs)), outside: look.guardRank)
      guard standing.isMachineQuiet else { continue }
      standing.outcome = decision(of: Array(differences.prefix(look.pairs)), at: look)
      if standing.outcome != .inconclusive { break }
    }
    return standing
  }

  /// Decides by exactly the differences of one look.
  private func decision(of differences: [Double], at look: Look) -> PairedJudgement.Outcome {
    let averages = WalshAverages(of: differences)
    if let rank = look.upperRank, averages.count(atLeast: limit) <= rank { return .passed }
    if let rank = look.lowerRank, averages.count(atMost: limit) <= rank { return .failed }
    return .inconclusive
  }

  /// Judges the pairs that were taken so far, in the order in which they were taken.
  ///
  /// - Parameters:
  ///   - differences: One for each pair (``difference(baseline:candidate:)``).
  ///   - control: The differences of the baseline against itself from the same blocks; empty where the
  ///     machine is not guarded. A look at which it is not neutral decides nothing.
  public func judge(_ differences: [Double], control: [Double] = []) -> PairedJudgement {
    let standing = standing(of: differences, control: control)
    let sample = Array(differences.prefix(standing.look?.pairs ?? differences.count))
    return PairedJudgement(
      outcome: standing.outcome, isMachineQuiet: standing.isMachineQuiet,
      centre: CentreEstimate(
        of: sample, lowerRank: standing.look?.lowerRank, upperRank: standing.look?.upperRank),
      nextLook: standing.outcome == .inconclusive
        ? looks.first { $0.pairs > differences.count }?.pairs : nil)
  }
}

/// What a paired test says about the pairs that were taken so far.
public struct PairedJudgement: Hashable, Sendable, Codable {
  /// The three answers.
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// The candidate is not slower than allowed.
    case passed
    /// The candidate is slower than allowed.
    case failed
    /// The evidence decides nothing.
    case inconclusive
  }

  /// The answer.
  public let outcome: Outcome
  /// Whether the baseline against itself was neutral at the last look.
  public let isMachineQuiet: Bool
  /// The centre of the differences at the look that the answer rests on; absent without any pair.
  public let centre: CentreEstimate?
  /// The number of pairs at which the next answer can be had; absent where this one is the last.
  public let nextLook: Int?
}

extension CentreEstimate {
  /// The estimate as a ratio candidate / baseline.
  public var ratio: Double { exp(estimate) }
  /// The lower bound as a ratio.
  public var lowerRatio: Double? { lower.map { exp($0) } }
  /// The upper bound as a ratio.
  public var upperRatio: Double? { upper.map { exp($0) } }
}
