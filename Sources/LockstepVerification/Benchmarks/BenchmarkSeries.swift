package import LockstepCore

/// The measurements of one benchmark on both sides, block by block.
package struct BenchmarkSeries: Hashable, Sendable, Codable {
  /// What one block measured; a side that gave no figure is absent.
  package struct Block: Hashable, Sendable, Codable {
    package var baseline: Double?
    package var candidate: Double?
    package var control: Double?

    package init(baseline: Double? = nil, candidate: Double? = nil, control: Double? = nil) {
      self.baseline = baseline
      self.candidate = candidate
      self.control = control
    }

    /// Takes in the cost that `side` had.
    mutating func take(_ cost: Double?, of side: InterleavedOrder.Side) {
      switch side {
      case .baseline: baseline = cost
      case .candidate: candidate = cost
      case .control: control = cost
      }
    }
  }

  package var name: String
  package var unit: String
  package var blocks: [Block]

  package init(name: String, unit: String, blocks: [Block] = []) {
    self.name = name
    self.unit = unit
    self.blocks = blocks
  }

  /// The blocks in which every side has a positive figure, as differences of logarithms.
  private var pairs: [(candidate: Double, control: Double)] {
    blocks.compactMap { block in
      guard let baseline = block.baseline, let candidate = block.candidate,
        let control = block.control,
        let difference = PairedTest.difference(baseline: baseline, candidate: candidate),
        let neutral = PairedTest.difference(baseline: baseline, candidate: control)
      else { return nil }
      return (difference, neutral)
    }
  }

  /// Judges what was measured so far.
  package func judged(by test: PairedTest) -> PairedJudgement {
    let pairs = pairs
    return test.judge(pairs.map(\.candidate), control: pairs.map(\.control))
  }

  /// Why nothing could be decided.
  func reason(for judgement: PairedJudgement) -> String {
    guard judgement.centre != nil, let least = judgement.centre?.pairs, least > 0 else {
      return "no block has a figure above zero on both sides"
    }
    if !judgement.isMachineQuiet {
      return "the machine is not quiet enough: the baseline differs from itself"
    }
    return "the bounds lie on both sides of the limit after \(counted(least, "pair"))"
  }
}
