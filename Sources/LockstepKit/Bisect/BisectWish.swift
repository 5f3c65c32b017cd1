package import LockstepSystem
package import LockstepVerification

/// What somebody wants bisected.
package struct BisectWish: Sendable {
  /// The dependents whose builds and tests decide; those that the ledger calls broken by the bad version
  /// where it is empty.
  package var dependents: [String]
  /// The one test that counts; whatever the bad version breaks where it is `nil`.
  package var test: String?
  /// The good end, a version or a revision; the last release before the bad end where it is `nil`.
  package var good: String?
  /// The bad end; the version that was taken back last, else the last release, where it is `nil`.
  package var bad: String?
  /// The line's branch, where several are released.
  package var branch: String?
  package var sandbox: Sandbox.Policy
  /// How long one build with its tests may take.
  package var time: Duration
  /// How much memory each process may take, in bytes; no bound where it is `nil`.
  package var memory: Int?
  /// Whether the ledger gets what was found.
  package var records: Bool
  /// The benchmark that decides instead of dependents.
  package var benchmark: Benchmark?

  /// A benchmark as the oracle.
  package struct Benchmark: Hashable, Sendable {
    /// Its name, as it prints it.
    package var name: String
    /// How much slower, in per cent, is bad; the gate's limit where it is `nil`.
    package var threshold: Double?
    package var measure: BenchmarkMeasure
    /// The most pairs that are taken of one commit.
    package var pairs: Int

    package init(
      name: String, threshold: Double? = nil, measure: BenchmarkMeasure = .time, pairs: Int = 40
    ) {
      self.name = name
      self.threshold = threshold
      self.measure = measure
      self.pairs = pairs
    }
  }

  package init(
    dependents: [String] = [], test: String? = nil, good: String? = nil, bad: String? = nil,
    branch: String? = nil, sandbox: Sandbox.Policy = .auto, time: Duration = .seconds(1_800),
    memory: Int? = nil, records: Bool = true, benchmark: Benchmark? = nil
  ) {
    self.dependents = dependents
    self.test = test
    self.good = good
    self.bad = bad
    self.branch = branch
    self.sandbox = sandbox
    self.time = time
    self.memory = memory
    self.records = records
    self.benchmark = benchmark
  }
}
