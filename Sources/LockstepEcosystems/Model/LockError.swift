package import LockstepCore

/// A lock file that cannot be read.
package struct LockError: ExplainedError, Hashable {
  /// What is wrong with it.
  package var problem: String
  /// Where.
  package var place: SourcePlace

  /// Creates an error about the lock file at `place`.
  package init(_ problem: String, place: SourcePlace) {
    self.problem = problem
    self.place = place
  }

  package var explanation: Explanation {
    Explanation(
      "`\(place.path)` cannot be read", why: [problem],
      hints: ["delete it and let the package manager write it anew"], place: place)
  }
}
