/// What the fleet run says of one dependent.
package struct FleetOutcome: Codable, Hashable, Sendable {
  /// The seven answers. Only ``regressed`` speaks against the candidate.
  package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// It builds and passes its tests with the candidate.
    case passed
    /// Something that was well with the baseline is broken with the candidate, twice.
    case regressed
    /// What was broken with the baseline is well with the candidate.
    case fixed
    /// It was broken with the baseline already, and nothing new broke.
    case brokenBefore = "broken-before"
    /// Something came and went without a change.
    case flaky
    /// It was not run, for the reason given.
    case skipped
    /// Nothing was learnt, for the reason given.
    case unknown
  }

  package var kind: Kind
  package var reason: String
  /// Errors of the compiler that the candidate brings.
  package var newErrors: [FailedCompile]
  /// Tests that the candidate makes fail.
  package var failedTests: [TestName]
  /// Tests that failed before and pass now.
  package var fixedTests: [TestName]
  /// Tests that flipped between two runs of one side.
  package var flakyTests: [TestName]
  /// How many failures the baseline had.
  package var failuresBefore: Int
  /// Whether everything compiled with the candidate; `nil` where that was not seen.
  package var compiles: Bool?
  /// What all runs of this dependent took, in seconds.
  package var seconds: Double
  /// What the run of each side that counts took, in seconds; `nil` where there was none.
  package var baselineSeconds: Double?
  package var candidateSeconds: Double?
  /// Where what the tools printed is kept: the candidate's last run.
  package var log: String?

  package init(
    _ kind: Kind, reason: String, newErrors: [FailedCompile] = [], failedTests: [TestName] = [],
    fixedTests: [TestName] = [], flakyTests: [TestName] = [], failuresBefore: Int = 0,
    compiles: Bool? = nil, seconds: Double = 0, baselineSeconds: Double? = nil,
    candidateSeconds: Double? = nil, log: String? = nil
  ) {
    self.kind = kind
    self.reason = reason
    self.newErrors = newErrors
    self.failedTests = failedTests
    self.fixedTests = fixedTests
    self.flakyTests = flakyTests
    self.failuresBefore = failuresBefore
    self.compiles = compiles
    self.seconds = seconds
    self.baselineSeconds = baselineSeconds
    self.candidateSeconds = candidateSeconds
    self.log = log
  }
}
