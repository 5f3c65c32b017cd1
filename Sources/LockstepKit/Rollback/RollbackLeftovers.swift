package import LockstepCore
package import LockstepWorkflow

/// Who is on no good version after a rollback, for people to go on with.
package struct RollbackLeftovers: Hashable, Sendable {
  /// The version that they are on.
  package let bad: Version
  /// Those who have all of it.
  package let lost: [RepositoryName]
  /// Those who do without one of its features, by the feature.
  package let without: [String: [RepositoryName]]
  /// The features behind which the trouble may be.
  package let suspects: [FlagSuspect]

  /// Reads what became of everybody; `nil` for an operation that pins nobody.
  package init?(of record: OperationRecord) {
    if record.kind == OperationKind.rollback,
      let facts = try? record.facts.decode(RollbackFacts.self)
    {
      (bad, suspects) = (facts.bad.version, facts.flags ?? [])
    } else if let facts = try? record.facts.decode(PinFacts.self), facts.flag == nil {
      (bad, suspects) = (facts.bad.version, facts.flags ?? [])
    } else {
      return nil
    }
    let outcomes: [PreparedDependent.Outcome] = [.cannotPin, .needsFlag]
    lost = record.dependentStatus.filter { dependent in
      outcomes.contains { $0.rawValue == dependent.outcome }
    }.map(\.name).sorted()
    let taken = Set(record.delivered(by: FlagSteps.contains).keys)
    without = Dictionary(
      suspects.map { ($0.feature, $0.fallback.filter(taken.contains)) },
      uniquingKeysWith: { $1 }
    ).filter { !$0.value.isEmpty }
  }
}
