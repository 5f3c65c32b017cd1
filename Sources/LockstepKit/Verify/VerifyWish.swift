internal import LockstepCore
package import LockstepFleet
package import LockstepSystem
package import LockstepVerification

/// What somebody wants verified.
package struct VerifyWish: Sendable {
  /// The side that is verified; the tip of the remote's branch where it is `nil`.
  package var candidate: String?
  /// What it is compared with; the last release where it is `nil`.
  package var baseline: String?
  /// The line's branch.
  package var branch: String?
  /// The gates to run; all that are configured where it is empty.
  package var gates: [Configuration.Gate]
  /// Gates that hold nothing up this time, and why.
  package var overrides: Overrides
  /// A coverage report that was made elsewhere, as an absolute path.
  package var coverageReport: String?
  /// A folder with advisories, as an absolute path.
  package var advisories: String?
  /// What benchmarks count.
  package var measure: BenchmarkMeasure
  /// The most pairs of measurements that a benchmark gets.
  package var pairs: Int
  package var sandbox: Sandbox.Policy
  /// Whether the evidence goes to the ledger.
  package var records: Bool

  package init(
    candidate: String? = nil, baseline: String? = nil, branch: String? = nil,
    gates: [Configuration.Gate] = [], overrides: Overrides = Overrides(),
    coverageReport: String? = nil, advisories: String? = nil, measure: BenchmarkMeasure = .time,
    pairs: Int = 40, sandbox: Sandbox.Policy = .auto, records: Bool = true
  ) {
    self.candidate = candidate
    self.baseline = baseline
    self.branch = branch
    self.gates = gates
    self.overrides = overrides
    self.coverageReport = coverageReport
    self.advisories = advisories
    self.measure = measure
    self.pairs = pairs
    self.sandbox = sandbox
    self.records = records
  }

  /// Gates that are overridden, all for one reason.
  package struct Overrides: Hashable, Sendable {
    package let gates: [Configuration.Gate]
    package let reason: String

    /// Overrides nothing.
    package init() {
      gates = []
      reason = ""
    }

    /// Overrides `gates`; who does that owes a reason.
    package init(_ gates: [Configuration.Gate], because reason: String?) throws {
      self.gates = gates
      self.reason = try VerifyWish.waiver(of: !gates.isEmpty, because: reason) ?? ""
    }
  }

  /// Why something holds nothing up, in one line; `nil` where nothing was overridden.
  ///
  /// - Throws: A mistake of usage where there is an override without a reason, or a reason without one.
  package static func waiver(of isOverridden: Bool, because reason: String?) throws -> String? {
    let reason = (reason ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard isOverridden || reason.isEmpty else {
      throw ExplainedFailure(
        "a reason is given, and no gate is overridden",
        hints: ["say `--override GATE --because \"…\"`"], exitStatus: .usage)
    }
    guard !isOverridden || !reason.isEmpty else {
      throw ExplainedFailure(
        "a gate cannot be overridden without a reason",
        why: ["the reason goes into the record, with the name of whoever gave it"],
        hints: ["say `--because \"…\"`"], exitStatus: .usage)
    }
    return isOverridden ? reason : nil
  }
}

extension VerifyWish {
  /// Reads a gate's name from the command line.
  package static func gate(named text: String) throws -> Configuration.Gate {
    if let gate = Configuration.Gate(rawValue: text) { return gate }
    let names = Configuration.Gate.allCases.map(\.rawValue)
    if text == "fleet" {
      throw ExplainedFailure(
        "the fleet run is no gate", why: ["it is a run of its own"],
        hints: ["say `--fleet` too: `lockstep verify --fleet --override fleet --because \"…\"`"],
        exitStatus: .usage)
    }
    throw ExplainedFailure(
      "there is no gate `\(text)`", why: ["the gates are \(names.joined(separator: ", "))"],
      hints: nearest(to: text, among: names).map { ["did you mean `\($0)`?"] } ?? [],
      exitStatus: .usage)
  }
}
