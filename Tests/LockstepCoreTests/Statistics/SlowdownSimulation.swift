@testable import LockstepCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Runs the benchmark gate many times on made-up machines whose true slowdown is known.
///
/// Each block measures baseline, candidate and control once; every measurement is the side's true cost
/// times the noise. No clock is read: the seed decides everything.
struct SlowdownSimulation: Hashable, Sendable {
  /// How measurements scatter; the logarithm of the noise factor is drawn from it.
  enum Noise: String, CaseIterable {
    /// Normally distributed logarithms.
    case lognormal = "log-normal"
    /// Student's t with two degrees of freedom, whose variance is infinite.
    case heavy = "heavy tails"

    func draw(_ generator: inout SplitMix64) -> Double {
      switch self {
      case .lognormal:
        // Box and Muller.
        let radius = (-2 * log(generator.nextUnit())).squareRoot()
        return radius * cos(2 * .pi * generator.nextUnit())
      case .heavy:
        let unit = generator.nextUnit()
        return (2 * unit - 1) / (2 * unit * (1 - unit)).squareRoot()
      }
    }
  }

  var noise: Noise
  /// The scale of the noise, in per cent.
  var scatter: Int
  /// How much slower the candidate truly is, in per cent.
  var slowdown: Int

  /// How often each answer came, and how many pairs it took.
  struct Rates: Hashable, Sendable {
    var trials = 0
    var passed = 0
    var failed = 0
    var pairs = 0

    func perCent(_ count: Int) -> Double { Double(count * 100) / Double(max(1, trials)) }
  }

  static let all: [SlowdownSimulation] = Noise.allCases.flatMap { noise in
    [2, 5, 10, 20].flatMap { scatter in
      [0, 5, 9, 11, 15, 30].map {
        SlowdownSimulation(noise: noise, scatter: scatter, slowdown: $0)
      }
    }
  }

  func rates(of test: PairedTest, trials: Int) -> Rates {
    var rates = Rates(trials: trials)
    let scale = Double(scatter) / 100
    let shift = log1p(Double(slowdown) / 100)
    for trial in 0..<trials {
      var generator = SplitMix64(seed: UInt64(scatter * 1000 + slowdown) << 32 | UInt64(trial))
      var differences: [Double] = []
      var control: [Double] = []
      for look in test.looks {
        while differences.count < look.pairs {
          let baseline = scale * noise.draw(&generator)
          differences.append(shift + scale * noise.draw(&generator) - baseline)
          control.append(scale * noise.draw(&generator) - baseline)
        }
        let outcome = test.standing(of: differences, control: control).outcome
        if outcome == .passed { rates.passed += 1 }
        if outcome == .failed { rates.failed += 1 }
        if outcome != .inconclusive { break }
      }
      rates.pairs += differences.count
    }
    return rates
  }

  /// The row of the table in `docs/statistics.md`.
  func row(_ rates: Rates) -> String {
    let cells =
      [noise.rawValue, "\(scatter) %", "\(slowdown) %"]
      + [rates.passed, rates.failed, trials(inconclusiveIn: rates)].map {
        Self.decimal(rates.perCent($0)) + " %"
      } + [Self.decimal(Double(rates.pairs) / Double(max(1, rates.trials)))]
    return "| \(cells.joined(separator: " | ")) |"
  }

  private func trials(inconclusiveIn rates: Rates) -> Int {
    rates.trials - rates.passed - rates.failed
  }

  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
