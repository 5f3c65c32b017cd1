package import LockstepCore

/// Whom a candidate hits: every dependent with its answer, wave by wave.
package struct ImpactReport: Codable, Hashable, Sendable {
  /// The baseline as a reader says it, for instance `v2.0.5`.
  package var baseline: String
  /// The candidate as a reader says it.
  package var candidate: String
  /// Whether the answers come from reading sources instead of compiling them.
  package var isEstimate: Bool
  package var dependents: [DependentImpact]

  package init(
    baseline: String, candidate: String, isEstimate: Bool = false,
    dependents: [DependentImpact] = []
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.isEstimate = isEstimate
    self.dependents = dependents
  }

  /// 10 where something breaks, else 1 where something is unknown, else 0.
  package var exitStatus: ExitStatus {
    if !dependents(.breaks).isEmpty { return .decidedNo }
    return dependents(.unknown).isEmpty ? .done : .failed
  }

  /// The dependents with `outcome`, in the report's order.
  package func dependents(_ outcome: DependentImpact.Outcome) -> [DependentImpact] {
    dependents.filter { $0.outcome == outcome }
  }
}

/// What a candidate does to one dependent.
package struct DependentImpact: Codable, Hashable, Sendable {
  /// The four answers, worst first.
  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// It has errors with the candidate that it does not have with the baseline.
    case breaks
    /// Nothing was learnt; the reason says what was in the way.
    case unknown
    /// It does not compile with the baseline either, and the candidate adds no error.
    case alreadyBroken = "already-broken"
    /// It compiles with the candidate in the build.
    case unaffected
  }

  package var name: RepositoryName
  package var outcome: Outcome
  /// Why, where the outcome does not say it all; one line.
  package var reason: String?
  /// The errors that the candidate causes, by file and line.
  package var sites: [ImpactSite]
  /// The dependents that it reaches the foundation through.
  package var via: [RepositoryName]
  /// What its own next release has to be, because its public interface speaks of the foundation's types.
  package var bump: Bump?
  /// What shows that its public interface does so; absent without a ``bump``.
  package var bumpReason: String?

  package init(
    name: RepositoryName, outcome: Outcome, reason: String? = nil, sites: [ImpactSite] = [],
    via: [RepositoryName] = [], bump: Bump? = nil,
    bumpReason: String? = nil
  ) {
    self.name = name
    self.outcome = outcome
    self.reason = reason
    self.sites = sites
    self.via = via
    self.bump = bump
    self.bumpReason = bumpReason
  }
}

/// One place in a dependent's sources that the candidate breaks.
package struct ImpactSite: Codable, Hashable, Sendable {
  /// Relative to the dependent's repository; `{NAME}/src/lib.rs` for a file of another dependent's.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1.
  package var column: Int
  /// The compiler's code, for instance `E0107`, or a lint's name.
  package var code: String?
  package var message: String
  /// Whether it is in code that is compiled for tests, benchmarks or examples alone.
  package var isInTests: Bool
  /// The change of the foundation that causes it, where that is certain enough to be said.
  package var change: ChangeReference?
  /// How sure an estimate is of it: `certain`, `likely` or `possible`; absent for what was compiled.
  package var certainty: String?

  package init(
    file: String, line: Int, column: Int, code: String? = nil, message: String,
    isInTests: Bool = false, change: ChangeReference? = nil, certainty: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.code = code
    self.message = message
    self.isInTests = isInTests
    self.change = change
    self.certainty = certainty
  }
}

/// Names one change of the foundation's public interface.
package struct ChangeReference: Codable, Hashable, Sendable {
  /// The rule's id, for instance `struct_missing`.
  package var kind: String
  /// The public path of the item that changed.
  package var item: String

  package init(kind: String, item: String) {
    self.kind = kind
    self.item = item
  }
}
