package import LockstepCore

extension Configuration {
  /// One value for each class of release.
  package struct PerBump<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The value for a major release.
    package var major: Value
    /// The value for a minor release.
    package var minor: Value
    /// The value for a patch release.
    package var patch: Value

    /// Creates the three values.
    package init(major: Value, minor: Value, patch: Value) {
      self.major = major
      self.minor = minor
      self.patch = patch
    }

    /// The value for `bump`.
    package subscript(bump: Bump) -> Value {
      switch bump {
      case .major: major
      case .minor: minor
      case .patch: patch
      }
    }
  }

  /// `[policy]`: the figures and choices of the process.
  package struct Policy: Hashable, Sendable {
    /// How long a notice stands before the release may go out.
    package var notice: PerBump<Span>
    /// How long a release takes at most, from its notice on.
    package var window: PerBump<Span>
    /// How many maintainers have to sign off.
    package var approvals: PerBump<Int>
    /// Whether only approvals with a good signature of somebody who is allowed count.
    package var signedApprovals: Bool
    /// When a bad version is withdrawn.
    package var yank: Yank
    /// Which requirements a rollout rewrites.
    package var raise: Raise
    /// Which versions are supported, as VERSIONING.md tells it.
    package var supported: Supported
    /// How old a rehearsal of a candidate may be when the candidate is released.
    package var rehearsalAge: Span

    /// Creates the default policy, or one that differs from it.
    package init(
      notice: PerBump<Span> = PerBump(major: .weeks(2), minor: .weeks(1), patch: .days(0)),
      window: PerBump<Span> = PerBump(major: .weeks(8), minor: .weeks(2), patch: .days(2)),
      approvals: PerBump<Int> = PerBump(major: 0, minor: 0, patch: 0),
      yank: Yank = .afterReplacement, raise: Raise = .whenNeeded,
      supported: Supported = Supported(), rehearsalAge: Span = .weeks(1),
      signedApprovals: Bool = false
    ) {
      self.notice = notice
      self.window = window
      self.approvals = approvals
      self.signedApprovals = signedApprovals
      self.yank = yank
      self.raise = raise
      self.supported = supported
      self.rehearsalAge = rehearsalAge
    }
  }

  /// When a bad version is withdrawn from its registry.
  package enum Yank: String, Hashable, Sendable, CaseIterable {
    /// As soon as its replacement is out.
    case afterReplacement = "after-replacement"
    /// Before anything else.
    case atOnce = "at-once"
    /// Not at all.
    case never
  }

  /// Which requirements a rollout rewrites.
  package enum Raise: String, Hashable, Sendable, CaseIterable {
    /// Those that do not admit the new version.
    case whenNeeded = "when-needed"
    /// All of them.
    case always
  }

  /// `[triggers]`: when a release counts as gone wrong.
  package struct Triggers: Hashable, Sendable {
    /// How much slower, in per cent, the release may become in use.
    package var benchmarkRegression: Double
    /// How many dependents may regress before it fires.
    package var regressedDependents: Threshold
    /// How many dependents may fail to compile before it fires.
    package var compileErrors: Threshold
    /// What is done without asking anybody.
    package var automatic: [Reaction]
    /// Further triggers: programs that are asked.
    package var commands: [TriggerCommand]

    /// Creates the default triggers, or ones that differ from them.
    package init(
      benchmarkRegression: Double = 20, regressedDependents: Threshold = .count(1),
      compileErrors: Threshold = .percent(25), automatic: [Reaction] = [],
      commands: [TriggerCommand] = []
    ) {
      self.benchmarkRegression = benchmarkRegression
      self.regressedDependents = regressedDependents
      self.compileErrors = compileErrors
      self.automatic = automatic
      self.commands = commands
    }
  }

  /// A number of dependents, or a share of the fleet.
  package enum Threshold: Hashable, Sendable {
    /// So many dependents.
    case count(Int)
    /// This share of the fleet, in per cent.
    case percent(Double)

    /// Says whether `number` of `total` dependents reach the threshold; none never do.
    package func isReached(by number: Int, of total: Int) -> Bool {
      guard number > 0 else { return false }
      switch self {
      case .count(let least): return number >= least
      case .percent(let share): return Double(number) * 100 >= share * Double(total)
      }
    }
  }

  /// What a trigger may do by itself.
  package enum Reaction: String, Hashable, Sendable, CaseIterable {
    /// Pins every exposed dependent to the last good version.
    case pin
    /// Pauses a rollout that is under way.
    case halt
  }

  /// `[ledger]`: where the record stands.
  package struct LedgerSettings: Hashable, Sendable {
    /// Another remote's address, where the record must not stand beside the foundation.
    package var remote: String?

    /// Creates the settings; without a remote the foundation's own is used.
    package init(remote: String? = nil) { self.remote = remote }
  }

  /// One entry of `[services]`: base addresses of a service.
  package struct Service: Hashable, Sendable {
    /// The base address of its REST interface.
    package var rest: String?
    /// The address of its GraphQL interface.
    package var graphql: String?
    /// The address that its repositories are cloned below, where it is not the one that people see.
    package var git: String?

    /// Creates the addresses.
    package init(rest: String? = nil, graphql: String? = nil, git: String? = nil) {
      self.rest = rest
      self.graphql = graphql
      self.git = git
    }
  }
}
