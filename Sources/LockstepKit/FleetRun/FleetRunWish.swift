internal import LockstepCore
package import LockstepSystem

/// What the user asks of a fleet run.
package struct FleetRunWish: Sendable {
  /// The two sides; the last release and the tip of the remote's branch where they are `nil`.
  package var baseline: String?
  package var candidate: String?
  /// The line's branch, where several are released.
  package var branch: String?
  /// The dependents to run; all of them where it is empty.
  package var dependents: [String]
  package var sandbox: Sandbox.Policy
  /// How many dependents are run at once; as many as the machine holds where it is `nil`.
  package var jobs: Int?
  /// How long the build and the tests of one side of one dependent may take.
  package var time: Duration
  /// How much memory each of its processes may take; no bound where it is `nil`.
  package var memory: Int?
  /// Whether the rest is skipped once one has regressed.
  package var failsFast: Bool
  /// Whether outcomes that are known are found out again.
  package var again: Bool
  /// Why regressed ones hold nothing up this time; `nil` where they do.
  package var waiver: String?
  /// What is fixed already, where this is a part of a run on several machines; then nothing of it is
  /// found out here.
  package var agreed: FleetRunAgreement?

  package init(
    baseline: String? = nil, candidate: String? = nil, branch: String? = nil,
    dependents: [String] = [], sandbox: Sandbox.Policy = .auto, jobs: Int? = nil,
    time: Duration = .seconds(1800), memory: Int? = nil, failsFast: Bool = false,
    again: Bool = false, waiver: String? = nil, agreed: FleetRunAgreement? = nil
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.branch = branch
    self.dependents = dependents
    self.sandbox = sandbox
    self.jobs = jobs
    self.time = time
    self.memory = memory
    self.failsFast = failsFast
    self.again = again
    self.waiver = waiver
    self.agreed = agreed
  }
}
