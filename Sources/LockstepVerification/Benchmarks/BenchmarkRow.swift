import LockstepCore

/// One benchmark with what the test says about it, as reports show it.
struct BenchmarkRow: Hashable, Sendable {
  let series: BenchmarkSeries
  let judgement: PairedJudgement

  init(_ series: BenchmarkSeries, judgement: PairedJudgement) {
    self.series = series
    self.judgement = judgement
  }

  var verdict: Verdict {
    switch judgement.outcome {
    case .passed: .passed
    case .failed: .failed
    case .inconclusive:
      .inconclusive(because: "\(series.name): \(series.reason(for: judgement))")
    }
  }

  /// The row as one line of evidence.
  var line: String {
    guard let centre = judgement.centre else {
      return "\(series.name): inconclusive, \(series.reason(for: judgement))"
    }
    let bounds =
      "×\(Self.ratio(centre.ratio)) [\(Self.ratio(centre.lowerRatio)), "
      + "\(Self.ratio(centre.upperRatio))] of the baseline in \(counted(centre.pairs, "pair"))"
    switch judgement.outcome {
    case .passed, .failed: return "\(series.name): \(judgement.outcome.rawValue), \(bounds)"
    case .inconclusive:
      return "\(series.name): inconclusive, \(bounds); \(series.reason(for: judgement))"
    }
  }

  var json: JSONValue {
    func number(_ value: Double?) -> JSONValue {
      value.map { $0.isFinite ? .number($0) : .null } ?? .null
    }
    return [
      "name": .string(series.name), "unit": .string(series.unit),
      "outcome": .string(judgement.outcome.rawValue),
      "quiet": .boolean(judgement.isMachineQuiet),
      "pairs": .integer(Int64(judgement.centre?.pairs ?? 0)),
      "ratio": number(judgement.centre?.ratio), "lower": number(judgement.centre?.lowerRatio),
      "upper": number(judgement.centre?.upperRatio),
      "blocks": .array(
        series.blocks.map { block in
          [
            "baseline": number(block.baseline), "candidate": number(block.candidate),
            "control": number(block.control),
          ]
        }),
    ]
  }

  /// A ratio with three decimals; a bound that is not there is open.
  static func ratio(_ value: Double?) -> String {
    guard let value, value.isFinite, value < 1e9 else { return "…" }
    let thousandths = Int((value * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
