extension Configuration {
  /// `[gates]`: the limits of the quality gates.
  package struct Gates: Hashable, Sendable {
    /// The share of lines, in per cent, that the tests have to cover.
    package var coverage: Double
    /// How much slower, in per cent, a benchmark may become.
    package var benchmarkRegression: Double
    /// The share of public items, in per cent, that have to be documented.
    package var documented: Double
    /// The feature sets that everything is built and tested with.
    package var features: [FeatureSet]
    /// Commands, as program and arguments, that print benchmark figures; empty: those that the build
    /// tool knows.
    package var benchmarks: [[String]]
    /// Patterns of folders in the foundation's repository with small crates that stand for dependents.
    package var contract: [String]
    /// Commands, as program and arguments, that test several repositories together.
    package var integration: [[String]]
    /// Gates that hold nothing up where they could not run; any other skipped gate does.
    package var maySkip: [Gate]
    /// Gates that a hotfix has to pass before its tag where it is new code, and not the last good version's
    /// tree.
    package var emergency: [Gate]

    /// Creates the default limits, or ones that differ from them.
    package init(
      coverage: Double = 90, benchmarkRegression: Double = 10, documented: Double = 100,
      features: [FeatureSet] = [.of([]), .all], benchmarks: [[String]] = [],
      contract: [String] = [], integration: [[String]] = [], maySkip: [Gate] = [],
      emergency: [Gate] = [.features]
    ) {
      self.coverage = coverage
      self.benchmarkRegression = benchmarkRegression
      self.documented = documented
      self.features = features
      self.benchmarks = benchmarks
      self.contract = contract
      self.integration = integration
      self.maySkip = maySkip
      self.emergency = emergency
    }
  }

  /// The quality gates, in the order in which they are shown: cheap ones first.
  package enum Gate: String, Hashable, Sendable, Codable, CaseIterable {
    /// The sources are formatted as the tool would.
    case format
    /// The linter has nothing to say.
    case lint
    /// Every configured feature set builds and passes its tests.
    case features
    /// Every public item is documented.
    case documented
    /// The planned version admits the changes of the public interface.
    case compatibility
    /// The migration guide tells every breaking change, and its examples compile.
    case guide
    /// No advisory is open against a dependency, and nothing withdrawn is locked.
    case dependencies
    /// The tests cover enough lines.
    case coverage
    /// The mock dependents build and pass their tests on the candidate.
    case contract
    /// The commands that test several repositories together succeed.
    case integration
    /// The rollback of the candidate was rehearsed, and nobody is left out of it.
    case rehearsal
    /// No benchmark became slower than is allowed.
    case benchmarks
  }

  /// One combination of the foundation's features, or a rule that makes several.
  package enum FeatureSet: Hashable, Sendable {
    /// Exactly these, without the default ones.
    case of([String])
    /// Every feature there is, at once.
    case all
    /// Every feature by itself, one after the other.
    case each
    /// Every combination of at most so many features.
    case powerset(depth: Int)

    /// How many features the combinations of a `"powerset"` have at most, where it does not say.
    package static let usualDepth = 2
    /// The greatest depth that can be asked for; the number of builds explodes long before it.
    package static let greatestDepth = 8
  }
}
