internal import LockstepCore
internal import LockstepFleet
internal import LockstepVerification

extension DependentPreparer {
  /// Refuses a state in which more versions of the foundation meet in one build than before, because what
  /// the dependent takes through others has not come so far; `nil` where none do.
  ///
  /// Types of the two would not be the same for the compiler, and no test has to notice. Versions that came
  /// through packages outside the fleet are not ours to judge: nobody here can bring them forward.
  func split(
    _ prepared: PreparedDependent, _ dependent: Dependent, by verdict: BuildVerdict
  ) async throws -> PreparedDependent? {
    let between = Set(dependent.uses.compactMap(\.via))
    guard prepared.after != nil, !between.isEmpty else { return nil }
    for package in fleet.foundation.packages {
      let found = Set(verdict.compiled[package] ?? [])
      guard found.count > 1 else { continue }
      let before = try await layout.verdict(
        of: dependent, at: dependent.commit, foundation: baseline, settled: true)
      guard Set(before.compiled[package] ?? []).count < found.count else { continue }
      let names = between.sorted().map(\.description).joined(separator: ", ")
      var refused = prepared
      refused.after = nil
      refused.outcome = if case .pin = preparation.mode { .cannotPin } else { .waits }
      refused.reason =
        "its build would have two versions of `\(package)`, \(found.sorted().joined(separator: " and ")): "
        + "\(names) would have to come first"
      return refused
    }
    return nil
  }
}
